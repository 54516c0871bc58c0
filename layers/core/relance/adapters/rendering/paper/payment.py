"""How to pay: account, reference, payment page, and the QR code that a banking app reads."""

from __future__ import annotations

from typing import Final

from relance.adapters.rendering.paper.breaking import Faces, fitted, set_in
from relance.adapters.rendering.paper.sheet import LEFT, RIGHT, SOFT, TINT, Box, Code, Sheet, Text
from relance.adapters.rendering.words.typography import grouped
from relance.adapters.rendering.words.view import View

INK_RULE: Final = 120
CODE: Final = 20.0
QUIET: Final = 2.4
"""At least four modules of white around the code."""
CAPTION: Final = 4.6
ROW: Final = 4.5
HEAD: Final = 10.2
LABEL: Final = 33.0


def payment_rows(view: View) -> list[tuple[str, str]]:
    """Labels and values, in the order of a transfer's form."""
    creditor, labels = view.creditor, view.labels
    rows = (
        (labels.holder, creditor.legal_name),
        ("IBAN", grouped(creditor.iban, 4)),
        ("BIC", creditor.bic),
        (labels.quote, view.reference),
        (labels.online, creditor.payment_url),
    )
    return [(label, value) for label, value in rows if value]


def payment_height(faces: Faces, view: View) -> float:
    """Of the box and the room below it."""
    return _height(view, _set_rows(faces, view)) + 4


def put_payment(sheet: Sheet, view: View) -> None:
    """A tinted box, the code at its right where one transfer pays what is asked."""
    rows, code = _set_rows(sheet.faces, view), transfer_rows(view)
    height = _height(view, rows)
    sheet.put(Box(LEFT, sheet.y, RIGHT - LEFT, height, TINT))
    sheet.put(Box(LEFT, sheet.y, 0.8, height, INK_RULE))
    sheet.put(Text(LEFT + 5, sheet.y + 5.4, view.labels.payment, 9.5, "bold"))
    y = sheet.y + HEAD
    for label, lines, size in rows:
        sheet.put(Text(LEFT + 5, y, label, fitted(sheet.faces, label, LABEL - 2, 8.5), gray=SOFT))
        for line in lines:
            sheet.put(Text(LEFT + 5 + LABEL, y, line, size, "bold"))
            y += ROW
    if code:
        _put_code(sheet, view, code)
    sheet.y += height + 4


def transfer_rows(view: View) -> tuple[str, ...]:
    """The code's modules; none where several sums are asked, in another currency or beyond one transfer."""
    from relance.adapters.rendering.pdf.qr import MOST_CENTS, transfer_code

    if view.transfer is None or not 0 < view.transfer.cents <= MOST_CENTS:
        return ()
    creditor = view.creditor
    return transfer_code(creditor.legal_name, creditor.iban, creditor.bic, view.transfer.cents, view.reference)


def _put_code(sheet: Sheet, view: View, rows: tuple[str, ...]) -> None:
    left, top = RIGHT - CODE - QUIET - 4, sheet.y + QUIET + 1.0
    sheet.put(Box(left - QUIET, top - QUIET, CODE + 2 * QUIET, CODE + 2 * QUIET, 255))
    sheet.put(Code(left, top, CODE, rows, view.labels.code_alt))
    size = fitted(sheet.faces, view.transfer_caption, CODE + 2 * QUIET + 6, 6.5)
    width = sheet.faces.width(view.transfer_caption, "regular", size)
    sheet.put(Text(left + (CODE - width) / 2, top + CODE + QUIET + 2.4, view.transfer_caption, size, gray=SOFT))


def _set_rows(faces: Faces, view: View) -> list[tuple[str, list[str], float]]:
    """Labels, the lines of their values, and the letters' size; beside the code there is less room."""
    room = RIGHT - LEFT - LABEL - 8 - (CODE + 2 * QUIET + 6 if transfer_rows(view) else 0)
    return [(label, *set_in(faces, value, room, 9.5, "bold", most=3)) for label, value in payment_rows(view)]


def _height(view: View, rows: list[tuple[str, list[str], float]]) -> float:
    with_code = CODE + 2 * QUIET + CAPTION if transfer_rows(view) else 0.0
    return max(HEAD + ROW * sum(len(lines) for _, lines, _ in rows) - 1.6, with_code)
