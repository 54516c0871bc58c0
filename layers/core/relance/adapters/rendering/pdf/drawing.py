"""One page's content stream: what each item is in the operators of a PDF, and what of it is read in which role."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from math import cos, radians, sin
from typing import Final

from fpdf import FPDF
from fpdf.enums import PDFResourceType
from fpdf.image_datastructures import ImageCache, ImageInfo, RasterImageInfo
from fpdf.image_parsing import preload_image

from relance.adapters.rendering.paper.breaking import POINT, Face
from relance.adapters.rendering.paper.sheet import HEIGHT, WIDTH, Box, Close, Code, Image, Item, Open, Text
from relance.adapters.rendering.pdf.faces import PdfFaces, programs, shown
from relance.adapters.rendering.pdf.tags import Element, Tree

ARTIFACT: Final = "Artifact"
"""The role of what is on the page and no part of what is read: rules, tints, running heads."""
ENDING: Final = ")] TJ ET"
"""Of every text shown."""
SPACED: Final = frozenset(program.number for program in programs() if " " in program.glyphs)
"""Programs that have a space."""
WATERMARK_POINTS: Final = 92
WATERMARK_GRAY: Final = 228
WATERMARK_DEGREES: Final = 52
DARK: Final = re.compile("1+")
SPACE: Final = slice(16, 20)
"""Of a colour profile: what its colours are made of."""
PROFILED: Final = {"DeviceGray": b"GRAY", "DeviceRGB": b"RGB "}
PICTURES_KEPT: Final = 8
"""Logos and signatures decoded once: a creditor has one of each."""


class Page:
    """The document's newest page, being drawn. The tree's open elements go on from page to page."""

    def __init__(self, document: FPDF, tree: Tree) -> None:
        self._document = document
        self._tree = tree
        self._page = document.pages[document.page]
        self._stream: list[str] = []
        self._sequence: Element | str = ""
        self._artifacts = 0
        self._loose: tuple[Element, float] | None = None
        self._font: tuple[int, float] | None = None
        self._fonts: set[int] = set()
        self._gray = -1
        self._line: tuple[Element | str, float] = ("", 0.0)

    def draw(self, item: Item) -> None:
        """Add an item on top of what is there."""
        if isinstance(item, Text):
            self._enter(self._owner(item))
            self._part_from_last_line(item)
            self._stream.append(self._shown(item))
            self._line = (self._sequence, item.y)
        elif isinstance(item, Open):
            self._open(item.role)
        elif isinstance(item, Close):
            self._close()
        elif isinstance(item, Box):
            self._enter(ARTIFACT)
            self._stream.append(self._ink(item.gray) + _rectangle(item))
        elif isinstance(item, Image):
            self._figure(item.alt, self._picture(item))
        else:
            self._figure(item.alt, self._ink(0) + _placed_modules(item))

    def finish(self) -> None:
        """Hand the page over to the document."""
        self._enter("")
        self._document._out("\n".join(self._stream))  # noqa: SLF001 - fpdf2 has no other way in
        for number in self._fonts:
            self._use(PDFResourceType.FONT, number)

    def watermark(self, text: str) -> None:
        """Large and pale across the page, behind all that follows."""
        half = PdfFaces().width(text, "bold", WATERMARK_POINTS) / POINT / 2
        turn = radians(WATERMARK_DEGREES)
        turned = f"{cos(turn):.4f} {sin(turn):.4f} {-sin(turn):.4f} {cos(turn):.4f}"
        middle = f"{WIDTH / POINT / 2:.2f} {HEIGHT / POINT / 2:.2f}"
        self._enter(ARTIFACT)
        written = self._runs(text, "bold", WATERMARK_POINTS)
        low = f"{-half:.2f} {-WATERMARK_POINTS / 3:.2f}"
        self._stream.append(f"q {turned} {middle} cm {self._ink(WATERMARK_GRAY)}BT {low} Td {written} ET Q")
        # The state before `q` is back.
        self._font, self._gray = None, -1

    def _open(self, role: str) -> None:
        if role == ARTIFACT or self._artifacts:
            self._artifacts += 1
        else:
            self._tree.begin(role)

    def _close(self) -> None:
        if self._artifacts:
            self._artifacts -= 1
        else:
            self._tree.end()

    def _owner(self, text: Text) -> Element | str:
        """Texts outside of all elements are paragraphs, a line each."""
        if self._artifacts:
            return ARTIFACT
        if self._tree.inside:
            return self._tree.current
        if self._loose is None or self._loose[1] != text.y:
            self._loose = (self._tree.begin("P"), text.y)
            self._tree.end()
        return self._loose[0]

    def _part_from_last_line(self, text: Text) -> None:
        """A space ends the line before: who listens to a paragraph must not hear its lines run together."""
        same = isinstance(self._sequence, Element) and self._sequence is self._line[0] and text.y != self._line[1]
        if same and self._stream[-1].endswith(ENDING) and self._font is not None and self._font[0] in SPACED:
            self._stream[-1] = self._stream[-1].removesuffix(ENDING) + "\x00 " + ENDING

    def _enter(self, sequence: Element | str) -> None:
        """Marked sequences follow one another: the last one ends where another begins."""
        if sequence is self._sequence:
            return
        if self._sequence:
            self._stream.append("EMC")
        self._sequence = sequence
        if isinstance(sequence, Element):
            number = self._tree.mark(self._page, sequence)
            self._stream.append(f"/{sequence.role} <</MCID {number}>> BDC")
        elif sequence:
            self._stream.append(f"/{sequence} BMC")

    def _figure(self, alt: str, drawn: str) -> None:
        if self._artifacts or not alt:
            self._enter(ARTIFACT)
        else:
            self._enter(self._tree.begin("Figure", alt))
            self._tree.end()
        self._stream.append(drawn)

    def _ink(self, gray: int) -> str:
        if gray == self._gray:
            return ""
        self._gray = gray
        return f"{gray / 255:.3f} g "

    def _shown(self, text: Text) -> str:
        ink = self._ink(text.gray)
        return f"{ink}BT {_point(text.x, text.y)} Td {self._runs(text.text, text.face, text.size)} ET"

    def _runs(self, text: str, face: Face, size: float) -> str:
        written = []
        for number, operand in shown(text, face):
            if self._font != (number, size):
                self._font = (number, size)
                self._fonts.add(number)
                written.append(f"/F{number} {size:.2f} Tf")
            written.append(f"[{operand}] TJ")
        return " ".join(written)

    def _picture(self, image: Image) -> str:
        cache = self._document.image_cache
        name, decoded, profile = _decoded(image.data)
        number = [*cache.images, name].index(name) + 1
        if name not in cache.images:
            cache.images[name] = info = RasterImageInfo(decoded, i=number, usages=1)
            if profile:
                info["iccp_i"] = cache.icc_profiles.setdefault(profile, len(cache.icc_profiles))
        self._use(PDFResourceType.X_OBJECT, number)
        size = f"{image.width / POINT:.2f} 0 0 {image.height / POINT:.2f}"
        return f"q {size} {_point(image.x, image.y + image.height)} cm /I{number} Do Q"

    def _use(self, kind: PDFResourceType, number: int) -> None:
        self._document._resource_catalog.add(kind, number, self._document.page)  # noqa: SLF001 - as above


def _point(x: float, y: float) -> str:
    """In points from the bottom left corner, as a PDF counts."""
    return f"{x / POINT:.2f} {(HEIGHT - y) / POINT:.2f}"


def _rectangle(box: Box) -> str:
    return f"{_point(box.x, box.y + box.height)} {box.width / POINT:.2f} {box.height / POINT:.2f} re f"


def _placed_modules(code: Code) -> str:
    side = code.size / len(code.rows) / POINT
    return f"q {side:.4f} 0 0 {-side:.4f} {_point(code.x, code.y)} cm {_modules(code.rows)} f Q"


@lru_cache(maxsize=32)
def _modules(rows: tuple[str, ...]) -> str:
    """One path of all dark modules, neighbours in a row as one rectangle: no hairline shows between them."""
    runs = [(y, run.span()) for y, row in enumerate(rows) for run in DARK.finditer(row)]
    return " ".join([f"{start} {y} {end - start} 1 re" for y, (start, end) in runs])


@lru_cache(maxsize=PICTURES_KEPT)
def _decoded(png: bytes) -> tuple[str, ImageInfo, bytes | None]:
    """Name, what fpdf2 made of the picture, and its own colour profile if it has one."""
    cache = ImageCache()
    name, _, info = preload_image(cache, BytesIO(png))
    profile = next(iter(cache.icc_profiles), None)
    if profile is not None and PROFILED.get(str(info["cs"])) != profile[SPACE]:
        # PDF/A refuses a gray picture with a profile of colours, which some programs leave in it.
        info["iccp_i"] = profile = None
    return name, info, profile
