"""The letter on A4: letterhead, address in the envelope's window, words, tables, payment, signature, legal footer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeGuard

from relance.adapters.rendering.paper.annex import put_annex
from relance.adapters.rendering.paper.breaking import POINT, Faces, cut, fitted, set_in
from relance.adapters.rendering.paper.letterhead import put_letterhead
from relance.adapters.rendering.paper.payment import payment_height, put_payment
from relance.adapters.rendering.paper.sheet import BOTTOM, LEFT, RIGHT, SOFT, TOP, Box, Item, Sheet, Text, tagged
from relance.adapters.rendering.paper.signature import put_signature, signature_height
from relance.adapters.rendering.paper.tables import merged, put_schedule, put_sums, put_table
from relance.adapters.rendering.paper.window import DL, Window
from relance.adapters.rendering.words.labels import LABELS
from relance.adapters.rendering.words.typography import NBSP, THIN, grouped, typeset
from relance.adapters.rendering.words.view import View, address_lines
from relance.domain.creditor import Creditor


class Setting(NamedTuple):
    """Running text: its size in points, its leading, and millimetres between paragraphs."""

    body: float
    leading: float
    gap: float


SETTINGS: Final = (Setting(10.0, 1.36, 2.6), Setting(9.6, 1.34, 2.3), Setting(9.2, 1.3, 1.9))
"""The first is the rule; the others are tried where they may spare a second page."""
MOST_SAVED: Final = 30.0
"""Millimetres that the tightest setting can save on one page."""
FOOTER_Y: Final = 275.0
THOUSANDS: Final = re.compile(r"(?<=\d) (?=\d{3}\b)")
"""The space in a capital, as finance types it: no line ends there."""
OFFICE: Final = {"fr": "Siège\u00a0:", "en": "Registered office:"}


def lay_out(view: View, words: Mapping[str, str], faces: Faces, window: Window = DL) -> Sheet:
    """The whole letter, page by page; slightly smaller letters where that spares its second page."""
    sheet = _lay_out(view, words, faces, window, SETTINGS[0])
    if len(sheet.pages) == 2 and _overflow(sheet) <= MOST_SAVED:  # noqa: PLR2004
        tighter = (_lay_out(view, words, faces, window, setting) for setting in SETTINGS[1:])
        sheet = next((tried for tried in tighter if len(tried.pages) == 1), sheet)
    if view.annex is not None:
        put_annex(sheet, view.annex, view.language)
    _frame_pages(sheet, view)
    return sheet


def _overflow(sheet: Sheet) -> float:
    """How much higher than its page a letter of two pages would be as one."""
    filled = max(item.y + (item.height if isinstance(item, Box) else 0) for item in sheet.pages[0] if _placed(item))
    return filled + sheet.y - TOP - BOTTOM


def _placed(item: Item) -> TypeGuard[Box | Text]:
    return isinstance(item, Box | Text)


def _lay_out(view: View, words: Mapping[str, str], faces: Faces, window: Window, setting: Setting) -> Sheet:
    sheet = Sheet(faces, setting.body, setting.leading)
    put_letterhead(sheet, view, window)
    _place_and_date(sheet, view, window)
    _subject(sheet, view, words["subject"])
    for paragraph in paragraphs(words["opening"]):
        _paragraph(sheet, paragraph, setting.gap)
    for table in view.tables:
        shown, sums = merged(table, view.sums)
        put_table(sheet, shown, view.labels)
        if sums is not None and table is view.tables[0]:
            put_sums(sheet, sums, view.language)
    if view.schedule is not None:
        put_schedule(sheet, view.schedule, view.language)
    *request, last = paragraphs(words["request"])
    for paragraph in request:
        _paragraph(sheet, paragraph, setting.gap)
    # Nobody signs a page of its own: the last paragraph, payment, closing words and signature stay together.
    after = payment_height(sheet.faces, view) + _height(sheet, words["closing"]) + signature_height(sheet, view)
    after += setting.gap
    if (together := _height(sheet, last) + setting.gap + after) <= BOTTOM - TOP:
        sheet.need(together)
    _paragraph(sheet, last, setting.gap)
    sheet.need(after)
    put_payment(sheet, view)
    _paragraph(sheet, words["closing"], setting.gap)
    put_signature(sheet, view)
    return sheet


def _place_and_date(sheet: Sheet, view: View, window: Window) -> None:
    """Under the address; a town with a long name begins further left."""
    size = fitted(sheet.faces, view.place_and_date, RIGHT - LEFT, sheet.body)
    x = min(window.x, RIGHT - sheet.faces.width(view.place_and_date, "regular", size))
    sheet.put(Text(x, sheet.y, view.place_and_date, size))
    sheet.y += 6.5


def _subject(sheet: Sheet, view: View, subject: str) -> None:
    indent = sheet.faces.width(view.labels.subject + "  ", "bold", sheet.body)
    with sheet.role("H1"):
        # With a space, for whoever listens to the heading.
        label = f"{view.labels.subject} "
        sheet.put(Text(LEFT, sheet.y + sheet.body * POINT, label, sheet.body, "bold"))
        for line in cut(sheet.faces, subject, RIGHT - LEFT - indent, sheet.body, "bold"):
            sheet.put(Text(LEFT + indent, sheet.y + sheet.body * POINT, line, sheet.body, "bold"))
            sheet.y += sheet.step
    sheet.y += 4.2


def _paragraph(sheet: Sheet, text: str, gap: float) -> None:
    sheet.paragraph(text)
    sheet.y += gap


def _height(sheet: Sheet, text: str) -> float:
    return len(cut(sheet.faces, text, RIGHT - LEFT, sheet.body)) * sheet.step


def paragraphs(text: str) -> list[str]:
    """What empty lines separate."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _frame_pages(sheet: Sheet, view: View) -> None:
    """What stands on every page is said once by a reader that speaks: at the end, where no table or words are open."""
    for number, page in enumerate(sheet.pages, start=1):
        footer = _footer(sheet, view, number)
        page.extend(footer if number == len(sheet.pages) else tagged("Artifact", footer))
        if number > 1:
            running = f"{view.creditor.legal_name} – {view.reference} – {view.today}"
            head = Text(LEFT, 16, running, fitted(sheet.faces, running, 170, 8), gray=SOFT)
            page[:0] = tagged("Artifact", [head, Box(LEFT, 18.2, RIGHT - LEFT, 0.15)])


