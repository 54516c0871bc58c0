"""The file itself, read by two other programs: what PDF/A-3 and tagging ask, as far as it is checked here.

No validator of PDF/A is at hand in this repository; docs/decisions/0008 says which checks stand in for one.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image as Picture
from PIL import ImageCms
from pypdf import PdfReader
from pypdf.generic import ContentStream

from relance.adapters.rendering.paper.sheet import Box, Close, Code, Image, Item, Open, Text, tagged
from relance.adapters.rendering.pdf.writer import Attachment, Described, write_pdf
from relance.domain.document import Document
from tests.golden.statements import REFERENCE, line, renderer, statement

DESCRIBED = Described("Mise en demeure – réf. <1> & suite", "Atelier Œuvre", "fr-FR", date(2026, 3, 2), "textes 1a2b")
COPY = Attachment("F-1.pdf", b"%PDF-1.4 copy", "Copie de la facture F-1")


def picture(mode: str = "RGBA") -> bytes:
    body = BytesIO()
    Picture.new(mode, (12, 6), "navy" if mode != "L" else 90).save(body, "PNG")
    return body.getvalue()


def page(*words: str) -> list[Item]:
    return [Text(20, 30 + 6 * number, text, 10) for number, text in enumerate(words)]


def table() -> list[Item]:
    head = tagged("TR", [*tagged("TH", [Text(20, 50, "Facture", 9)]), *tagged("TH", [Text(90, 50, "Montant", 9)])])
    row = tagged("TR", [*tagged("TD", [Text(20, 56, "F-1", 9)]), *tagged("TD", [Text(90, 56, "12,00 €", 9)])])
    return [Open("Table"), *head, Box(20, 52, 100, 0.2), *row, Close()]


def rich() -> list[list[Item]]:
    """Two pages with everything that a letter may hold; the table goes on from one to the other."""
    code = Code(20, 100, 20, ("101", "010", "111"), "Code de virement")
    logo = Image(20, 10, 24, 12, picture(), "Atelier Œuvre")
    title = tagged("H1", [Text(20, 40, "Objet", 12, "bold")])
    footer = tagged("Artifact", [Text(20, 280, "Page 1/2", 7), Box(20, 278, 170, 0.2)])
    first = [logo, *title, *page("Madame, Monsieur,"), *table()[:-1], *footer]
    second = [*tagged("TR", tagged("TD", [Text(20, 30, "F-2", 9)])), Close(), code]
    return [first, second]


def written(pages: list[list[Item]], described: Described = DESCRIBED) -> PdfReader:
    return PdfReader(BytesIO(write_pdf(pages, described)), strict=True)


def both_read(pages: list[list[Item]]) -> tuple[str, str]:
    body = write_pdf(pages, DESCRIBED)
    with pypdfium2.PdfDocument(body) as document:
        other = "\n".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(body)).pages), other


@pytest.mark.parametrize(
    "text",
    ["Été – 1 234,56 €", "Ψυγεία Żółć Съешь Երևան თბილისი", "AVTo (a) \\ b", "“L’œuvre” 50 %"],
)
def test_text_is_copied_as_it_was_written(text: str) -> None:
    for found in both_read([page(text)]):
        assert found.strip() == text


def test_spaces_that_do_not_break_are_copied_as_spaces() -> None:
    """An IBAN pasted into a bank's form, an amount searched for in a viewer."""
    for found in both_read([page("FR76\u00a03000\u00a06000", "1\u202f234,56\u00a0€")]):
        assert found.split("\n")[0].strip() == "FR76 3000 6000"
        assert found.split("\n")[1].strip() == "1 234,56 €"


def test_words_of_two_faces_stand_where_their_widths_say() -> None:
    with pypdfium2.PdfDocument(write_pdf([page("Tom")], DESCRIBED)) as document:
        text = document[0].get_textpage()
        left, *_ = text.get_charbox(0, loose=True)
        _, _, right, _ = text.get_charbox(2, loose=True)
    # In Source Sans 3: T 536, o 542, m 830, less 66 between T and o; 10 points, from 20 mm.
    assert left == pytest.approx(20 / 25.4 * 72, abs=0.1)
    assert right - left == pytest.approx((536 + 542 + 830 - 66) / 100, abs=0.2)


def test_it_declares_pdf_a_3u_and_its_title_to_old_and_new_readers() -> None:
    reader = written([page("a")])
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert (xmp.pdfaid_part, xmp.pdfaid_conformance) == ("3", "U")
    assert xmp.dc_title == {"x-default": DESCRIBED.title}
    assert xmp.dc_creator == [DESCRIBED.author]
    assert reader.metadata is not None
    assert reader.metadata.title == DESCRIBED.title
    assert reader.metadata.author == DESCRIBED.author
    assert reader.metadata.keywords == xmp.pdf_keywords == "textes 1a2b"
    assert reader.metadata.creation_date == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert xmp.xmp_create_date == xmp.xmp_modify_date == datetime(2026, 3, 2, 12)  # noqa: DTZ001 as pypdf gives it


