"""The letter on A4: letterhead, address window, texts, tables, payment, signature, legal footer.

The addressee stands where the right-hand window of a French DL envelope shows it (x 100-190 mm, y 45-80 mm), with
room for the paper to slide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from relance.adapters.rendering.sheet import (
    LEFT,
    POINT,
    RIGHT,
    SOFT,
    TINT,
    Box,
    Face,
    Faces,
    Item,
    Sheet,
    Text,
    cut,
    fitted,
)
from relance.adapters.rendering.tables import put_table
from relance.adapters.rendering.typography import NBSP, grouped
from relance.adapters.rendering.view import View, address_lines

WINDOW_X: Final = 106.0
WINDOW_WIDTH: Final = 80.0
WINDOW_TOP: Final = 55.0
WINDOW_HEIGHT: Final = 24.0
MOST_LINES: Final = 8
SMALLEST: Final = 6.5
"""Points: at this size the most lines still fit the window."""
DATE_Y: Final = 90.0
SUBJECT_Y: Final = 100.0
SIZES: Final = (10.0, 9.5, 9.2)
"""Points of the running text: the first is the rule."""
FOOTER_Y: Final = 275.0
GAP: Final = 2.6
NARROW: Final = 74.0
"""The width of the letterhead and of the references, left of the window."""
SIGNATURE_HEIGHT: Final = 24.0
OFFICE: Final = {"fr": "Siège\u00a0:", "en": "Registered office:"}


def lay_out(view: View, words: Mapping[str, str], faces: Faces) -> Sheet:
    """The whole letter, page by page; slightly smaller letters where that spares a second page."""
    sheets = [_lay_out(view, words, Sheet(faces, body=size)) for size in SIZES]
    return next((sheet for sheet in sheets if len(sheet.pages) == 1), sheets[0])


def _lay_out(view: View, words: Mapping[str, str], sheet: Sheet) -> Sheet:
    _letterhead(sheet, view)
    _references(sheet, view)
    _addressee(sheet, view)
    sheet.put(Text(WINDOW_X, DATE_Y, view.place_and_date, sheet.body))
    _subject(sheet, view, words["subject"])
    _paragraphs(sheet, words["opening"])
    for table in view.tables:
        put_table(sheet, table, view.labels)
    _paragraphs(sheet, words["request"])
    closing = cut(sheet.faces, words["closing"], RIGHT - LEFT, sheet.body)
    # Nobody signs a page of its own: payment, closing words and signature stay together.
    sheet.need(_payment_height(view) + len(closing) * sheet.step + SIGNATURE_HEIGHT)
    _payment(sheet, view)
    _signature(sheet, view, words["closing"])
    _frame_pages(sheet, view)
    return sheet


def _letterhead(sheet: Sheet, view: View) -> None:
    creditor = view.creditor
    width = 165.0
    size = fitted(sheet.faces, creditor.legal_name, width, 15, "bold", least=9)
    y = 22.0
    for line in cut(sheet.faces, creditor.legal_name, width, size, "bold")[:2]:
        sheet.put(Text(LEFT, y, line, size, "bold"))
        y += size * POINT * 1.25
    contact = f"{view.labels.phone}{NBSP}{creditor.phone.replace(' ', NBSP)}"
    for text in (*address_lines(creditor.address), contact, creditor.email):
        y += 0.2
        sheet.put(Text(LEFT, y, text, fitted(sheet.faces, text, NARROW, 8.5), gray=SOFT))
        y += 3.7


def _references(sheet: Sheet, view: View) -> None:
    labels = view.labels
    rows = [(labels.our_reference, view.reference), (labels.account, view.customer_id)]
    rows += [(labels.company_number, view.siren)] if view.siren else []
    for number, (label, value) in enumerate(rows):
        y = 62 + number * 9.0
        sheet.put(Text(LEFT, y, label, 7.5, gray=SOFT))
        sheet.put(Text(LEFT, y + 3.9, value, fitted(sheet.faces, value, NARROW, 9)))


def _addressee(sheet: Sheet, view: View) -> None:
    """As large as the window allows: long names take two lines, many lines take smaller letters."""
    size = 10.5
    lines = _window_lines(sheet.faces, view, size)
    while len(lines) * size * POINT * 1.28 > WINDOW_HEIGHT and size > SMALLEST:
        size -= 0.5
        lines = _window_lines(sheet.faces, view, size)
    step = size * POINT * 1.28
    for number, (text, face) in enumerate(lines):
        sheet.put(Text(WINDOW_X, WINDOW_TOP + step * number + size * POINT, text, size, face))


def _window_lines(faces: Faces, view: View, size: float) -> list[tuple[str, Face]]:
    name = cut(faces, view.debtor_name, WINDOW_WIDTH, size, "bold")
    if len(name) > 2:  # noqa: PLR2004
        name = [name[0], name[1] + "…"]
    street = [piece for line in view.debtor_lines[: -view.town_lines] for piece in cut(faces, line, WINDOW_WIDTH, size)]
    town = [piece for line in view.debtor_lines[-view.town_lines :] for piece in cut(faces, line, WINDOW_WIDTH, size)]
    if len(name) + len(street) + len(town) > MOST_LINES:
        # Town and country matter most to the post: too many lines lose those in the middle.
        street = street[: MOST_LINES - len(name) - len(town)]
    lines: list[tuple[str, Face]] = [(line, "bold") for line in name]
    return lines + [(line, "regular") for line in (*street, *town)]


def _subject(sheet: Sheet, view: View, subject: str) -> None:
    sheet.y = SUBJECT_Y
    indent = sheet.faces.width(view.labels.subject + "  ", "bold", sheet.body)
    sheet.put(Text(LEFT, sheet.y + sheet.body * POINT, view.labels.subject, sheet.body, "bold"))
    for line in cut(sheet.faces, subject, RIGHT - LEFT - indent, sheet.body, "bold"):
        sheet.put(Text(LEFT + indent, sheet.y + sheet.body * POINT, line, sheet.body, "bold"))
        sheet.y += sheet.step
    sheet.y += 4.2


def _paragraphs(sheet: Sheet, text: str) -> None:
    for paragraph in paragraphs(text):
        sheet.paragraph(paragraph)
        sheet.y += GAP


def paragraphs(text: str) -> list[str]:
    """What empty lines separate."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _payment_height(view: View) -> float:
    return 24.0 + (4.7 if view.creditor.payment_url else 0)


