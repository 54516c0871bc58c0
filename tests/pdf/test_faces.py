"""Whatever a debtor in Europe is called, the letter's faces measure it and show it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.rendering.paper.breaking import POINT
from relance.adapters.rendering.pdf import faces
from relance.adapters.rendering.pdf.faces import PdfFaces, programs, shown

FONTS = Path(faces.__file__).parent / "fonts"
FACES = PdfFaces()
EUROPE = {
    "French": "Œuvre de l’Été, façade à Saint-Ouën – n° 7 « ça »",
    "Polish": "Zażółć gęślą jaźń",
    "Czech": "Příliš žluťoučký kůň úpěl",
    "Hungarian": "Árvíztűrő tükörfúrógép",
    "Romanian": "Ştefan şi Ţuţea, Ștefan și Țuțea",
    "Turkish": "Pijamalı hasta yağız şoföre",
    "Icelandic": "Kæmi ný öxi hér ykist þjófum",
    "Maltese": "Ġwanni għandu ħobż",
    "Welsh": "Ŵyn Ŷstwyth",
    "Latvian": "Glāžšķūņa rūķīši",
    "Sami": "Ŧuođđár Ŋ",
    "Greek": "Ψυγεία Ξεσκεπάζω ᾴ",
    "Russian": "Съешь же ещё этих мягких",
    "Ukrainian": "Ґудзик Їжак Євген",
    "Serbian": "Љубазни фењерџија Ђ",
    "Macedonian": "Ѓорѓи Ќерка Ѕвезда",
    "Armenian": "Երևան քաղաք",
    "Georgian": "თბილისი ქალაქი",
    "Georgian capitals": "ᲗᲑᲘᲚᲘᲡᲘ",
    "Vietnamese": "Nguyễn Thị Ngọc Ánh",
    "decomposed": "E\u0301te\u0301",
    "wide": "ＡＢＣ",
    "ligature": "oﬃce",
}


@pytest.mark.parametrize("text", EUROPE.values(), ids=EUROPE.keys())
def test_no_european_alphabet_lacks_a_letter(text: str) -> None:
    assert FACES.lacks(text) == ""
    assert FACES.width(text, "bold", 10) > 0


def test_letters_that_no_face_has_are_named() -> None:
    assert FACES.lacks("Société 株式 عربي") == "".join(sorted("株式عربي"))


def test_a_letter_and_its_accent_are_the_letter_with_the_accent() -> None:
    assert shown("e\u0301", "regular") == shown("é", "regular")
    assert FACES.width("e\u0301", "regular", 10) == FACES.width("é", "regular", 10)


def test_figures_are_of_one_width_so_that_columns_of_amounts_stand_straight() -> None:
    for face in ("regular", "bold"):
        assert len({FACES.width(figure, face, 10) for figure in "0123456789"}) == 1


def test_widths_are_those_of_the_font_and_of_its_kerning() -> None:
    """In Source Sans 3 a T is 536 wide, an o 542, a space 200; T and o stand 66 nearer."""
    thousandth = 10 * POINT / 1000
    assert FACES.width("T", "regular", 10) == pytest.approx(536 * thousandth)
    assert FACES.width("To", "regular", 10) == pytest.approx((536 + 542 - 66) * thousandth)
    assert FACES.width("T o", "regular", 10) == pytest.approx((536 + 200 + 542) * thousandth)


def test_thousands_stand_apart_by_a_narrow_space() -> None:
    """Nearly an ordinary space of 200: with the 120 of Source Sans the groups of an amount touched."""
    for face in ("regular", "bold"):
        assert FACES.width("\u202f", face, 1000) / POINT == pytest.approx(180)


@given(st.lists(st.sampled_from(list("".join(EUROPE.values()))), max_size=30).map("".join))
def test_a_text_is_as_wide_as_what_is_shown_of_it(text: str) -> None:
    """Read back from the operators of the page: glyphs by program, kerning in between."""
    by_number = {program.number: program for program in programs()}
    units = 0
    for number, operand in shown(text, "regular"):
        kerning, characters = read(operand)
        units += sum(by_number[number].glyphs[char][1] for char in characters) - kerning
    assert FACES.width(text, "regular", 12) == pytest.approx(units * 12 * POINT / 1000)


def read(operand: str) -> tuple[int, str]:
    """Sum of the numbers, and the characters, of what stands in the brackets of TJ."""
    numbers, raw, place = 0, bytearray(), 0
    data = operand.encode("latin-1")
    while place < len(data):
        if data[place] != ord("("):
            end = data.index(b"(", place)
            numbers += int(data[place:end])
            place = end
            continue
        place += 1
        while data[place] != ord(")"):
            if data[place] == ord("\\"):
                place += 1
                raw.append(ord("\r") if data[place] == ord("r") else data[place])
            else:
                raw.append(data[place])
            place += 1
        place += 1
    return numbers, raw.decode("utf-16-be")


@pytest.mark.parametrize("text", ["(a)", "\\", "č(", "a)(b", "\\)", "ĩ)"])
def test_what_would_end_a_string_of_a_pdf_is_written_as_it_is(text: str) -> None:
    assert "".join(read(operand)[1] for _, operand in shown(text, "regular")) == text


def test_memory_of_texts_is_bounded() -> None:
    for number in range(3 * faces.KEPT):
        FACES.width(f"n° {number}", "regular", 9)
        shown(f"n° {number}", "regular")
    typeface = faces._typefaces()["regular"]
    assert max(len(typeface.words), len(typeface.widths), len(typeface.lines)) <= faces.KEPT


def test_measures_are_those_of_the_cut_fonts() -> None:
    measured = json.loads((FONTS / "faces.json").read_text(encoding="utf-8"))
    for face in measured.values():
        for program in face["programs"]:
            font = TTFont(FONTS / program["file"])
            found = {chr(c): [font.getGlyphID(g), font["hmtx"][g][0]] for c, g in font.getBestCmap().items()}
            assert program["glyphs"] == found
            assert font["head"].unitsPerEm == 1000
            assert "Source" not in font["name"].getDebugName(1), "a reserved name"


def test_each_character_has_one_home_per_face() -> None:
    for face in json.loads((FONTS / "faces.json").read_text(encoding="utf-8")).values():
        every = sorted(char for program in face["programs"] for char in program["glyphs"])
        assert all(one != other for one, other in pairwise(every))