def test_the_catalog_has_language_title_display_marks_and_a_colour_profile() -> None:
    reader = written([page("a")])
    root: Any = reader.root_object
    assert root["/Lang"] == "fr-FR"
    assert (
        root["/ViewerPreferences"]["/DisplayDocTitle"] is True or root["/ViewerPreferences"]["/DisplayDocTitle"].value
    )
    assert str(root["/MarkInfo"]["/Marked"]).lower() == "true"
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    profile = intent.get_object()["/DestOutputProfile"].get_object()
    assert profile["/N"] == 3
    assert profile.get_data()[36:40] == b"acsp"


def test_the_file_has_what_archives_ask_of_its_frame() -> None:
    body = write_pdf(rich(), DESCRIBED)
    assert body.startswith(b"%PDF-1.7\n%")
    assert all(byte > 127 for byte in body.splitlines()[1][1:5])
    trailer: Any = PdfReader(BytesIO(body)).trailer
    assert "/Encrypt" not in trailer
    assert len(trailer["/ID"]) == 2
    assert b"/JavaScript" not in body
    assert b"/Launch" not in body


def test_fonts_are_embedded_with_their_widths_and_a_way_back_to_unicode() -> None:
    reader = written([page("Été Ψ თ")])
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    assert len(fonts) == 3, "western, Greek and Georgian, and nothing else"
    for font in fonts:
        (descendant,) = (found.get_object() for found in font["/DescendantFonts"])
        program = TTFont(BytesIO(descendant["/FontDescriptor"]["/FontFile2"].get_data()))
        assert font["/BaseFont"][1:7].isupper()
        assert font["/BaseFont"][7] == "+"
        assert font["/ToUnicode"].get_data()
        assert widths(descendant) == {code: program["hmtx"][name][0] for code, name in program.getBestCmap().items()}


def widths(descendant: Any) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = list(descendant["/W"])
    for first, listed in zip(rows[::2], rows[1::2], strict=True):
        found.update(enumerate(map(int, listed), start=int(first)))
    return found


def test_every_mark_has_its_element_and_every_element_its_parent() -> None:
    reader = written(rich())
    root: Any = reader.root_object
    owners = owners_by_page(root)
    for sheet in reader.pages:
        marks = marks_on(sheet, reader)
        listed = owners[sheet["/StructParents"]]
        assert sorted(marks) == list(range(len(listed)))
    for element in elements(root["/StructTreeRoot"]["/K"][0].get_object()):
        children = [kid.get_object() for kid in element["/K"] if not isinstance(kid, int)]
        assert all(child["/P"].get_object() == element for child in children if "/S" in child)


def test_readers_hear_heading_paragraph_table_and_figures_in_order() -> None:
    reader = written(rich())
    root: Any = reader.root_object
    document = root["/StructTreeRoot"]["/K"][0].get_object()
    assert document["/S"] == "/Document"
    kinds = [kid.get_object()["/S"] for kid in document["/K"]]
    assert kinds == ["/Figure", "/H1", "/P", "/Table", "/Figure"]
    logo, code = (kid.get_object() for kid in (document["/K"][0], document["/K"][-1]))
    assert (logo["/Alt"], code["/Alt"]) == ("Atelier Œuvre", "Code de virement")
    rows = [row.get_object() for row in document["/K"][3].get_object()["/K"]]
    assert [[cell.get_object()["/S"] for cell in row["/K"]] for row in rows] == [
        ["/TH", "/TH"],
        ["/TD", "/TD"],
        ["/TD"],
    ]


def test_nothing_is_drawn_outside_of_a_mark() -> None:
    reader = written(rich())
    for sheet in reader.pages:
        depth = 0
        for _, operator in ContentStream(sheet["/Contents"].get_object(), reader).operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            if operator in {b"TJ", b"Tj", b"f", b"Do", b"S"}:
                assert depth == 1, operator
        assert depth == 0


def elements(element: Any) -> list[Any]:
    kids = [kid.get_object() for kid in element["/K"] if not isinstance(kid, int)]
    return [element, *(found for kid in kids if "/S" in kid for found in elements(kid))]


def owners_by_page(root: Any) -> dict[Any, Any]:
    nums = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    return dict(zip(nums[::2], nums[1::2], strict=True))


def marks_on(sheet: Any, reader: PdfReader) -> list[int]:
    stream = ContentStream(sheet["/Contents"].get_object(), reader)
    return [int(operands[1]["/MCID"]) for operands, operator in stream.operations if operator == b"BDC"]


