"""A letter is checked before a carrier is paid: each rule against a letter that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    RectangleObject,
)

from relance.adapters.rendering.paper.sheet import Box, Item, Text
from relance.adapters.rendering.pdf.writer import Described, write_pdf
from relance.adapters.rendering.postal.placed import placed
from relance.adapters.rendering.postal.preflight import check_letter
from relance.adapters.rendering.postal.rules import PostalRules, load_postal_rules, postal_rules
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.domain.document import Document
from relance.domain.errors import InvalidPolicyError, RejectedError
from tests import builders
from tests.golden.statements import REFERENCE, TEXTS, line, renderer, statement

DEFAULT = postal_rules()["default"]
ADDRESS: list[Item] = [Text(105, 62, "Boulangerie Martin SARL", 10, "bold"), Text(105, 67, "44000 Nantes", 10)]
BODY: list[Item] = [Text(20, 110, "Madame, Monsieur,", 10)]


def pdf(*pages: list[Item]) -> bytes:
    return write_pdf(list(pages), Described("t", "a", "fr-FR", date(2026, 3, 2), "k"))


WHOLE = pdf([*ADDRESS, *BODY])


def rules_broken(body: bytes, rules: PostalRules = DEFAULT) -> list[tuple[str, int | None]]:
    return [(breach.rule, breach.page) for breach in check_letter(body, rules)]


@pytest.mark.parametrize("carrier", ["default", "maileva", "mysendingbox", "merci_facteur", "ar24"])
@pytest.mark.parametrize("document", [Document.FIRST_REMINDER, Document.FORMAL_NOTICE])
def test_our_letters_pass_with_every_carrier(document: Document, carrier: str) -> None:
    lines = tuple(line(f"F-{number}") for number in range(12))
    body = renderer().letter(statement(document, overdue=lines), reference=REFERENCE)
    assert [str(breach) for breach in check_letter(body, postal_rules()[carrier])] == []


def test_the_address_alone_in_the_window_passes() -> None:
    assert rules_broken(pdf([*ADDRESS, *BODY])) == []


@pytest.mark.parametrize(
    ("intruder", "named"),
    [
        (Text(105, 88, "Nantes, le 2 mars 2026", 10), "« Nantes, le 2 mars 2026 » peut paraître"),
        (Text(20, 60, "Une référence si longue qu'elle entre dans la fenêtre", 10), "« Une référence si longue"),
        (Box(100, 50, 80, 0.2), "un tracé à 100 × 50 mm peut paraître"),
    ],
)
def test_nothing_but_the_address_may_show_in_the_window(intruder: Item, named: str) -> None:
    (breach,) = check_letter(pdf([*ADDRESS, *BODY, intruder]), DEFAULT)
    assert (breach.rule, breach.page) == ("FENETRE", 1)
    assert named in str(breach)


def test_an_address_that_the_window_may_cut_is_no_address() -> None:
    low = [Text(105, 84, "44000 Nantes", 10)]
    assert rules_broken(pdf([*low, *BODY])) == [("FENETRE-ADRESSE", 1), ("FENETRE", 1)]


def test_white_on_white_shows_nothing() -> None:
    assert rules_broken(pdf([*ADDRESS, *BODY, Box(100, 45, 80, 40, 255)])) == []


def test_only_the_first_page_lies_behind_the_window() -> None:
    assert rules_broken(pdf([*ADDRESS, *BODY], [Text(105, 60, "Annexe", 10)])) == []


@pytest.mark.parametrize(
    "item", [Text(2, 150, "à gauche", 10), Text(190, 150, "trop à droite", 10), Box(20, 293.5, 170, 0.2)]
)
def test_the_edges_stay_white(item: Item) -> None:
    assert rules_broken(pdf([*ADDRESS, *BODY], [item])) == [("MARGES", 2)]


def test_a_carriers_own_window_replaces_the_french_envelope() -> None:
    left = replace(DEFAULT.window, left=20.0, right=100.0, reach_left=15.0)
    assert rules_broken(pdf([*ADDRESS, *BODY]), replace(DEFAULT, window=left)) == [
        ("FENETRE-ADRESSE", 1),
        ("FENETRE", 1),
        ("FENETRE", 1),
    ]


def test_more_sheets_than_the_envelope_holds() -> None:
    pages = [[*ADDRESS, *BODY], *([*BODY] for _ in range(10))]
    assert rules_broken(pdf(*pages), postal_rules()["maileva"]) == [("FEUILLES", None)]
    assert rules_broken(pdf(*pages[:10]), postal_rules()["maileva"]) == []
    assert rules_broken(pdf(*pages[:10]), replace(postal_rules()["maileva"], duplex=False)) == [("FEUILLES", None)]


def test_a_file_beyond_the_carriers_size() -> None:
    assert rules_broken(pdf([*ADDRESS]), replace(DEFAULT, most_bytes=1000)) == [("POIDS", None)]


def test_paper_other_than_a4() -> None:
    writer = PdfWriter(BytesIO(pdf([*ADDRESS])))
    writer.pages[0].mediabox.upper_right = (612, 792)
    assert rules_broken(saved(writer)) == [("FORMAT", 1)]


def turned(page: PageObject) -> None:
    page.rotate(90)


def cropped(page: PageObject) -> None:
    page.cropbox = RectangleObject((0, 0, 300, 300))


def shifted(page: PageObject) -> None:
    page.mediabox = page.cropbox = RectangleObject((100, 100, 695.28, 941.89))


def magnified(page: PageObject) -> None:
    page[NameObject("/UserUnit")] = FloatObject(2)


@pytest.mark.parametrize("change", [turned, cropped, shifted, magnified])
def test_a_page_that_would_not_be_printed_upright_and_whole(change: Callable[[PageObject], None]) -> None:
    writer = PdfWriter(BytesIO(pdf([*ADDRESS])))
    change(writer.pages[0])
    assert rules_broken(saved(writer)) == [("FORMAT", 1)]


@pytest.mark.parametrize(("kind", "broken"), [("/FreeText", [("ANNOTATIONS", 1)]), ("/Link", [])])
def test_a_note_that_a_printer_may_print(kind: str, broken: list[tuple[str, int | None]]) -> None:
    writer = PdfWriter(BytesIO(pdf([*ADDRESS])))
    note = {NameObject("/Subtype"): NameObject(kind), NameObject("/Rect"): RectangleObject((300, 600, 400, 650))}
    writer.pages[0][NameObject("/Annots")] = ArrayObject([DictionaryObject(note)])
    assert rules_broken(saved(writer)) == broken


def test_a_letter_without_a_page() -> None:
    assert rules_broken(saved(PdfWriter())) == [("FEUILLES", None)]


def test_drawing_that_ends_what_never_began() -> None:
    writer = PdfWriter(BytesIO(pdf([*ADDRESS])))
    contents = DecodedStreamObject()
    contents.set_data(b"Q")
    writer.pages[0][NameObject("/Contents")] = contents
    assert rules_broken(saved(writer)) == [("LECTURE", None)]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_bytes_are_a_breach_and_never_a_crash(data: st.DataObject) -> None:
    """Whatever a broken disk or a cut transfer leaves."""
    body = bytearray(WHOLE)
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), max_size=20)):
        body[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(body)) | st.just(len(body)))
    assert all(breach.rule.isupper() for breach in check_letter(bytes(body[:end]), DEFAULT))


def test_an_encrypted_file() -> None:
    writer = PdfWriter(BytesIO(pdf([*ADDRESS])))
    writer.encrypt("secret", algorithm="RC4-128")
    assert rules_broken(saved(writer)) == [("CHIFFREMENT", None)]


def test_a_font_that_is_not_embedded() -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    document.text(105, 62, "Boulangerie Martin")
    assert rules_broken(bytes(document.output()), replace(DEFAULT, paper=False)) == [("POLICES", None)]


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 and nothing", b"<html>"])
def test_what_is_no_letter_is_said_to_be_none(body: bytes) -> None:
    assert rules_broken(body) == [("LECTURE", None)]


def test_nothing_of_paper_binds_an_electronic_letter() -> None:
    assert rules_broken(pdf([Text(1, 2, "x", 10)]), postal_rules()["ar24"]) == []


def test_text_stands_where_its_widths_and_kerning_say() -> None:
    """T 536, o 542, 66 nearer, at 10 points: 10.12 points, or 3.57 mm, from 20 mm."""
    (found,) = placed(PdfReader(BytesIO(pdf([Text(20, 100, "To", 10)]))).pages[0])
    assert found.text == "To"
    assert found.left == pytest.approx(20, abs=0.01)
    assert found.right == pytest.approx(20 + 3.57, abs=0.01)
    assert found.top < 100 < found.bottom


def saved(writer: PdfWriter) -> bytes:
    body = BytesIO()
    writer.write(body)
    return body.getvalue()


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("[default]\nmargn = 5.0", "default : champ inconnu margn"),
        ("[other]", "partie inconnue other"),
        ('[carriers.x]\nmost_bytes = "20"', "x, most_bytes : « 20 » n'est pas un int"),
        ("[carriers.x]\nmost_sheets = true", "x, most_sheets : « True » n'est pas un int"),
        ("[carriers.x.window]\nleft = 3.0", "x, window : nombre décimal attendu pour top, right"),
        ("[default", "TOML valide"),
    ],
)
def test_rules_that_cannot_be_read_are_refused_by_name(toml: str, reason: str) -> None:
    with pytest.raises(InvalidPolicyError, match=r"carriers\.toml") as refused:
        load_postal_rules(toml.encode())
    assert reason in str(refused.value)


def test_a_carrier_has_the_default_where_it_says_nothing() -> None:
    rules = load_postal_rules(b"[default]\nmargin = 7.5\n[carriers.x]\nmost_sheets = 3")
    assert (rules["x"].margin, rules["x"].most_sheets, rules["x"].carrier) == (7.5, 3, "x")


def test_a_formal_notice_that_no_envelope_would_show_is_not_written() -> None:
    def narrow(*, specimen: bool = False) -> PolicyRenderer:
        rules = {"default": replace(DEFAULT, margin=21.0)}
        return PolicyRenderer(creditor=builders.creditor, texts=lambda: TEXTS, specimen=specimen, postal=lambda: rules)

    with pytest.raises(RejectedError, match="cannot be posted: MARGES, page 1"):
        narrow().letter(statement(Document.FORMAL_NOTICE), reference=REFERENCE)
    assert narrow().letter(statement(Document.FIRST_REMINDER), reference=REFERENCE)
    assert narrow(specimen=True).letter(statement(Document.FORMAL_NOTICE), reference=REFERENCE)
