"""The computation annex of a formal notice: pages of their own, each line to be redone by hand (MED-01, 7)."""

from __future__ import annotations

from typing import Final

from relance.adapters.rendering.paper.breaking import Faces, cut
from relance.adapters.rendering.paper.grid import (
    Column,
    Part,
    put_grid,
    remark,
    row,
    subtotal,
    title,
    total,
    with_totals,
)
from relance.adapters.rendering.paper.sheet import LEFT, RIGHT, SOFT, Sheet, Text
from relance.adapters.rendering.words.claim_labels import CLAIM_LABELS
from relance.adapters.rendering.words.claim_view import Annex, Computed

WIDTHS: Final = (18.5, 18.5, 10.5, 24.5, 19.0, 57.0, 22.0)
"""In the order of ClaimLabels.annex_columns; 170 mm in all."""
WORDS: Final = 5
"""The column of the legal basis."""
NOTE: Final = 8.0
STEP: Final = 3.7
BELOW: Final = 3.4
"""Between table and notes."""


def put_annex(sheet: Sheet, annex: Annex, language: str) -> None:
    """Begins a page."""
    labels = CLAIM_LABELS[language]
    sheet.turn()
    sheet.y += 3
    with sheet.role("H1"):
        for line in cut(sheet.faces, annex.title, RIGHT - LEFT, 12, "bold"):
            sheet.put(Text(LEFT, sheet.y + 4.2, line, 12, "bold"))
            sheet.y += 6
    sheet.y += 1.5
    _small(sheet, labels.annex_intro)
    columns = [
        Column(heading, width, words=place == WORDS)
        for place, (heading, width) in enumerate(zip(labels.annex_columns, WIDTHS, strict=True))
    ]
    parts = [part for computed in annex.invoices for part in _parts(sheet.faces, columns, computed)]
    totals = [total(sheet.faces, shown) for shown in annex.totals]
    notes = sum(_small_height(sheet, note) for note in annex.notes)
    put_grid(sheet, "", columns, with_totals(parts, totals), below=BELOW + notes)
    for note in annex.notes:
        _small(sheet, note)


def _parts(faces: Faces, columns: list[Column], computed: Computed) -> list[Part]:
    """The invoice keeps its first row; its sums keep the last one."""
    rows = [
        remark(faces, entry) if isinstance(entry, str) else row(faces, columns, entry, strong=False)
        for entry in computed.entries
    ]
    end = subtotal(faces, computed.sums, computed.total)
    return [title(faces, computed.title), *with_totals(rows, [end])]


def _small(sheet: Sheet, text: str) -> None:
    lines = cut(sheet.faces, text, RIGHT - LEFT, NOTE)
    sheet.need(STEP * len(lines))
    with sheet.role("P"):
        for line in lines:
            sheet.put(Text(LEFT, sheet.y + 2.9, line, NOTE, gray=SOFT))
            sheet.y += STEP
    sheet.y += 1.2


def _small_height(sheet: Sheet, text: str) -> float:
    return STEP * len(cut(sheet.faces, text, RIGHT - LEFT, NOTE)) + 1.2
