"""What stands where on the pages: text, rules and boxes in millimetres from the top left corner. Pure layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Literal

from relance.adapters.rendering.paper.breaking import POINT, Face, Faces, Word, filled, wrap

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
LEFT: Final = 20.0
RIGHT: Final = 190.0
TOP: Final = 26.0
"""Where text begins on the pages after the first."""
BOTTOM: Final = 268.0
"""Where text ends; the footer stands below."""
LEADING: Final = 1.36
INK: Final = 25
SOFT: Final = 95
LINE: Final = 190
TINT: Final = 242


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    face: Face = "regular"
    gray: int = INK


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; a rule is a thin one."""

    x: float
    y: float
    width: float
    height: float
    gray: int = LINE


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG, fitted into its box; `alt` says what it shows."""

    x: float
    y: float
    width: float
    height: float
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Code:
    """A square of dark and light modules, such as a QR code; `size` is its side, without quiet zone."""

    x: float
    y: float
    size: float
    rows: tuple[str, ...]
    """One string of "0" and "1" per row, from the top."""
    alt: str


Role = Literal["H1", "H2", "P", "Table", "TR", "TH", "TD", "Artifact"]
"""What a reader that speaks calls it; "Artifact" is passed over: running heads, page numbers."""


@dataclass(frozen=True, slots=True)
class Open:
    """What follows, up to its Close, has the role; roles stand inside one another and go on over pages."""

    role: Role


@dataclass(frozen=True, slots=True)
class Close:
    """Ends the role opened last."""


Item = Text | Box | Image | Code | Open | Close


def tagged(role: Role, items: Iterable[Item]) -> list[Item]:
    """The items in a role."""
    return [Open(role), *items, Close()]


@dataclass
class Sheet:
    """Pages being filled from top to bottom."""

    faces: Faces
    body: float = 10.0
    """The size of running text, in points."""
    leading: float = LEADING
    pages: list[list[Item]] = field(default_factory=lambda: [[]])
    y: float = TOP

    @property
    def step(self) -> float:
        """From one line of running text to the next."""
        return self.body * POINT * self.leading

    def put(self, item: Item) -> None:
        """Place something on the current page."""
        self.pages[-1].append(item)

    @contextmanager
    def role(self, role: Role) -> Iterator[None]:
        """What is placed inside, on however many pages, has the role."""
        self.put(Open(role))
        yield
        self.put(Close())

    def turn(self) -> None:
        """Go on at the top of a new page."""
        self.pages.append([])
        self.y = TOP

    def need(self, height: float) -> bool:
        """Turn the page if so much does not fit any more; says whether it did."""
        if self.y + height <= BOTTOM:
            return False
        self.turn()
        return True

    def paragraph(self, text: str) -> None:
        """A paragraph, whose first two and last two lines are never alone on a page."""
        lines = filled(wrap(self.faces, text, self.body, RIGHT - LEFT), RIGHT - LEFT)
        with self.role("P"):
            for number, line in enumerate(lines):
                left = len(lines) - number
                # Three lines cannot be parted without leaving one alone.
                whole = len(lines) == 3  # noqa: PLR2004
                together = min(left, 2 + whole if number == 0 else 2 if left == 2 else 1)  # noqa: PLR2004
                self.need(self.step * together)
                self._line(line, LEFT)
                self.y += self.step

    def _line(self, words: list[Word], x: float) -> None:
        baseline = self.y + self.body * POINT
        runs = _joined(words)
        for place, (text, face) in enumerate(runs, start=1):
            self.put(Text(x, baseline, text, self.body, face))
            x += self.faces.width(text, face, self.body) if place < len(runs) else 0.0


def _joined(words: list[Word]) -> list[tuple[str, Face]]:
    """The line's words with their spaces, in as few runs as faces allow: copied from the PDF, it reads as written."""
    if len({face for word in words for _, face in word.runs}) == 1:
        return [(" ".join("".join(text for text, _ in word.runs) for word in words), words[0].runs[0][1])]
    runs: list[tuple[str, Face]] = []
    for place, word in enumerate(words):
        spaced = [(" " + word.runs[0][0], word.runs[0][1]), *word.runs[1:]] if place else list(word.runs)
        for text, face in spaced:
            if runs and runs[-1][1] == face:
                runs[-1] = (runs[-1][0] + text, face)
            else:
                runs.append((text, face))
    return runs