def _payment(sheet: Sheet, view: View) -> None:
    creditor, labels = view.creditor, view.labels
    left = [(labels.holder, creditor.legal_name), (labels.quote, view.reference)]
    right = [("IBAN", grouped(creditor.iban, 4)), ("BIC", creditor.bic)]
    left += [(labels.online, creditor.payment_url)] if creditor.payment_url else []
    height = _payment_height(view) - 6
    sheet.y += 1
    sheet.put(Box(LEFT, sheet.y, RIGHT - LEFT, height, TINT))
    sheet.put(Box(LEFT, sheet.y, 0.8, height, 120))
    sheet.put(Text(LEFT + 5, sheet.y + 5.4, labels.payment, 9.5, "bold"))
    _pairs(sheet, left, LEFT + 5, 32, 50)
    _pairs(sheet, right, LEFT + 92, 11, 65)
    sheet.y += height + 5


def _pairs(sheet: Sheet, rows: list[tuple[str, str]], x: float, indent: float, room: float) -> None:
    for number, (label, value) in enumerate(rows):
        y = sheet.y + 10.6 + 4.7 * number
        sheet.put(Text(x, y, label, 8.5, gray=SOFT))
        sheet.put(Text(x + indent, y, value, fitted(sheet.faces, value, room, 9.5, "bold"), "bold"))


def _signature(sheet: Sheet, view: View, closing: str) -> None:
    _paragraphs(sheet, closing)
    sheet.y += 9
    signed: tuple[tuple[str, Face], ...] = (
        (view.creditor.signatory, "bold"),
        (view.creditor.signatory_title, "regular"),
    )
    for text, face in signed:
        sheet.put(Text(WINDOW_X, sheet.y, text, fitted(sheet.faces, text, RIGHT - WINDOW_X, sheet.body, face), face))
        sheet.y += 4.8


def _frame_pages(sheet: Sheet, view: View) -> None:
    for number, page in enumerate(sheet.pages, start=1):
        _footer(sheet, view, page, number)
        if number > 1:
            running = f"{view.creditor.legal_name} – {view.reference} – {view.today}"
            page.insert(0, Text(LEFT, 16, running, fitted(sheet.faces, running, 170, 8), gray=SOFT))
            page.append(Box(LEFT, 18.2, RIGHT - LEFT, 0.15))


def _footer(sheet: Sheet, view: View, page: list[Item], number: int) -> None:
    """R123-237 and R123-238: name, form and capital, SIREN and register, registered office."""
    page.append(Box(LEFT, FOOTER_Y - 4, RIGHT - LEFT, 0.15))
    for place, text in enumerate(legal_identity(view)):
        size = fitted(sheet.faces, text, 150, 7.5)
        page.append(Text(LEFT, FOOTER_Y + 3.3 * place, text, size, gray=SOFT))
    folio = view.labels.page.format(page=number, pages=len(sheet.pages))
    page.append(Text(RIGHT - sheet.faces.width(folio, "regular", 7.5), FOOTER_Y, folio, 7.5, gray=SOFT))


def legal_identity(view: View) -> tuple[str, str]:
    """The creditor's legal identity in two lines."""
    creditor = view.creditor
    register = f"{creditor.register}{NBSP}{grouped(creditor.siren, 3)}"
    vat = f" – {view.labels.vat}{NBSP}{creditor.vat_number}" if creditor.vat_number else ""
    office = ", ".join(address_lines(creditor.address))
    return f"{creditor.legal_name} – {creditor.legal_form} – {register}{vat}", f"{OFFICE[view.language]} {office}"
