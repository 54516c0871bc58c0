"""How text is broken into lines and fitted into its room. Nothing here knows of pages."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, Protocol

from relance.adapters.policies.texts import BOLD

Face = Literal["regular", "bold"]
POINT: Final = 25.4 / 72
"""Millimetres."""
LEAST_LAST: Final = 0.16
"""Of the width: a shorter last line looks lost, and takes a word from the one above."""
LEAST_ABOVE: Final = 0.7
"""Of the width: no line is shortened below it for the sake of the last."""
LEAST_SHRUNK: Final = 0.82
"""Of the size: rather than that much smaller, a text takes a second line."""
SMALLEST: Final = 6.5
"""Points: letters that no one needs a glass for."""


class Faces(Protocol):
    """The two faces of the letter's font."""

    def width(self, text: str, face: Face, size: float) -> float:
        """The text's width in millimetres."""
        ...


class Word(NamedTuple):
    """Letters between two spaces, in runs of one face."""

    runs: tuple[tuple[str, Face], ...]
    width: float


def filled(lines: list[list[Word]], width: float) -> list[list[Word]]:
    """A paragraph's lines with no word lost on the last one, where the line above has some to spare."""
    if len(lines) < 2:  # noqa: PLR2004
        return lines
    above, last = list(lines[-2]), list(lines[-1])
    while len(above) > 1 and _length(last) < LEAST_LAST * width and _length(above[:-1]) > LEAST_ABOVE * width:
        last.insert(0, above.pop())
    return [*lines[:-2], above, last]


def _length(line: list[Word]) -> float:
    """Less its spaces: enough to judge by."""
    return sum(word.width for word in line)


def fitted(faces: Faces, text: str, width: float, size: float, face: Face = "regular", *, least: float = 4.0) -> float:
    """The largest size, from `size` down to `least`, at which the text is no wider than `width`."""
    natural = faces.width(text, face, size)
    return size if natural <= width else max(size * width / natural, least)


def wrap(faces: Faces, text: str, size: float, width: float, face: Face = "regular") -> list[list[Word]]:
    """The paragraph's lines; BOLD switches the face; a word wider than a line is cut between letters."""
    space = faces.width(" ", "bold", size)
    lines: list[list[Word]] = [[]]
    used = 0.0
    for word in _words(faces, text, size, width, face):
        if lines[-1] and used + space + word.width > width:
            lines.append([])
            used = 0.0
        used += word.width + (space if lines[-1] else 0.0)
        lines[-1].append(word)
    return lines


def _words(faces: Faces, text: str, size: float, width: float, face: Face) -> list[Word]:
    words: list[Word] = []
    for raw in text.replace("\n", " ").split(" "):
        if raw and BOLD not in raw and (natural := faces.width(raw, face, size)) <= width:
            words.append(Word(((raw, face),), natural))
            continue
        runs: list[tuple[str, Face]] = []
        for number, part in enumerate(raw.split(BOLD)):
            if number:
                face = "bold" if face == "regular" else "regular"
            runs += [(piece, face) for piece in _pieces(faces, part, size, face, width)]
        if sum(faces.width(t, f, size) for t, f in runs) <= width:
            words += [_word(faces, runs, size)] if runs else []
        else:
            words += [_word(faces, [run], size) for run in runs]
    return words


def _word(faces: Faces, runs: list[tuple[str, Face]], size: float) -> Word:
    return Word(tuple(runs), sum(faces.width(text, face, size) for text, face in runs))


def _pieces(faces: Faces, text: str, size: float, face: Face, width: float) -> list[str]:
    """The text whole, or cut in pieces that each fit the width."""
    pieces: list[str] = []
    while text and faces.width(text, face, size) > width:
        # Widths grow with length: the longest piece that fits is found by halving.
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if faces.width(text[:middle], face, size) <= width else (low, middle - 1)
        pieces.append(text[:low])
        text = text[low:]
    return [*pieces, text] if text else pieces


def cut(faces: Faces, text: str, width: float, size: float, face: Face = "regular") -> list[str]:
    """Lines of plain text in one face, no wider than `width`."""
    lines = wrap(faces, text.replace(BOLD, ""), size, width, face)
    return [" ".join("".join(run for run, _ in word.runs) for word in line) for line in lines]


def set_in(
    faces: Faces, text: str, width: float, size: float, face: Face = "regular", *, most: int = 2
) -> tuple[list[str], float]:
    """At most so many lines, in smaller letters if need be, and the size. What does not fit even so ends in "…"."""
    natural = faces.width(text, face, size)
    if natural <= width / LEAST_SHRUNK:
        return [text], size * min(1.0, width / natural) if natural else size
    lines = cut(faces, text, width, size, face)
    while len(lines) > most and size > SMALLEST:
        size = max(size - 0.5, SMALLEST)
        lines = cut(faces, text, width, size, face)
    if len(lines) > most:
        lines = [*lines[: most - 1], with_ellipsis(faces, lines[most - 1], size, width, face)]
    return lines, size


def with_ellipsis(faces: Faces, line: str, size: float, width: float, face: Face) -> str:
    """The line cut short, to be followed by nothing."""
    while line and faces.width(line + "…", face, size) > width:
        line = line[:-1].rstrip()
    return line + "…"
