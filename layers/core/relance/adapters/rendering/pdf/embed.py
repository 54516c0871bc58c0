"""Font programs as objects of a PDF, made once per process: fpdf2 would parse and cut each font for each letter.

A character's code is its Unicode code point, so that a letter needs no code table of its own.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from fpdf import FPDF
from fpdf.enums import PDFResourceType
from fpdf.output import ContentWithoutID, OutputProducer
from fpdf.syntax import PDFObject, PDFString, Raw

from relance.adapters.rendering.pdf.faces import Program, programs

SYMBOLIC: Final = 4
"""The flag of a font whose codes are no standard encoding's."""
TO_UNICODE: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{ranges}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
MOST_RANGES: Final = 100
"""In one block of a CMap."""
SPACES: Final = frozenset("\u00a0\u2009\u202f")
"""Copied and searched as an ordinary space: an IBAN pasted into a form must be read there."""


class Fixed(PDFObject):
    """An object whose text is known but for its references to others: `{0}`, `{1}` and so on."""

    def __init__(self, text: str, *others: PDFObject, stream: bytes | None = None) -> None:
        super().__init__()
        self._text = text
        self._others = others
        self._stream = stream

    def serialize(self, *_: Any, **__: Any) -> str | bytes:  # type: ignore[override]
        """Bytes where there is a stream: fpdf2 writes both."""
        text = self._text.format(*(other.ref for other in self._others)) if self._others else self._text
        if self._stream is None:
            return f"{self.id} 0 obj\n{text}\nendobj"
        return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj" % (self.id, text.encode("ascii"), self._stream)


class Producer(OutputProducer):
    """fpdf2's writer of the file, with our fonts in place of its own."""

    def _finalize_catalog(self, catalog_obj: Any, *given: Any, **named: Any) -> None:
        super()._finalize_catalog(catalog_obj, *given, **named)
        catalog_obj.viewer_preferences = Raw("<< /DisplayDocTitle true >>")
        # Where PDF/A is asked fpdf2 leaves the file's properties to XMP, which browsers and file managers do not read.
        trailer, info = self.pdf_objs.pop(), Fixed(_properties(self.fpdf))
        self._add_pdf_obj(info)
        self.pdf_objs.append(_Trailer(trailer, info))

    def _add_structure_tree(self) -> PDFObject | None:
        # As fpdf2's own, less the label that it measures each object under: there are a hundred of them.
        made = [] if self.fpdf.struct_builder.empty() else list(self.fpdf.struct_builder)
        for element in made:
            self._add_pdf_obj(element)
        return made[0] if made else None

    def _add_fonts(self, *_: Any) -> dict[int, PDFObject]:  # type: ignore[override]
        used = self.fpdf._resource_catalog.get_used_resources(PDFResourceType.FONT)  # noqa: SLF001 - no other way in
        return {program.number: self._font(program) for program in programs() if program.number in used}

    def _font(self, program: Program) -> PDFObject:
        stored = _stored(program.number)
        file, glyphs, unicode = streams = [Fixed(text, stream=stream) for text, stream in stored.streams]
        descriptor = Fixed(stored.descriptor, file)
        descendant = Fixed(stored.descendant, descriptor, glyphs)
        font = Fixed(stored.font, descendant, unicode)
        for made in (font, descendant, descriptor, *streams):
            self._add_pdf_obj(made)
        return font


def _properties(document: FPDF) -> str:
    names = ("title", "author", "keywords", "creator", "producer")
    texts = "".join([f"/{name.title()} {_string(getattr(document, name))}\n" for name in names])
    return f"<< {texts}/CreationDate (D:{document.creation_date:%Y%m%d%H%M%S}Z) >>"


@lru_cache(maxsize=32)
def _string(text: str) -> str:
    """Most are the same from letter to letter."""
    return str(PDFString(text).serialize())


class _Trailer(ContentWithoutID):
    """fpdf2's trailer, naming the file's properties."""

    def __init__(self, trailer: Any, info: PDFObject) -> None:
        self._trailer = trailer
        self._info = info

    def serialize(self, _security_handler: Any = None) -> str:
        self._trailer.count = self._info.id + 1
        self._trailer.info_obj = self._info
        return str(self._trailer.serialize(_security_handler))


@dataclass(frozen=True, slots=True)
class _Stored:
    """A program's dictionaries, and its streams: the font file, the glyph table, the table back to Unicode."""

    font: str
    descendant: str
    descriptor: str
    streams: tuple[tuple[str, bytes], ...]


def _stream(body: bytes, more: str = "") -> tuple[str, bytes]:
    packed = zlib.compress(body, 9)
    return f"<< {more}/Length {len(packed)} /Filter /FlateDecode >>", packed


@cache
def _stored(number: int) -> _Stored:
    program = programs()[number]
    body = (files("relance.adapters.rendering.pdf") / "fonts" / program.file).read_bytes()
    name = f"{_tag(number)}+{program.name}"
    box = " ".join(map(str, program.box))
    return _Stored(
        font=(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
            " /DescendantFonts [{0}] /ToUnicode {1} >>"
        ),
        descendant=(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name}"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /DW 0 /W [{_widths(program)}]"
            " /FontDescriptor {0} /CIDToGIDMap {1} >>"
        ),
        descriptor=(
            f"<< /Type /FontDescriptor /FontName /{name} /Flags {SYMBOLIC} /FontBBox [{box}] /ItalicAngle 0"
            f" /Ascent {program.ascent} /Descent {program.descent} /CapHeight {program.capitals}"
            f" /StemV {program.stem}"
            " /FontFile2 {0} >>"
        ),
        streams=(
            _stream(body, f"/Length1 {len(body)} "),
            _stream(_glyph_table(program)),
            _stream(_to_unicode(program).encode("ascii")),
        ),
    )


def _tag(number: int) -> str:
    """Six letters that tell one subset of a family from another."""
    return "RELAN" + chr(ord("A") + number)


def _glyph_table(program: Program) -> bytes:
    """Two bytes per code: the glyph it shows."""
    table = bytearray(2 * (ord(max(program.glyphs)) + 1))
    for char, (glyph, _) in program.glyphs.items():
        table[2 * ord(char) : 2 * ord(char) + 2] = glyph.to_bytes(2, "big")
    return bytes(table)


def _widths(program: Program) -> str:
    return " ".join(
        f"{first} [{' '.join(str(program.glyphs[chr(code)][1]) for code in range(first, last + 1))}]"
        for first, last in _ranges(program)
    )


def _ranges(program: Program) -> list[tuple[int, int]]:
    """Codes without gap that share their high byte; spaces stand alone."""
    found: list[tuple[int, int]] = []
    for char in sorted(program.glyphs):
        code = ord(char)
        joins = code & 0xFF and not SPACES.intersection((char, chr(code - 1)))
        if found and found[-1][1] == code - 1 and joins:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def _to_unicode(program: Program) -> str:
    lines = [
        f"<{first:04X}> <{last:04X}> <{0x20 if chr(first) in SPACES else first:04X}>\n"
        for first, last in _ranges(program)
    ]
    blocks = [lines[start : start + MOST_RANGES] for start in range(0, len(lines), MOST_RANGES)]
    ranges = "".join(f"{len(block)} beginbfrange\n{''.join(block)}endbfrange\n" for block in blocks)
    return TO_UNICODE.format(ranges=ranges)
