"""Tables of invoices: headings repeated on each page, rows never cut, sums kept with the last row."""

from __future__ import annotations

from typing import Final

from relance.adapters.rendering.labels import Labels
from relance.adapters.rendering.sheet import (
    LEFT,
    POINT,
    RIGHT,
    SOFT,
    TINT,
    Box,
    Face,
    Sheet,
    Text,
    cut,
    fitted,
)
from relance.adapters.rendering.view import Row, Table, Total

SIZE: Final = 8.5
SMALL: Final = 7.0
STEP: Final = SIZE * POINT * 1.3
SMALL_STEP: Final = SMALL * POINT * 1.3
PADDING: Final = 1.25
HEAD_HEIGHT: Final = 6.4
WIDTHS: Final = (45.0, 19.0, 19.0, 17.0, 23.0, 22.0, 25.0)
"""In the order of Labels.columns; 170 mm in all."""
DELAY: Final = 3
"""The column that tells the delay: left out where nothing is late."""


def put_table(sheet: Sheet, table: Table, labels: Labels) -> None:
    """Title, headings, rows, sums."""
    rows = [_Row(sheet, row) for row in table.rows]
    sums = len(table.totals) * 5.6
    first_height = rows[0].height + (sums if len(rows) == 1 else 0)
    sheet.y += 1.5
    sheet.need(6 + HEAD_HEIGHT + first_height)
    sheet.put(Text(LEFT, sheet.y + 3.6, table.title, 9.5, "bold"))
    sheet.y += 6
    _headings(sheet, labels, delays=table.shows_delay)
    for row in rows:
        if sheet.need(row.height + (sums if row is rows[-1] else 0)):
            _headings(sheet, labels, delays=table.shows_delay)
        row.put(delays=table.shows_delay)
    for total in table.totals:
        _total(sheet, total)
    sheet.y += 4


def _rights() -> list[float]:
    edges = [LEFT]
    for width in WIDTHS:
        edges.append(edges[-1] + width)
    return edges[1:]


RIGHTS: Final = _rights()


def _headings(sheet: Sheet, labels: Labels, *, delays: bool) -> None:
    sheet.put(Box(LEFT, sheet.y, RIGHT - LEFT, HEAD_HEIGHT, TINT))
    y = sheet.y + 4.3
    sheet.put(Text(LEFT + 1.5, y, labels.columns[0], 8, "bold"))
    for place, (text, right) in enumerate(zip(labels.columns, RIGHTS, strict=True)):
        if place and (delays or place != DELAY):
            sheet.right(right - 1.5, y, text, fitted(sheet.faces, text, WIDTHS[place] - 2, 8, "bold"), "bold")
    sheet.y += HEAD_HEIGHT


class _Row:
    """One invoice, measured before it is placed."""

    def __init__(self, sheet: Sheet, row: Row) -> None:
        room = WIDTHS[0] - 2.5
        self._sheet = sheet
        self._row = row
        self._number = cut(sheet.faces, row.number, room, SIZE)
        # The buyer's references may run under the dates: nothing else stands there.
        self._note = cut(sheet.faces, row.note, WIDTHS[0] + WIDTHS[1] + WIDTHS[2] - 4, SMALL) if row.note else []
        self.height = STEP * len(self._number) + SMALL_STEP * len(self._note) + 2 * PADDING

    def put(self, *, delays: bool) -> None:
        """Place it on the current page, with a fine rule below."""
        sheet, row = self._sheet, self._row
        y = sheet.y + PADDING + SIZE * POINT
        for line, text in enumerate(self._number):
            sheet.put(Text(LEFT + 1.5, y + STEP * line, text, SIZE))
        under = y + STEP * len(self._number) - 0.5
        for line, text in enumerate(self._note):
            sheet.put(Text(LEFT + 1.5, under + SMALL_STEP * line, text, SMALL, gray=SOFT))
        cells = (row.issued, row.due, row.late if delays else "", row.total, row.settled, row.left)
        for place, text in enumerate(cells, start=1):
            face: Face = "bold" if place == len(cells) else "regular"
            size = fitted(sheet.faces, text, WIDTHS[place] - 2, SIZE, face)
            sheet.right(RIGHTS[place] - 1.5, y, text, size, face)
        sheet.y += self.height
        sheet.put(Box(LEFT, sheet.y, RIGHT - LEFT, 0.12, 215))


def _total(sheet: Sheet, total: Total) -> None:
    """Right-aligned under the last column; what is to be paid stands on a tint."""
    size = 9.5 if total.strong else 8.5
    if total.strong:
        sheet.put(Box(RIGHT - 92, sheet.y + 0.4, 92, 5.4, TINT))
    y = sheet.y + 4.2
    shown: Face = "bold" if total.strong else "regular"
    sheet.put(Text(RIGHT - 90, y, total.label, size, shown))
    sheet.right(RIGHT - 1.5, y, total.amount, fitted(sheet.faces, total.amount, 40, size, "bold"), shown)
    sheet.y += 5.6
