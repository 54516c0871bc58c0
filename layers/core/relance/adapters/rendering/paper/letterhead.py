"""The top of the first page: creditor, references, sending mode, addressee in the envelope's window."""

from __future__ import annotations

from typing import Final

from relance.adapters.policies.names import LOGO
from relance.adapters.rendering.paper.breaking import POINT, Face, Faces, cut, fitted, set_in, with_ellipsis
from relance.adapters.rendering.paper.picture import fit
from relance.adapters.rendering.paper.sheet import LEFT, RIGHT, SOFT, Image, Sheet, Text
from relance.adapters.rendering.paper.window import Window
from relance.adapters.rendering.words.labels import LABELS
from relance.adapters.rendering.words.typography import NBSP
from relance.adapters.rendering.words.view import View, address_lines
from relance.domain.creditor import Creditor

TOP: Final = 13.0
LOGO_WIDTH: Final = 66.0
LOGO_HEIGHT: Final = 17.0
NAME_WIDTH: Final = 165.0
MOST_LINES: Final = 8
SMALLEST: Final = 6.5
"""Points: at this size the most lines still fit the window."""
REFERENCES_Y: Final = 60.0
BELOW: Final = 5.0
"""From the window's reach, or the last reference, to the date's baseline."""


def put_letterhead(sheet: Sheet, view: View, window: Window) -> None:
    """Leaves the sheet below the window."""
    narrow = window.reach_left - LEFT - 3
    y = put_creditor(sheet, view.creditor, view.language, narrow)
    y = _references(sheet, view, narrow, max(REFERENCES_Y, y + 4))
    _mode(sheet, view, window)
    _addressee(sheet, view, window)
    sheet.y = max(window.reach_bottom, y - 3) + BELOW


def put_creditor(sheet: Sheet, creditor: Creditor, language: str, narrow: float) -> float:
    """The logo with the name below it, or the name set large; then how to reach the creditor."""
    y = TOP
    if creditor.logo:
        width, height = fit(LOGO, creditor.logo, LOGO_WIDTH, LOGO_HEIGHT)
        sheet.put(Image(LEFT, y, width, height, creditor.logo, creditor.legal_name))
        y += height + 5.2
        y = _lines(sheet, set_in(sheet.faces, creditor.legal_name, narrow, 9, "bold", most=3), y)
    else:
        size = fitted(sheet.faces, creditor.legal_name, NAME_WIDTH, 15, "bold", least=9)
        y += 8
        y = _lines(sheet, set_in(sheet.faces, creditor.legal_name, NAME_WIDTH, size, "bold"), y)
    contact = f"{LABELS[language].phone}{NBSP}{creditor.phone.replace(' ', NBSP)}"
    for text in (*address_lines(creditor.address), contact, creditor.email):
        lines, size = set_in(sheet.faces, text, narrow, 8.5)
        for line in lines:
            sheet.put(Text(LEFT, y, line, size, gray=SOFT))
            y += 3.9
    return y


def _lines(sheet: Sheet, shown: tuple[list[str], float], y: float) -> float:
    lines, size = shown
    for line in lines:
        sheet.put(Text(LEFT, y, line, size, "bold"))
        y += size * POINT * 1.25
    return y


def _references(sheet: Sheet, view: View, narrow: float, y: float) -> float:
    labels = view.labels
    rows = [(labels.our_reference, view.reference), (labels.account, view.customer_id)]
    rows += [(labels.company_number, view.siren)] if view.siren else []
    for label, value in rows:
        sheet.put(Text(LEFT, y, label, 7.5, gray=SOFT))
        lines, size = set_in(sheet.faces, value, narrow, 9)
        for number, line in enumerate(lines, start=1):
            sheet.put(Text(LEFT, y + 3.9 * number, line, size))
        y += 5.1 + 3.9 * len(lines)
    return y


def _mode(sheet: Sheet, view: View, window: Window) -> None:
    """Above the window, where no envelope shows it (MED-01, 14)."""
    if not view.mode:
        return
    width = RIGHT - window.x
    face: Face = "bold" if view.registered else "regular"
    size = fitted(sheet.faces, view.mode, width, 8.5, face)
    y = window.reach_top - (5.6 if view.registered else 1.8)
    sheet.put(Text(window.x, y, view.mode, size, face))
    if view.registered:
        number = view.labels.number.format(reference=view.reference)
        sheet.put(Text(window.x, window.reach_top - 1.8, number, fitted(sheet.faces, number, width, 8.5), gray=SOFT))


def _addressee(sheet: Sheet, view: View, window: Window) -> None:
    """As large as the window allows: long names take two lines, many lines take smaller letters."""
    size = 10.5
    lines = _window_lines(sheet.faces, view, size, window)
    while len(lines) * size * POINT * 1.28 > window.height and size > SMALLEST:
        size -= 0.5
        lines = _window_lines(sheet.faces, view, size, window)
    step = size * POINT * 1.28
    for number, (text, face) in enumerate(lines):
        sheet.put(Text(window.x, window.top + step * number + size * POINT, text, size, face))


def _window_lines(faces: Faces, view: View, size: float, window: Window) -> list[tuple[str, Face]]:
    name = cut(faces, view.debtor_name, window.width, size, "bold")
    if len(name) > 2:  # noqa: PLR2004
        name = [name[0], with_ellipsis(faces, name[1], size, window.width, "bold")]
    street = _cut_all(faces, view.debtor_lines[: -view.town_lines], size, window)
    town = _cut_all(faces, view.debtor_lines[-view.town_lines :], size, window)
    if len(name) + len(street) + len(town) > MOST_LINES:
        # Town and country matter most to the post: too many lines lose those in the middle.
        street = street[: MOST_LINES - len(name) - len(town)]
    lines: list[tuple[str, Face]] = [(line, "bold") for line in name]
    return lines + [(line, "regular") for line in (*street, *town)]


def _cut_all(faces: Faces, lines: tuple[str, ...], size: float, window: Window) -> list[str]:
    return [piece for line in lines for piece in cut(faces, line, window.width, size)]
