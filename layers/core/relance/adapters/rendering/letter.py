"""The letter on A4: letterhead, address window, texts, tables, payment, signature, legal footer.

The addressee stands where the right-hand window of a French DL envelope shows it (x 100-190 mm, y 45-80 mm), with
room for the paper to slide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from relance.adapters.rendering.sheet import (
    LEADING,
    LEFT,
    POINT,
    RIGHT,
    SOFT,
    TINT,
    Box,
    Face,
    Faces,
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
DATE_Y: Final = 93.0
SUBJECT_Y: Final = 104.0
BODY: Final = 10.0
FOOTER_Y: Final = 275.0
GAP: Final = 2.6
NARROW: Final = 74.0
"""The width of the letterhead and of the references, left of the window."""
SIGNATURE_HEIGHT: Final = 24.0
OFFICE: Final = {"fr": "Siège", "en": "Registered office"}


def lay_out(view: View, words: Mapping[str, str], faces: Faces) -> Sheet:
    """The whole letter, page by page; `words` are the written texts, already set."""
    sheet = Sheet(faces)
    _letterhead(sheet, view)
    _references(sheet, view)
    _addressee(sheet, view)
    sheet.put(Text(WINDOW_X, DATE_Y, view.place_and_date, BODY))
    _subject(sheet, view, words["subject"])
    _paragraphs(sheet, words["opening"])
    for table in view.tables:
        put_table(sheet, table, view.labels)
    _paragraphs(sheet, words["request"])
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
    while len(lines) * size * POINT * 1.28 > WINDOW_HEIGHT and size > 6:  # noqa: PLR2004
        size -= 0.5
        lines = _window_lines(sheet.faces, view, size)
    step = size * POINT * 1.28
    for number, (text, face) in enumerate(lines[: int(WINDOW_HEIGHT / step)]):
        sheet.put(Text(WINDOW_X, WINDOW_TOP + step * number + size * POINT, text, size, face))


def _window_lines(faces: Faces, view: View, size: float) -> list[tuple[str, Face]]:
    name = cut(faces, view.debtor_name, WINDOW_WIDTH, size, "bold")
    kept = [*name[:1], "".join(name[1:2]) + ("…" if len(name) > 2 else "")] if len(name) > 1 else name  # noqa: PLR2004
    found: list[tuple[str, Face]] = [(line, "bold") for line in kept]
    # The last lines, town and country, matter most to the post: too many lines lose those in the middle.
    lines = [*view.debtor_lines[:3], *view.debtor_lines[3:][-2:]]
    for line in lines:
        found += [(piece, "regular") for piece in cut(faces, line, WINDOW_WIDTH, size)[:2]]
    return found


def _subject(sheet: Sheet, view: View, subject: str) -> None:
    sheet.y = SUBJECT_Y
    indent = sheet.faces.width(view.labels.subject + "  ", "bold", BODY)
    sheet.put(Text(LEFT, sheet.y + BODY * POINT, view.labels.subject, BODY, "bold"))
    for line in cut(sheet.faces, subject, RIGHT - LEFT - indent, BODY, "bold"):
        sheet.put(Text(LEFT + indent, sheet.y + BODY * POINT, line, BODY, "bold"))
        sheet.y += BODY * POINT * LEADING
    sheet.y += 4.5


def _paragraphs(sheet: Sheet, text: str) -> None:
    for paragraph in paragraphs(text):
        sheet.paragraph(paragraph, size=BODY)
        sheet.y += GAP


def paragraphs(text: str) -> list[str]:
    """What empty lines separate."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _payment(sheet: Sheet, view: View) -> None:
    creditor, labels = view.creditor, view.labels
    rows = [
        (labels.holder, creditor.legal_name),
        ("IBAN", grouped(creditor.iban, 4)),
        ("BIC", creditor.bic),
        (labels.quote, view.reference),
    ]
    rows += [(labels.online, creditor.payment_url)] if creditor.payment_url else []
    step = 4.7
    height = 7.6 + step * len(rows)
    sheet.y += 1
    sheet.need(height + 3)
    sheet.put(Box(LEFT, sheet.y, RIGHT - LEFT, height, TINT))
    sheet.put(Box(LEFT, sheet.y, 0.8, height, 120))
    sheet.put(Text(LEFT + 5, sheet.y + 5.2, labels.payment, 9.5, "bold"))
    for number, (label, value) in enumerate(rows):
        y = sheet.y + 10.2 + step * number
        sheet.put(Text(LEFT + 5, y, label, 8.5, gray=SOFT))
        sheet.put(Text(LEFT + 40, y, value, fitted(sheet.faces, value, 122, 9.5, "bold"), "bold"))
    sheet.y += height + 5


def _signature(sheet: Sheet, view: View, closing: str) -> None:
    lines = cut(sheet.faces, closing, RIGHT - LEFT, BODY)
    # Nobody signs a page of its own: closing words and signature stay together.
    sheet.need(len(lines) * BODY * POINT * LEADING + SIGNATURE_HEIGHT)
    _paragraphs(sheet, closing)
    sheet.y += 9
    for text, face in ((view.creditor.signatory, "bold"), (view.creditor.signatory_title, "regular")):
        size = fitted(sheet.faces, text, RIGHT - WINDOW_X, BODY)
        sheet.put(Text(WINDOW_X, sheet.y, text, size, "bold" if face == "bold" else "regular"))
        sheet.y += 4.8


def _frame_pages(sheet: Sheet, view: View) -> None:
    for number, page in enumerate(sheet.pages, start=1):
        _footer(sheet, view, page, number)
        if number > 1:
            running = f"{view.creditor.legal_name} – {view.reference} – {view.today}"
            page.append(Text(LEFT, 16, running, fitted(sheet.faces, running, 170, 8), gray=SOFT))
            page.append(Box(LEFT, 18.2, RIGHT - LEFT, 0.15))


def _footer(sheet: Sheet, view: View, page: list[Text | Box], number: int) -> None:
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
    return f"{creditor.legal_name} – {creditor.legal_form} – {register}{vat}", f"{OFFICE[view.language]} : {office}"
