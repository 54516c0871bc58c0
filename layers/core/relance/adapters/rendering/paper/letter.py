"""The letter on A4: letterhead, address in the envelope's window, words, tables, payment, signature, legal footer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeGuard

from relance.adapters.rendering.paper.annex import put_annex
from relance.adapters.rendering.paper.breaking import POINT, Faces, cut, fitted
from relance.adapters.rendering.paper.frame import frame_pages
from relance.adapters.rendering.paper.letterhead import put_letterhead
from relance.adapters.rendering.paper.payment import payment_height, put_payment
from relance.adapters.rendering.paper.sheet import BOTTOM, LEFT, RIGHT, TOP, Box, Item, Sheet, Text
from relance.adapters.rendering.paper.signature import put_signature, signature_height
from relance.adapters.rendering.paper.tables import merged, put_schedule, put_sums, put_table
from relance.adapters.rendering.paper.window import DL, Window
from relance.adapters.rendering.words.view import View


class Setting(NamedTuple):
    """Running text: its size in points, its leading, and millimetres between paragraphs."""

    body: float
    leading: float
    gap: float


SETTINGS: Final = (Setting(10.0, 1.36, 2.6), Setting(9.6, 1.34, 2.3), Setting(9.2, 1.3, 1.9))
"""The first is the rule; the others are tried where they may spare a second page."""
MOST_SAVED: Final = 30.0
"""Millimetres that the tightest setting can save on one page."""


def lay_out(view: View, words: Mapping[str, str], faces: Faces, window: Window = DL) -> Sheet:
    """The whole letter, page by page; slightly smaller letters where that spares its second page."""
    sheet = _lay_out(view, words, faces, window, SETTINGS[0])
    if len(sheet.pages) == 2 and _overflow(sheet) <= MOST_SAVED:  # noqa: PLR2004
        tighter = (_lay_out(view, words, faces, window, setting) for setting in SETTINGS[1:])
        sheet = next((tried for tried in tighter if len(tried.pages) == 1), sheet)
    if view.annex is not None:
        put_annex(sheet, view.annex, view.language)
    frame_pages(sheet, view.creditor, view.language, f"{view.creditor.legal_name} – {view.reference} – {view.today}")
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
