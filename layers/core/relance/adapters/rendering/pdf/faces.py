"""The letter's two faces: which font program shows a character, how wide a text runs, how a page names it.

Everything was measured when the fonts were cut (local/fonts): no font is opened here.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, TypeAlias, TypeVar

from relance.adapters.rendering.paper.breaking import POINT, Face

UNKNOWN: Final = 500
"""The width taken for a character that no program has: a letter with one is refused before it is written."""
_T = TypeVar("_T")
UNIT: Final = POINT / 1000
"""Millimetres of a thousandth of an em, per point of size."""
KEPT: Final = 2048
"""Texts and words remembered per face: letters repeat them."""
LONGEST_KEPT: Final = 120
NOTHING: Final[dict[str, int]] = {}
ESCAPED: Final = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)", "\r": "\\r"})
"""A carriage return would be read as a line feed."""


Runs: TypeAlias = tuple[tuple[int, str], ...]
"""Program number, and what stands in the brackets of a TJ operator."""


@dataclass(frozen=True, slots=True)
class Program:
    """One cut font file; `number` names it on the page."""

    number: int
    file: str
    name: str
    ascent: int
    descent: int
    capitals: int
    stem: int
    box: tuple[int, ...]
    glyphs: dict[str, tuple[int, int]]
    """Glyph and width in thousandths of an em, by character."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What is known of a text without spaces."""

    width: int
    shown: Runs


@dataclass(frozen=True, slots=True)
class _Typeface:
    """One weight, and the words met so far."""

    programs: tuple[Program, ...]
    homes: dict[str, Program]
    kerning: dict[str, dict[str, int]]
    space: int
    words: dict[str, _Word] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    lines: dict[str, Runs] = field(default_factory=dict)

    def width(self, text: str) -> int:
        """In thousandths of an em."""
        parts = text.split(" ")
        width = sum(self.word(part).width for part in parts) + (len(parts) - 1) * self.space
        _keep(self.widths, text, width)
        return width

    def word(self, text: str) -> _Word:
        known = self.words.get(text)
        if known is None:
            known = self._measure(text)
            _keep(self.words, text, known)
        return known

    def _measure(self, text: str) -> _Word:
        width = 0
        shown: list[tuple[int, list[str]]] = []
        follows: dict[str, int] = {}
        last = -1
        for char in self.replaced(text):
            home = self.homes.get(char)
            kern = follows.get(char, 0)
            width += (home.glyphs[char][1] if home else UNKNOWN) + kern
            number = home.number if home else 0
            if number != last:
                parts: list[str] = []
                shown.append((number, parts))
                last = number
            parts.append(f"{-kern}{_literal(char)}" if kern else _literal(char))
            follows = self.kerning.get(char, NOTHING)
        return _Word(width, tuple((number, _merged("".join(parts))) for number, parts in shown))

    def replaced(self, text: str) -> str:
        """Composed letters; a character that no program has gives way to an equal that one has."""
        composed = unicodedata.normalize("NFC", text)
        if self.homes.keys() >= set(composed):
            return composed
        return "".join(char if char in self.homes else self._equal(char) for char in composed)

    def _equal(self, char: str) -> str:
        # Wide or mathematical forms of plain letters; Georgian capitals, which few fonts have.
        for other in (unicodedata.normalize("NFKC", char), char.lower()):
            if other and all(part in self.homes for part in other):
                return other
        return char


def _keep(memory: dict[str, _T], text: str, found: _T) -> None:
    """Forget all rather than grow without end."""
    if len(text) <= LONGEST_KEPT:
        if len(memory) >= KEPT:
            memory.clear()
        memory[text] = found


class PdfFaces:
    """Widths of the letter's two faces, kerning included."""

    def __init__(self) -> None:
        self._typefaces = _typefaces()

    def width(self, text: str, face: Face, size: float) -> float:
        """The text's width in millimetres."""
        typeface = self._typefaces[face]
        width = typeface.widths.get(text)
        return (typeface.width(text) if width is None else width) * size * UNIT

    def lacks(self, text: str) -> str:
        """The characters of the text that no program can show."""
        typeface = self._typefaces["regular"]
        return "".join(sorted(set(typeface.replaced(text)) - typeface.homes.keys()))


def shown(text: str, face: Face) -> Runs:
    """The text in runs of one program."""
    typeface = _typefaces()[face]
    known = typeface.lines.get(text)
    if known is None:
        known = _runs(typeface, text)
        _keep(typeface.lines, text, known)
    return known


def _runs(typeface: _Typeface, text: str) -> Runs:
    space = (typeface.homes[" "].number, _literal(" "))
    runs: list[tuple[int, list[str]]] = []
    for place, word in enumerate(text.split(" ")):
        for number, part in (space, *typeface.word(word).shown) if place else typeface.word(word).shown:
            if not runs or runs[-1][0] != number:
                runs.append((number, []))
            runs[-1][1].append(part)
    return tuple((number, _merged("".join(parts))) for number, parts in runs)


@lru_cache(maxsize=KEPT)
def _literal(char: str) -> str:
    """The character's two bytes as a string of a PDF, a byte per letter."""
    return f"({char.encode('utf-16-be').decode('latin-1').translate(ESCAPED)})"


def _merged(operand: str) -> str:
    """Strings side by side as one: inside of a string no parenthesis stands without its backslash."""
    return operand.replace(")(", "")


@cache
def programs() -> tuple[Program, ...]:
    """All programs by number."""
    return tuple(sorted((p for t in _typefaces().values() for p in t.programs), key=lambda program: program.number))


@cache
def _typefaces() -> dict[Face, _Typeface]:
    body = (files("relance.adapters.rendering.pdf") / "fonts" / "faces.json").read_bytes()
    read: dict[Face, dict[str, Any]] = json.loads(body)
    found: dict[Face, _Typeface] = {}
    number = 0
    for face in ("regular", "bold"):
        measured = tuple(_programs(read[face]["programs"], number))
        number += len(measured)
        homes = {char: program for program in reversed(measured) for char in program.glyphs}
        found[face] = _Typeface(measured, homes, read[face]["kerning"], homes[" "].glyphs[" "][1])
    return found


def _programs(read: list[dict[str, Any]], first: int) -> Iterator[Program]:
    for number, program in enumerate(read, start=first):
        glyphs = {char: (glyph, width) for char, (glyph, width) in program.pop("glyphs").items()}
        yield Program(number, box=tuple(program.pop("box")), glyphs=glyphs, **program)
