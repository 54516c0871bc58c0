"""Where things stand: nothing leaves the page, the address shows in the window, rows are whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.adapters.policies.names import TextName
from relance.adapters.rendering.paper.breaking import cut, fitted
from relance.adapters.rendering.paper.letter import lay_out
from relance.adapters.rendering.paper.sheet import BOTTOM, LEFT, RIGHT, Box, Close, Code, Image, Open, Sheet, Text
from relance.adapters.rendering.paper.window import DL
from relance.adapters.rendering.pdf.writer import PdfFaces
from relance.adapters.rendering.words.view import View
from relance.domain.agreement import Agreement, Instalment
from relance.domain.billing import Address
from relance.domain.document import Document, Tone
from relance.domain.money import Money
from relance.domain.statement import Statement
from tests import builders
from tests.golden.statements import REFERENCE, TEXTS, claimed, letter, line, statement, to, words

FACES = PdfFaces()
HAIR = 0.01
ABSURD = st.text(st.sampled_from("ABCÉÀilmWwœ '-&.,0123456789 "), max_size=400)


def lay(of: Statement) -> Sheet:
    view = View.of(of, builders.creditor(), REFERENCE)
    name = TextName("fr", of.document, of.debtor.kind, of.tone)
    written: Mapping[str, str] = TEXTS.write("letter", name, view.values)
    return lay_out(view, written, FACES)


def texts(sheet: Sheet) -> list[Text]:
    return [item for page in sheet.pages for item in page if isinstance(item, Text)]


def extent(item: Text | Box | Image | Code) -> float:
    if isinstance(item, Text):
        return FACES.width(item.text, item.face, item.size)
    return item.size if isinstance(item, Code) else item.width


def check_margins(sheet: Sheet) -> None:
    for page in sheet.pages:
        for item in page:
            if isinstance(item, Open | Close):
                continue
            assert item.x >= LEFT - HAIR
            assert item.x + extent(item) <= RIGHT + HAIR, item
            assert 10 <= item.y <= 283, item


def in_reach(sheet: Sheet) -> list[Text]:
    """What the window of a French DL envelope may show of the first page."""
    shown = [item for item in sheet.pages[0] if isinstance(item, Text)]
    return [t for t in shown if t.x + extent(t) > DL.reach_left and DL.reach_top < t.y < DL.reach_bottom]


@given(
    st.sampled_from(list(Document)),
    ABSURD.filter(str.strip),
    st.lists(ABSURD, max_size=6),
    ABSURD,
    st.integers(1, 60),
    ABSURD.filter(str.strip),
    st.integers(1, 10**12),
)
@settings(max_examples=40, deadline=None)
def test_nothing_leaves_the_page_however_absurd_the_names(
    document: Document, name: str, lines: list[str], city: str, count: int, number: str, cents: int
) -> None:
    address = Address(tuple(lines), "44000", city, "BE")
    notice = document is Document.PRE_DUE_NOTICE
    facts = [builders.invoice(f"{n}{number}", total=str(Money(cents).decimal)) for n in range(count)]
    rows = claimed(*(replace(f, purchase_order=number[:80]) for f in facts))
    of = statement(
        document, overdue=() if notice else rows, later=rows if notice else (), debtor=to(name=name, address=address)
    )
    sheet = lay(of)
    check_margins(sheet)
    window = in_reach(sheet)
    assert window
    assert all(item.x >= DL.left and item.x + extent(item) <= DL.right for item in window)
    assert all(item.y - item.size * 0.35 >= DL.top and item.y <= DL.bottom + 0.5 for item in window), window
    assert window[-1].text == "BELGIQUE"


@pytest.mark.parametrize("count", [1, 2, 3, 20, 24, 40, 60, 200])
def test_each_invoice_is_listed_once_on_a_page_with_headings(count: int) -> None:
    of = statement(Document.SECOND_REMINDER, overdue=tuple(line(f"F-{n:03d}") for n in range(count)), tone=Tone.FIRM)
    sheet = lay(of)
    check_margins(sheet)
    listed = 0
    for page in sheet.pages:
        on_page = [item.text for item in page if isinstance(item, Text)]
        rows = [text for text in on_page if text.startswith("F-")]
        listed += len(rows)
        assert on_page.count("Émise le") == int(bool(rows))
    assert listed == count


@pytest.mark.parametrize("count", [1, 2, 7, 40, 200])
def test_each_invoice_is_computed_once_in_the_annex_and_stays_with_its_first_row(count: int) -> None:
    of = statement(Document.FORMAL_NOTICE, overdue=claimed(*(builders.invoice(f"F-{n:03d}") for n in range(count))))
    computed = 0
    for page in lay(of).pages:
        on_page = [item.text for item in page if isinstance(item, Text)]
        titles = [place for place, text in enumerate(on_page) if text.startswith("Facture n°\u00a0F-")]
        assert all(on_page[place + 1] == "31/01/2026" for place in titles)
        sums = [text for text in on_page if text.startswith("Principal 1") and "intérêts" in text]
        assert len(sums) == len(titles)
        assert on_page.count("Fondement") == int(bool(titles))
        computed += len(titles)
    assert computed == count


@pytest.mark.parametrize("count", range(8, 30, 3))
def test_the_total_of_the_annex_never_stands_without_an_invoice(count: int) -> None:
    of = statement(Document.FORMAL_NOTICE, overdue=claimed(*(builders.invoice(f"F-{n:03d}") for n in range(count))))
    *_, last = lay(of).pages
    on_page = [item.text for item in last if isinstance(item, Text)]
    assert "Total dû au 2\u00a0mars\u00a02026" in on_page
    assert any(text.startswith("Facture n°") for text in on_page)


def test_the_sum_never_stands_on_a_page_without_a_row() -> None:
    for count in range(10, 40):
        of = statement(overdue=tuple(line(f"F-{n:03d}") for n in range(count)))
        for page in lay(of).pages:
            on_page = [item.text for item in page if isinstance(item, Text)]
            if on_page.count("Reste à régler") > int("Émise le" in on_page):
                assert any(text.startswith("F-") for text in on_page)


@pytest.mark.parametrize("count", [1, 2, 5, 12, 60])
def test_a_long_schedule_repeats_its_headings_and_keeps_its_total(count: int) -> None:
    parts = tuple(Instalment(date(2026 + n // 12, n % 12 + 1, 28), Money(1000)) for n in range(2, 2 + count))
    sheet = lay(statement(Document.INSTALMENT_PLAN, agreement=Agreement(date(2026, 2, 27), parts)))
    check_margins(sheet)
    for page in sheet.pages:
        on_page = [item.text for item in page if isinstance(item, Text)]
        assert on_page.count("Reste après paiement") == int("10,00\u00a0€" in on_page)


def test_nobody_signs_a_page_of_its_own() -> None:
    for count in range(1, 30):
        of = statement(Document.FORMAL_NOTICE, overdue=tuple(line(f"F-{n:03d}") for n in range(count)))
        for page in lay(of).pages:
            on_page = [item.text for item in page if isinstance(item, Text)]
            assert ("Anne Durand" in on_page) == ("IBAN" in on_page)
            # "La présente est adressée…" is the last paragraph of the words.
            assert any(text.startswith("La présente est adressée") for text in on_page) == ("IBAN" in on_page)


@pytest.mark.parametrize("count", [10, 200, 250, 300, 350, 400, 450, 500, 600, 900])
def test_a_last_paragraph_of_any_length_leaves_room_for_payment_and_signature(count: int) -> None:
    """A finance department that puts its general terms into the request."""
    view = View.of(statement(), builders.creditor(), REFERENCE)
    written = {"subject": "Objet", "opening": "Madame,", "request": "condition " * count, "closing": "Cordialement,"}
    for page in lay_out(view, written, FACES).pages:
        for item in page:
            if isinstance(item, Text) and (item.text in {"Anne Durand", "Gérante", "IBAN"}):
                assert item.y <= BOTTOM


def test_the_pages_are_counted_on_each() -> None:
    pages = letter(statement(overdue=tuple(line(f"F-{n:03d}") for n in range(200)))).pages
    shown = [words(page.extract_text()) for page in pages]
    assert [f"Page {n}/{len(pages)}" in text for n, text in enumerate(shown, start=1)] == [True] * len(pages)
    assert all(REFERENCE in text for text in shown)


def test_a_short_letter_has_one_page() -> None:
    assert len(lay(statement()).pages) == 1
    informing = statement(Document.SECOND_REMINDER, overdue=claimed(builders.invoice()), tone=Tone.FIRM)
    assert len(lay(informing).pages) == 1


def test_amounts_end_at_the_same_edge() -> None:
    rows = tuple(line(f"F-{n}", total=amount) for n, amount in enumerate(("1.00", "12345.67", "9876543.21")))
    ends = {
        round(item.x + FACES.width(item.text, item.face, item.size), 3)
        for item in texts(lay(statement(overdue=rows)))
        if item.text.endswith("€") and item.face == "bold"
    }
    assert ends == {188.5}


def test_a_word_wider_than_its_line_is_cut_and_nothing_is_lost() -> None:
    pieces = cut(FACES, "W" * 300 + " fin", 50, 10)
    assert "".join(pieces).replace(" ", "") == "W" * 300 + "fin"
    assert all(FACES.width(piece, "regular", 10) <= 50 for piece in pieces)


def test_text_shrinks_no_further_than_it_can_be_read() -> None:
    assert fitted(FACES, "court", 50, 10) == 10
    assert fitted(FACES, "W" * 400, 50, 10) == 4.0


@pytest.mark.parametrize("count", range(1, 8))
@pytest.mark.parametrize("room", [0.5, 1.5, 2.5, 3.5, 4.5])
def test_a_paragraph_leaves_no_line_alone_on_a_page(count: int, room: float) -> None:
    sheet = Sheet(FACES)
    sheet.y = BOTTOM - sheet.step * room
    sheet.paragraph(" ".join("W" * 36 for _ in range(count)))
    held = [sum(isinstance(item, Text) for item in page) for page in sheet.pages]
    assert sum(held) == count
    assert count == 1 or 1 not in held


def test_a_long_paragraph_fills_what_is_left_of_the_page() -> None:
    sheet = Sheet(FACES)
    sheet.y = BOTTOM - sheet.step * 3.5
    sheet.paragraph(" ".join("W" * 36 for _ in range(9)))
    assert [sum(isinstance(item, Text) for item in page) for page in sheet.pages] == [3, 6]