def _footer(sheet: Sheet, view: View, number: int) -> list[Item]:
    """R123-237 and R123-238: name, form and capital, SIREN and register, registered office."""
    legal = legal_identity(view.creditor, view.language)
    set_texts = (set_in(sheet.faces, t, 150, 7.5, most=n) for t, n in zip(legal, (3, 2), strict=True))
    sized = [(line, size) for lines, size in set_texts for line in lines]
    lines = [Text(LEFT, FOOTER_Y + 3.2 * place, text, size, gray=SOFT) for place, (text, size) in enumerate(sized)]
    folio = view.labels.page.format(page=number, pages=len(sheet.pages))
    shown = Text(RIGHT - sheet.faces.width(folio, "regular", 7.5), FOOTER_Y, folio, 7.5, gray=SOFT)
    return [Box(LEFT, FOOTER_Y - 4, RIGHT - LEFT, 0.15), *lines, shown]


def legal_identity(creditor: Creditor, language: str) -> tuple[str, str]:
    """The creditor's legal identity in two lines."""
    register = f"{creditor.register}{NBSP}{grouped(creditor.siren, 3)}"
    vat = f" – {LABELS[language].vat}{NBSP}{creditor.vat_number}" if creditor.vat_number else ""
    office = ", ".join(address_lines(creditor.address))
    form = THOUSANDS.sub(THIN, typeset(creditor.legal_form, "fr"))
    return f"{creditor.legal_name} – {form} – {register}{vat}", f"{OFFICE[language]} {office}"
