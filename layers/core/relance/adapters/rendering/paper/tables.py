"""The tables of a letter: invoices, sums of the décompte, instalments."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from relance.adapters.rendering.paper.breaking import POINT, cut
from relance.adapters.rendering.paper.grid import (
    INSET,
    TITLE_HEIGHT,
    TOTAL_WIDTH,
    Column,
    put_grid,
    put_part,
    row,
    step,
    total,
    with_totals,
)
from relance.adapters.rendering.paper.sheet import LEFT, RIGHT, SOFT, Sheet, Text
from relance.adapters.rendering.words.claim_labels import CLAIM_LABELS
from relance.adapters.rendering.words.claim_view import Schedule, Sums
from relance.adapters.rendering.words.labels import Labels
from relance.adapters.rendering.words.typography import typeset
from relance.adapters.rendering.words.view import Table

WIDTHS: Final = (45.0, 19.0, 19.0, 17.0, 23.0, 22.0, 25.0)
"""In the order of Labels.columns; 170 mm in all."""
DELAY: Final = 3
"""The column that tells the delay: left out where nothing is late."""
WITHOUT_DELAY: Final = (50.0, 22.0, 22.0, 25.0, 25.0, 26.0)
INFORMING: Final = 8.0
AMOUNT: Final = 2
"""The first column of figures in a schedule."""
SCHEDULE_WIDTHS: Final = (16.0, 64.0, 45.0, 45.0)


def merged(table: Table, sums: Sums | None) -> tuple[Table, Sums | None]:
    """The décompte takes the place of the table's own sum, which it repeats; not beside another currency."""
    alone = sum(shown.strong for shown in table.totals) == 1
    if sums is None or not sums.asked or not alone or not table.shows_delay:
        return table, sums
    return replace(table, title=sums.title, totals=sums.totals), None


def put_table(sheet: Sheet, table: Table, labels: Labels) -> None:
    """The invoices of one sort with their sums."""
    shown = [place for place in range(len(WIDTHS)) if table.shows_delay or place != DELAY]
    named = zip(shown, WIDTHS if table.shows_delay else WITHOUT_DELAY, strict=True)
    columns = [Column(labels.columns[place], width, words=place == 0) for place, width in named]
    rows = []
    for r in table.rows:
        cells = (r.number, r.issued, r.due, r.late, r.total, r.settled, r.left)
        rows.append(row(sheet.faces, columns, [cells[place] for place in shown], note=r.note))
    totals = [total(sheet.faces, shown) for shown in table.totals]
    put_grid(sheet, table.title, columns, with_totals(rows, totals))


def put_sums(sheet: Sheet, sums: Sums, language: str) -> None:
    """The décompte beside another currency is a table of its own; what a reminder informs of asks for nothing."""
    if sums.asked:
        _block(sheet, sums)
    else:
        _informing(sheet, sums, language)


def _block(sheet: Sheet, sums: Sums) -> None:
    parts = [total(sheet.faces, shown) for shown in sums.totals]
    sheet.need(TITLE_HEIGHT + sum(part.height for part in parts))
    with sheet.role("H2"):
        sheet.put(Text(RIGHT - TOTAL_WIDTH + INSET, sheet.y + 3.6, sums.title, 9.5, "bold"))
    sheet.y += TITLE_HEIGHT
    with sheet.role("Table"):
        for part in parts:
            put_part(sheet, part)
    sheet.y += 3


def _informing(sheet: Sheet, sums: Sums, language: str) -> None:
    """One small line under the table."""
    between, after = (" ; ", " : ") if language == "fr" else ("; ", ": ")
    said = between.join(f"{shown.label.lower()} {shown.amount}" for shown in sums.totals)
    lines = cut(sheet.faces, typeset(f"{sums.title}{after}{said}.", language), RIGHT - LEFT, INFORMING)
    sheet.need(step(INFORMING) * len(lines))
    sheet.y -= 1.0
    with sheet.role("P"):
        for line in lines:
            x = RIGHT - INSET - sheet.faces.width(line, "regular", INFORMING)
            sheet.put(Text(x, sheet.y + INFORMING * POINT, line, INFORMING, gray=SOFT))
            sheet.y += step(INFORMING)
    sheet.y += 2.4


def put_schedule(sheet: Sheet, schedule: Schedule, language: str) -> None:
    """The instalments with what is left after each."""
    labels = CLAIM_LABELS[language]
    headings = zip(labels.schedule_columns, SCHEDULE_WIDTHS, strict=True)
    columns = [Column(heading, width, words=place < AMOUNT) for place, (heading, width) in enumerate(headings)]
    rows = [row(sheet.faces, columns, cells) for cells in schedule.rows]
    put_grid(sheet, labels.schedule, columns, with_totals(rows, [total(sheet.faces, schedule.total)]))
