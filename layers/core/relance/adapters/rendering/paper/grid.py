"""Tables: headings repeated on each page, no row cut in two, rows kept with what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from relance.adapters.rendering.paper.breaking import POINT, Face, Faces, cut, fitted
from relance.adapters.rendering.paper.sheet import LEFT, LINE, RIGHT, SOFT, TINT, Box, Item, Sheet, Text, tagged
from relance.adapters.rendering.words.claim_view import Total

SIZE: Final = 8.5
SMALL: Final = 7.0
PADDING: Final = 1.25
INSET: Final = 1.5
HEAD_HEIGHT: Final = 6.4
TITLE_HEIGHT: Final = 6.0
TOTAL_HEIGHT: Final = 5.6
TOTAL_WIDTH: Final = 96.0
HAIRLINE: Final = 0.12
HAIRLINE_GRAY: Final = 215


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in millimetres. Figures end at the right edge, words begin at the left one."""

    heading: str
    width: float
    words: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What goes to one page as a whole; `draw` places it from a given height. `keep`: with the next part."""

    height: float
    draw: Callable[[float], list[Item]]
    keep: bool = False
    below: float = 0.0
    """Room that must be left under it."""


def step(size: float) -> float:
    """From one line of a cell to the next."""
    return size * POINT * 1.3


def put_grid(
    sheet: Sheet, heading: str, columns: Sequence[Column], parts: Sequence[Part], *, below: float = 0.0
) -> None:
    """Title, headings, and the parts in chains that stay together; `below` is what stays with the last of them."""
    parts = [*parts[:-1], replace(parts[-1], below=below)]
    sheet.y += INSET
    sheet.need((TITLE_HEIGHT if heading else 0) + HEAD_HEIGHT + _chain(parts, 0))
    if heading:
        with sheet.role("H2"):
            sheet.put(Text(LEFT, sheet.y + 3.6, heading, 9.5, "bold"))
        sheet.y += TITLE_HEIGHT
    repeated = Part(HEAD_HEIGHT, lambda y: tagged("Artifact", _headings(sheet.faces, columns, y)))
    with sheet.role("Table"):
        put_part(sheet, Part(HEAD_HEIGHT, lambda y: _headings(sheet.faces, columns, y)))
        for place, part in enumerate(parts):
            first_of_chain = not place or not parts[place - 1].keep
            if first_of_chain and sheet.need(_chain(parts, place)):
                put_part(sheet, repeated)
            put_part(sheet, part)
    sheet.y += 3.4


def _chain(parts: Sequence[Part], place: int) -> float:
    height = parts[place].height
    while parts[place].keep and place + 1 < len(parts):
        place += 1
        height += parts[place].height
    return height + parts[place].below


def put_part(sheet: Sheet, part: Part) -> None:
    """At the current height, which moves on."""
    sheet.pages[-1].extend(part.draw(sheet.y))
    sheet.y += part.height


def _headings(faces: Faces, columns: Sequence[Column], y: float) -> list[Item]:
    cells = [
        item
        for x, column in _placed(columns)
        for item in tagged("TH", [_cell(faces, column, Text(x, y + 4.3, column.heading, 8, "bold"))])
        if column.heading
    ]
    return [Box(LEFT, y, RIGHT - LEFT, HEAD_HEIGHT, TINT), *tagged("TR", cells)]


def row(faces: Faces, columns: Sequence[Column], cells: Sequence[str], *, note: str = "", strong: bool = True) -> Part:
    """A row with a fine rule below; words take several lines, figures shrink. `strong`: the last cell is bold.

    `note` stands under the first cell in small letters and may run under the next two columns.
    """
    size = SIZE if len(columns) <= 7 else SMALL  # noqa: PLR2004
    lines = [
        cut(faces, text, column.width - 2.5, size) if column.words else [text]
        for column, text in zip(columns, cells, strict=True)
    ]
    noted = cut(faces, note, sum(column.width for column in columns[:3]) - 4, SMALL) if note else []
    tallest = max(step(size) * len(lines[0]) + step(SMALL) * len(noted), *(step(size) * len(found) for found in lines))
    height = tallest + 2 * PADDING

    def draw(y: float) -> list[Item]:
        baseline = y + PADDING + size * POINT
        cells: list[Item] = []
        for place, (x, column) in enumerate(_placed(columns)):
            face: Face = "bold" if strong and place == len(columns) - 1 else "regular"
            cell: list[Item] = [
                _cell(faces, column, Text(x, baseline + step(size) * n, text, size, face))
                for n, text in enumerate(lines[place])
                if text
            ]
            if place == 0:
                under = baseline + step(size) * len(lines[0]) - 0.5
                cell += [Text(LEFT + INSET, under + step(SMALL) * n, t, SMALL, gray=SOFT) for n, t in enumerate(noted)]
            cells += tagged("TD", cell) if cell else []
        return [*tagged("TR", cells), Box(LEFT, y + height, RIGHT - LEFT, HAIRLINE, HAIRLINE_GRAY)]

    return Part(height, draw)


def title(faces: Faces, text: str) -> Part:
    """What the next rows are about, kept with the first of them."""
    return _band(faces, text, Line("bold", above=1.6))


def remark(faces: Faces, text: str) -> Part:
    """A line between rows."""
    return _band(faces, text, Line("regular"))


def subtotal(faces: Faces, text: str, amount: str) -> Part:
    """The end of what a title began."""
    return _band(faces, text, Line("regular", amount=amount, ink=LINE))


@dataclass(frozen=True, slots=True)
class Line:
    """How a line across all columns looks."""

    face: Face
    amount: str = ""
    above: float = 0.0
    ink: int = HAIRLINE_GRAY
    """Of the rule below."""


def _band(faces: Faces, text: str, look: Line) -> Part:
    room = RIGHT - LEFT - 2 * INSET - (32 if look.amount else 0)
    lines = cut(faces, text, room, SIZE, look.face)
    height = step(SIZE) * len(lines) + 2 * PADDING + look.above

    def draw(y: float) -> list[Item]:
        baseline = y + look.above + PADDING + SIZE * POINT
        cells = tagged(
            "TD", [Text(LEFT + INSET, baseline + step(SIZE) * n, t, SIZE, look.face) for n, t in enumerate(lines)]
        )
        if look.amount:
            x = RIGHT - INSET - faces.width(look.amount, "bold", SIZE)
            last = baseline + step(SIZE) * (len(lines) - 1)
            cells += tagged("TD", [Text(x, last, look.amount, SIZE, "bold")])
        return [*tagged("TR", cells), Box(LEFT, y + height, RIGHT - LEFT, HAIRLINE, look.ink)]

    return Part(height, draw, keep=look.face == "bold")


def total(faces: Faces, shown: Total) -> Part:
    """Right-aligned under the last column; what is to be paid stands on a tint."""
    size = 9.5 if shown.strong else 8.5
    face: Face = "bold" if shown.strong else "regular"

    def draw(y: float) -> list[Item]:
        left = RIGHT - TOTAL_WIDTH
        items: list[Item] = [Box(left, y + 0.4, TOTAL_WIDTH, 5.4, TINT)] if shown.strong else []
        fit = fitted(faces, shown.amount, 40, size, face)
        room = TOTAL_WIDTH - 2 * INSET - faces.width(shown.amount, face, fit) - 2
        label = Text(left + INSET, y + 4.2, shown.label, fitted(faces, shown.label, room, size, face), face)
        x = RIGHT - INSET - faces.width(shown.amount, face, fit)
        said = Text(x, y + 4.2, shown.amount, fit, face)
        return [*items, *tagged("TR", [*tagged("TD", [label]), *tagged("TD", [said])])]

    return Part(TOTAL_HEIGHT, draw)


def with_totals(rows: Sequence[Part], totals: Sequence[Part]) -> list[Part]:
    """The sums never stand on a page without the last row."""
    kept = [Part(part.height, part.draw, keep=True) for part in (*rows[-1:], *totals[:-1])]
    return [*rows[:-1], *kept, *totals[-1:]] if totals else list(rows)


def _placed(columns: Sequence[Column]) -> list[tuple[float, Column]]:
    placed, x = [], LEFT
    for column in columns:
        placed.append((x, column))
        x += column.width
    return placed


def _cell(faces: Faces, column: Column, wanted: Text) -> Text:
    """The text as small as its column needs, from `wanted.x`, the column's left edge."""
    size = fitted(faces, wanted.text, column.width - 2, wanted.size, wanted.face)
    inset = INSET if column.words else column.width - INSET - faces.width(wanted.text, wanted.face, size)
    return Text(wanted.x + inset, wanted.y, wanted.text, size, wanted.face)
