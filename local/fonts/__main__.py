"""Cuts the letter's typefaces into the programs that letters embed; run as python -m local.fonts.

A letter carries the program of Western Europe, and a further one only where a name needs it. The cut programs and
their measures (fonts/faces.json) are kept in the package, so that no font is parsed when a letter is written.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from local.fonts.kerning import kerning

SOURCES: Final = Path(__file__).parent / "sources"
TARGET: Final = Path(__file__).parents[2] / "layers/core/relance/adapters/rendering/pdf/fonts"
UNITS: Final = 1000
"""Of a PDF font: one em."""
FALLBACK_EM: Final = 890
"""DejaVu's letters are larger: brought to the height of the others."""
FACES: Final = {
    "regular": ("SourceSans3-Regular.ttf", "DejaVuSans.ttf"),
    "bold": ("SourceSans3-SemiBold.ttf", "DejaVuSans-Bold.ttf"),
}
# The reserved names of both families stay with the families: what is cut bears another.
FAMILY: Final = "RelanceSans"
STEMS: Final = {"regular": 84, "bold": 124}
"""Widths of the upright strokes, which a PDF states."""
WESTERN: Final = frozenset(
    {*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x100)}
    | {ord(char) for char in "ŒœŸŠšŽž–—‘’‚“”„†‡•…‰‹›€™−№⁄≤≥←→\u2009\u202f"}
)
THIN_SPACE: Final = 0x202F
THIN_WIDTH: Final = 180
"""Of an em: the source's 120 leaves thousands nearly touching in small letters; its ordinary space is 200."""
SCRIPTS: Final = {
    "latin": ((0x100, 0x36F), (0x1D00, 0x1EFF), (0x2C60, 0x2C7F), (0xA700, 0xA7FF), (0xFB00, 0xFB06)),
    "greek": ((0x370, 0x3FF), (0x1F00, 0x1FFF)),
    "cyrillic": ((0x400, 0x52F),),
    "armenian": ((0x530, 0x58F), (0xFB13, 0xFB17)),
    "georgian": ((0x10A0, 0x10FF), (0x2D00, 0x2D2F)),
    "signs": ((0x2000, 0x218F),),
}


def cut_all() -> None:
    measures: dict[str, Any] = {}
    for face, (own, fallback) in FACES.items():
        whole = TTFont(SOURCES / own)
        programs = [_cut(face, own, "western", WESTERN, None)]
        known = set(WESTERN)
        for source, em in ((own, None), (fallback, FALLBACK_EM)):
            for script, codes in _scripts(TTFont(SOURCES / source), known):
                # One name for each: what the fallback adds to a script stands in a program of its own.
                name = script if em is None or script in {"armenian", "georgian"} else f"{script}2"
                programs.append(_cut(face, source, name, codes, em))
                known |= codes
        measures[face] = {"programs": programs, "kerning": kerning(whole, WESTERN)}
    written = json.dumps(measures, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (TARGET / "faces.json").write_text(written + "\n", encoding="utf-8")


def _scripts(font: TTFont, known: set[int]) -> Iterator[tuple[str, frozenset[int]]]:
    has = {code for code in font.getBestCmap() if unicodedata.category(chr(code))[0] != "C"} - known
    for script, ranges in SCRIPTS.items():
        codes = frozenset(code for first, last in ranges for code in range(first, last + 1) if code in has)
        if codes:
            yield script, codes


def _cut(face: str, source: str, script: str, codes: frozenset[int], em: int | None) -> dict[str, Any]:
    font = TTFont(SOURCES / source, recalcTimestamp=False)
    subsetter = Subsetter(_options())
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    if em is not None:
        scale_upem(font, em)
        font["head"].unitsPerEm = UNITS
    if THIN_SPACE in codes:
        font["hmtx"][font.getBestCmap()[THIN_SPACE]] = (THIN_WIDTH, 0)
    name = f"{FAMILY}{script.capitalize()}-{face.capitalize()}"
    _rename(font, name)
    file = f"{face}-{script}.ttf"
    font.save(TARGET / file)
    # Measured as saved: rounding to whole units is what readers of the file will see.
    return {"file": file, "name": name, "stem": STEMS[face], **_measures(TTFont(TARGET / file))}


def _options() -> Options:
    options = Options()
    options.set(hinting=False, glyph_names=False, notdef_outline=True, layout_features=[], recalc_timestamp=False)
    options.drop_tables += ["BASE", "DSIG", "FFTM", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "kern", "meta"]
    return options


def _rename(font: TTFont, name: str) -> None:
    table = font["name"]
    licence = {number: table.getDebugName(number) for number in (0, 5, 13, 14)}
    table.names = []
    family, _, style = name.partition("-")
    for number, text in {**licence, 1: family, 2: style, 4: name, 6: name}.items():
        if text:
            table.setName(text, number, 3, 1, 0x409)


def _measures(font: TTFont) -> dict[str, Any]:
    if font["head"].unitsPerEm != UNITS:
        raise ValueError(f"a PDF measures in {UNITS} units to the em, the font in {font['head'].unitsPerEm}")
    head, metrics, outline = font["head"], font["hmtx"], font["OS/2"]
    glyphs = {
        chr(code): [font.getGlyphID(glyph), metrics[glyph][0]] for code, glyph in sorted(font.getBestCmap().items())
    }
    return {
        "ascent": font["hhea"].ascent,
        "descent": font["hhea"].descent,
        "capitals": getattr(outline, "sCapHeight", 0) or 660,
        "box": [head.xMin, head.yMin, head.xMax, head.yMax],
        "glyphs": glyphs,
    }


if __name__ == "__main__":
    cut_all()
