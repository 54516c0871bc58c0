"""What stands where on a page of a finished PDF: each text, filled area and picture as a rectangle in millimetres.

It reads the operators that letters are made of, and refuses what it does not know rather than overlook it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from pypdf import PageObject
from pypdf.generic import ContentStream

from relance.adapters.rendering.paper.breaking import POINT

ASCENT: Final = 0.75
DESCENT: Final = 0.22
"""Of letters, in ems."""
WHITE: Final = 0.995
Matrix = tuple[float, float, float, float, float, float]
PLAIN: Final[Matrix] = (1, 0, 0, 1, 0, 0)
IDLE: Final = frozenset(
    {"BDC", "BMC", "EMC", "w", "J", "j", "d", "ri", "gs", "i", "M", "MP", "DP", "G", "RG", "K", "n"}
)
"""Operators that place nothing."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A rectangle from the page's top left corner; `text` is empty for areas and pictures."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Matrix = PLAIN
    font: str = ""
    size: float = 0.0
    leading: float = 0.0
    white: bool = False


def placed(page: PageObject) -> list[Placed]:
    """Raises ValueError for an operator that letters do not use."""
    contents = page.get_contents()
    return list(_Reader(page).read(contents)) if contents is not None else []


class _Reader:
    def __init__(self, page: PageObject) -> None:
        self._height = float(page.mediabox.height)
        resources: Any = page["/Resources"].get_object()
        self._fonts = {name: _Font(font.get_object()) for name, font in resources.get("/Font", {}).items()}
        self._state = _State()
        self._saved: list[_State] = []
        self._line: Matrix = PLAIN
        self._cursor: Matrix = PLAIN
        self._path: list[tuple[float, float, float, float]] = []

    def read(self, contents: ContentStream) -> Iterator[Placed]:
        for operands, operator in contents.operations:
            yield from self._step(operator.decode("latin-1"), operands)

    def _step(self, operator: str, given: list[Any]) -> Iterator[Placed]:
        if operator in {"Tj", "TJ"}:
            yield self._show(given[0] if operator == "TJ" else [given[0]])
        elif operator == "re":
            self._path.append((float(given[0]), float(given[1]), float(given[2]), float(given[3])))
        elif operator in {"f", "F", "f*"}:
            yield from self._fill()
        elif operator == "Do":
            yield self._area(self._state.matrix, 0, 0, 1, 1)
        elif operator not in IDLE:
            self._set(operator, given)

    def _set(self, operator: str, given: list[Any]) -> None:
        state = self._state
        if operator == "q":
            self._saved.append(state)
        elif operator == "Q":
            self._state = self._saved.pop()
        elif operator == "cm":
            self._state = replace(state, matrix=_times(_matrix(given), state.matrix))
        elif operator == "Tf":
            self._state = replace(state, font=str(given[0]), size=float(given[1]))
        elif operator in {"g", "rg", "k"}:
            bare = all(float(part) >= WHITE for part in given) if operator != "k" else not any(map(float, given))
            self._state = replace(state, white=bare)
        elif operator == "BT":
            self._line = self._cursor = PLAIN
        elif operator == "Td":
            self._line = self._cursor = _times((1, 0, 0, 1, float(given[0]), float(given[1])), self._line)
        elif operator == "Tm":
            self._line = self._cursor = _matrix(given)
        elif operator != "ET":
            raise ValueError(f"operator {operator}")

    def _show(self, parts: list[Any]) -> Placed:
        font, size = self._fonts[self._state.font], self._state.size
        text, width = "", 0.0
        for part in parts:
            if isinstance(part, int | float):
                width -= float(part) / 1000 * size
            else:
                shown, units = font.measure(part)
                text, width = text + shown, width + units / 1000 * size
        found = self._area(_times(self._cursor, self._state.matrix), 0, -DESCENT * size, width, ASCENT * size)
        self._cursor = _times((1, 0, 0, 1, width, 0), self._cursor)
        return replace(found, text=text or " ")

    def _fill(self) -> Iterator[Placed]:
        """White on white is nothing."""
        if not self._state.white:
            for x, y, width, height in self._path:
                yield self._area(self._state.matrix, x, y, x + width, y + height)
        self._path.clear()

    def _area(self, matrix: Matrix, left: float, low: float, right: float, high: float) -> Placed:
        corners = [_apply(matrix, x, y) for x in (left, right) for y in (low, high)]
        across, up = [x for x, _ in corners], [y for _, y in corners]
        top, bottom = self._height - max(up), self._height - min(up)
        return Placed(min(across) * POINT, top * POINT, max(across) * POINT, bottom * POINT)


class _Font:
    """Widths and characters by code, of a font of two-byte codes."""

    def __init__(self, font: Any) -> None:
        if font["/Subtype"] != "/Type0":
            raise ValueError(f"a font of type {font['/Subtype']}")
        descendant = font["/DescendantFonts"][0].get_object()
        self._widths: dict[int, float] = {}
        self._other = float(descendant.get("/DW", 1000))
        rows = [row.get_object() for row in descendant.get("/W", [])]
        for first, listed in zip(rows[::2], rows[1::2], strict=True):
            self._widths.update(enumerate(map(float, listed), start=int(first)))

    def measure(self, shown: Any) -> tuple[str, float]:
        raw = shown.original_bytes if hasattr(shown, "original_bytes") else bytes(shown)
        codes = [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)]
        return "".join(map(chr, codes)), sum(self._widths.get(code, self._other) for code in codes)


def _matrix(given: list[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, given)
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
