"""From pages of placed text to PDF bytes with fpdf2. Nothing here decides what is written or where.

fpdf2 and fontTools are heavy and only in the render layer: this module is imported when a letter is written.
"""

from __future__ import annotations

import copy
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import SubsetMap

from relance.adapters.rendering.sheet import HEIGHT, POINT, WIDTH, Box, Code, Face, Image, Item

FAMILY = "letter"
STYLES: dict[Face, str] = {"regular": "", "bold": "B"}
FILES = {"": "SourceSans3-Regular.ttf", "B": "SourceSans3-SemiBold.ttf"}
# Kerning and substitution tables, which fpdf2 drops in each letter only after having parsed them.
LAYOUT_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "STAT")
WATERMARK_POINTS = 92
WATERMARK_GRAY = 228


@dataclass(frozen=True, slots=True)
class Described:
    """What the file says of itself."""

    title: str
    author: str
    locale: str
    day: date
    watermark: str = ""


@dataclass(frozen=True)
class _Parsed:
    """A font parsed once per process, and its bytes without the tables that letters do not use."""

    font: Any
    lean: bytes

    def fresh(self) -> Any:
        """The font as a new document wants it: nothing of the last document's subset."""
        font = copy.copy(self.font)
        font.desc = copy.copy(self.font.desc)
        font.missing_glyphs = []
        font.subset = SubsetMap(font)
        font.ttfont = TTFont(io.BytesIO(self.lean), recalcTimestamp=False, lazy=True)
        return font


@cache
def _parsed() -> dict[str, _Parsed]:
    document = FPDF()
    found: dict[str, _Parsed] = {}
    for style, name in FILES.items():
        with as_file(files("relance.adapters.rendering") / "fonts" / name) as path:
            document.add_font(FAMILY, style, path)
            whole = TTFont(path, recalcTimestamp=False)
        for table in LAYOUT_TABLES:
            if table in whole:
                del whole[table]
        buffer = io.BytesIO()
        whole.save(buffer)
        found[style] = _Parsed(document.fonts[FAMILY + style], buffer.getvalue())
    return found


class PdfFaces:
    """Widths of the letter's two faces, from the fonts themselves."""

    def width(self, text: str, face: Face, size: float) -> float:
        """The text's width in millimetres."""
        widths = _parsed()[STYLES[face]].font.cw
        return float(sum(widths[ord(char)] for char in text)) * size * POINT / 1000

    def lacks(self, text: str) -> str:
        """The characters of the text that the font cannot show."""
        known = _parsed()[""].font.cmap
        return "".join(sorted({char for char in text if ord(char) not in known}))


def write_pdf(pages: list[list[Item]], described: Described) -> bytes:
    """The same pages and description give the same bytes: the only date is the letter's own day."""
    document = FPDF(format="A4")
    document.set_auto_page_break(auto=False)
    for style, parsed in _parsed().items():
        document.fonts[FAMILY + style] = parsed.fresh()
    document.set_creation_date(datetime.combine(described.day, time(12), UTC))
    document.set_title(described.title)
    document.set_author(described.author)
    document.set_creator("Relance")
    document.set_producer("Relance")
    document.set_lang(described.locale)
    for page in pages:
        document.add_page()
        if described.watermark:
            _watermark(document, described.watermark)
        for item in page:
            _draw(document, item)
    written = bytes(document.output())
    _forget()
    return written


def _forget() -> None:
    """fpdf2 caches on methods, which would keep every document's fonts for the life of the process."""
    SubsetMap.pick.cache_clear()
    SubsetMap.get_glyph.cache_clear()


def _watermark(document: FPDF, text: str) -> None:
    document.set_font(FAMILY, "B", WATERMARK_POINTS)
    document.set_text_color(WATERMARK_GRAY)
    half = document.get_string_width(text) / 2
    with document.rotation(52, WIDTH / 2, HEIGHT / 2):
        document.text(WIDTH / 2 - half, HEIGHT / 2 + 10, text)


def _draw(document: FPDF, item: Item) -> None:
    if isinstance(item, Box):
        document.set_fill_color(item.gray)
        document.rect(item.x, item.y, item.width, item.height, style="F")
        return
    if isinstance(item, Image):
        document.image(io.BytesIO(item.data), item.x, item.y, item.width, item.height, alt_text=item.alt)
        return
    if isinstance(item, Code):
        _modules(document, item)
        return
    document.set_font(FAMILY, STYLES[item.face], item.size)
    document.set_text_color(item.gray)
    document.text(item.x, item.y, item.text)


def _modules(document: FPDF, code: Code) -> None:
    side = code.size / len(code.rows)
    document.set_fill_color(0)
    for number, row in enumerate(code.rows):
        for place, dark in enumerate(row):
            if dark == "1":
                document.rect(code.x + place * side, code.y + number * side, side, side, style="F")
