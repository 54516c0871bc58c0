"""What stands on every page: the creditor's legal identity, the page's number, what the page belongs to."""

from __future__ import annotations

import re
from typing import Final

from relance.adapters.rendering.paper.breaking import fitted, set_in
from relance.adapters.rendering.paper.sheet import LEFT, RIGHT, SOFT, Box, Item, Sheet, Text, tagged
from relance.adapters.rendering.words.labels import LABELS
from relance.adapters.rendering.words.typography import NBSP, THIN, grouped, typeset
from relance.adapters.rendering.words.view import address_lines
from relance.domain.creditor import Creditor

FOOTER_Y: Final = 275.0
THOUSANDS: Final = re.compile(r"(?<=\d) (?=\d{3}\b)")
"""The space in a capital, as finance types it: no line ends there."""
OFFICE: Final = {"fr": "Siège\u00a0:", "en": "Registered office:"}


def frame_pages(sheet: Sheet, creditor: Creditor, language: str, running: str) -> None:
    """`running` heads the pages after the first.

    What stands on every page is said once by a reader that speaks: at the end, where no table or words are open.
    """
    for number, page in enumerate(sheet.pages, start=1):
        footer = _footer(sheet, creditor, language, number)
        page.extend(footer if number == len(sheet.pages) else tagged("Artifact", footer))
        if number > 1:
            head = Text(LEFT, 16, running, fitted(sheet.faces, running, 170, 8), gray=SOFT)
            page[:0] = tagged("Artifact", [head, Box(LEFT, 18.2, RIGHT - LEFT, 0.15)])


def _footer(sheet: Sheet, creditor: Creditor, language: str, number: int) -> list[Item]:
    """R123-237 and R123-238: name, form and capital, SIREN and register, registered office."""
    legal = legal_identity(creditor, language)
    set_texts = (set_in(sheet.faces, t, 150, 7.5, most=n) for t, n in zip(legal, (3, 2), strict=True))
    sized = [(line, size) for lines, size in set_texts for line in lines]
    lines = [Text(LEFT, FOOTER_Y + 3.2 * place, text, size, gray=SOFT) for place, (text, size) in enumerate(sized)]
    folio = LABELS[language].page.format(page=number, pages=len(sheet.pages))
    shown = Text(RIGHT - sheet.faces.width(folio, "regular", 7.5), FOOTER_Y, folio, 7.5, gray=SOFT)
    return [Box(LEFT, FOOTER_Y - 4, RIGHT - LEFT, 0.15), *lines, shown]


def legal_identity(creditor: Creditor, language: str) -> tuple[str, str]:
    """The creditor's legal identity in two lines."""
    register = f"{creditor.register}{NBSP}{grouped(creditor.siren, 3)}"
    vat = f" – {LABELS[language].vat}{NBSP}{creditor.vat_number}" if creditor.vat_number else ""
    office = ", ".join(address_lines(creditor.address))
    form = THOUSANDS.sub(THIN, typeset(creditor.legal_form, "fr"))
    return f"{creditor.legal_name} – {form} – {register}{vat}", f"{OFFICE[language]} {office}"