def test_an_attachment_is_found_by_name_with_its_relation_and_type() -> None:
    second = Attachment("É 2.pdf", b"%PDF-1.4 other", "Copie de la facture 2")
    described = Described("t", "a", "fr-FR", date(2026, 3, 2), "k", attachments=(second, COPY))
    reader = written([page("a")], described)
    assert dict(reader.attachments.items()) == {
        "F-1.pdf": [b"%PDF-1.4 copy"],
        "É 2.pdf": [b"%PDF-1.4 other"],
    }
    root: Any = reader.root_object
    for spec in (found.get_object() for found in root["/AF"]):
        assert spec["/AFRelationship"] == "/Supplement"
        assert spec["/F"] == spec["/UF"]
        assert spec["/EF"]["/F"].get_object()["/Subtype"] == "/application/pdf"
        assert spec["/Desc"].startswith("Copie de la facture")


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "P", "1"])
def test_pictures_of_any_kind_fill_their_box(mode: str) -> None:
    body = write_pdf(
        [[Image(20, 10, 24, 12, picture(mode) if mode not in {"P", "1"} else palette(mode), "x")]], DESCRIBED
    )
    with pypdfium2.PdfDocument(body) as document:
        (found,) = document[0].get_objects()
        left, bottom, right, top = (edge / 72 * 25.4 for edge in found.get_bounds())
    assert (left, right) == (pytest.approx(20, abs=0.1), pytest.approx(44, abs=0.1))
    assert (297 - top, 297 - bottom) == (pytest.approx(10, abs=0.1), pytest.approx(22, abs=0.1))


def palette(mode: str) -> bytes:
    body = BytesIO()
    Picture.new("RGB", (12, 6), "navy").convert(mode).save(body, "PNG")
    return body.getvalue()


@pytest.mark.parametrize(("mode", "profiled"), [("RGB", True), ("RGBA", True), ("L", False), ("1", False)])
def test_a_picture_keeps_its_colour_profile_where_it_is_of_its_own_colours(mode: str, *, profiled: bool) -> None:
    """A logo turned gray by a program that left the profile of its colours: PDF/A wants as many of both."""
    body, srgb = BytesIO(), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Picture.new(mode, (12, 6), 1).save(body, "PNG", icc_profile=srgb)
    resources: Any = written([[Image(20, 10, 24, 12, body.getvalue(), "x")]]).pages[0]["/Resources"]
    (image,) = (found.get_object() for found in resources["/XObject"].values())
    space = image["/ColorSpace"]
    assert isinstance(space, list) == profiled
    if profiled:
        assert space[1].get_object()["/N"] == 3


def test_a_trial_is_marked_across_the_page_and_no_reader_reads_it_aloud() -> None:
    described = Described("t", "a", "fr-FR", date(2026, 3, 2), "k", watermark="SPÉCIMEN")
    reader = written([page("Madame"), page("Fin")], described)
    for sheet in reader.pages:
        assert "SPÉCIMEN" in sheet.extract_text()
        assert len(marks_on(sheet, reader)) == 1


def test_equal_input_gives_equal_bytes_in_every_process() -> None:
    code = (
        "import hashlib; from tests.pdf.test_pdf import *; "
        "d = Described('t', 'a', 'fr-FR', date(2026, 3, 2), 'k', attachments=(COPY,)); "
        "print(hashlib.sha256(write_pdf(rich(), d)).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    }
    here = Described("t", "a", "fr-FR", date(2026, 3, 2), "k", attachments=(COPY,))
    write_pdf([page("Ψ", "another letter before")], DESCRIBED)
    assert found == {hashlib.sha256(write_pdf(rich(), here)).hexdigest() + "\n"}


def test_who_listens_to_a_paragraph_hears_its_lines_apart() -> None:
    reader = written([tagged("P", page("au plus tard le", "12 mars 2026"))])
    (sheet,) = reader.pages
    stream = ContentStream(sheet["/Contents"].get_object(), reader)
    shown = [
        b"".join(part.original_bytes for part in o[0] if not isinstance(part, int | float))
        for o, op in stream.operations
        if op == b"TJ"
    ]
    assert [text.decode("utf-16-be") for text in shown] == ["au plus tard le ", "12 mars 2026"]


def test_a_letter_is_heard_from_its_head_to_its_legal_identity() -> None:
    """A formal notice over several pages: no running head, page number or rule in between."""
    pdf = renderer().letter(
        statement(Document.FORMAL_NOTICE, overdue=tuple(map(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))), reference=REFERENCE
    )
    root: Any = PdfReader(BytesIO(pdf)).root_object
    kinds = [kid.get_object()["/S"] for kid in root["/StructTreeRoot"]["/K"][0].get_object()["/K"]]
    assert kinds.count("/H1") == 1
    assert kinds.count("/Table") == 1
    assert kinds[-3:] == ["/P", "/P", "/P"]
