"""Whatever the creditor, the debtor and the invoices are called, all that stands on a page has room of its own."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from relance.adapters.rendering.paper.breaking import POINT
from relance.adapters.rendering.paper.sheet import BOTTOM, LEFT, RIGHT, Box, Close, Code, Image, Item, Open, Sheet, Text
from relance.adapters.rendering.paper.window import DL
from relance.adapters.rendering.pdf.writer import PdfFaces
from relance.domain.billing import Address, CustomerKind
from relance.domain.cells import refused
from relance.domain.document import Document, Tone
from relance.domain.statement import Statement
from tests import builders
from tests.golden.statements import REFERENCE, claimed, renderer, statement, to, words

FACES = PdfFaces()
HAIR = 0.02
FOOT = 271.0
EDGE = 290.0
"""Below it printers leave the paper white."""
LETTERS = "AÀBÉilmWwœßøŁżğıșΨυγЖёщҐіЂљԵվთბ’ -&.,0123456789"
NAMES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=120).map(lambda text: f"N{text}")
LONG = "Société d’exploitation des établissements Œuvrière et fils réunis de Bretagne-Atlantique et du Grand Ouest"
CELLS = [(d, k) for d in Document for k in CustomerKind if refused(d, k) is None]


def png(width: int, height: int) -> bytes:
    body = BytesIO()
    Picture.new("RGBA", (width, height), (20, 60, 120, 128)).save(body, "PNG")
    return body.getvalue()


def edges(item: Text | Image | Code) -> tuple[float, float, float, float]:
    """Left, top, right, bottom; of a text, from its capitals to below its line."""
    if isinstance(item, Text):
        high = item.size * POINT
        right = item.x + FACES.width(item.text, item.face, item.size)
        return item.x, item.y - 0.7 * high, right, item.y + 0.2 * high
    width, height = (item.size, item.size) if isinstance(item, Code) else (item.width, item.height)
    return item.x, item.y, item.x + width, item.y + height


def check_room(sheet: Sheet) -> None:
    for page in sheet.pages:
        stands = [(item, edges(item)) for item in page if isinstance(item, Text | Image | Code)]
        for item, (left, top, right, bottom) in stands:
            assert left >= LEFT - HAIR, item
            assert right <= RIGHT + HAIR, item
            assert top > 9, item
            assert bottom < EDGE, item
            assert bottom < BOTTOM + 1.5 or item.y > FOOT, item
        for (one, a), (other, b) in combinations(stands, 2):
            apart = a[2] <= b[0] + 0.05 or b[2] <= a[0] + 0.05 or a[3] <= b[1] + 0.15 or b[3] <= a[1] + 0.15
            assert apart, (one, other)
    in_reach = [e for item, e in _placed(sheet.pages[0]) if e[2] > DL.reach_left and DL.reach_top < item.y < 90]
    assert in_reach
    assert all(DL.left <= left and right <= DL.right for left, _, right, _ in in_reach)


def _placed(page: list[Item]) -> list[tuple[Text | Image | Code, tuple[float, float, float, float]]]:
    return [(item, edges(item)) for item in page if not isinstance(item, Open | Close | Box)]


def of(document: Document, kind: CustomerKind, count: int, number: str = "F", name: str = "Martin") -> Statement:
    facts = [builders.invoice(f"{number}-{n:03d}") for n in range(count)]
    rows = claimed(*(replace(f, purchase_order=number[:80] if n % 3 == 0 else None) for n, f in enumerate(facts)))
    notice = document is Document.PRE_DUE_NOTICE
    debtor = replace(to(kind, name), customer_id=number[:80])
    late, later = ((), rows) if notice else (rows, ())
    return statement(document, overdue=late, later=later, debtor=debtor, tone=Tone.FIRM)


CREDITORS: dict[str, dict[str, Any]] = {
    "a long payment page": {"payment_url": "https://paiement.exemple.fr/reglement/" + "abcdefghij" * 16},
    "no BIC": {"bic": ""},
    "a long name, form and register": {
        "legal_name": LONG,
        "legal_form": "société par actions simplifiée à associé unique et à capital variable de 1 234 567,00 €",
        "register": "RCS Villefranche-sur-Saône-Tarare",
        "email": "service.recouvrement.clients.grands.comptes@etablissements-oeuvriere.exemple.fr",
        "signatory": "Marie-Antoinette de La Rochefoucauld-Montmorency-Bouteville d’Enghien et de Chantilly",
        "signatory_title": "Directrice administrative et financière adjointe chargée du recouvrement des créances",
    },
    "a wide logo": {"logo": png(1200, 130)},
    "a high logo": {"logo": png(130, 1200), "legal_name": LONG},
    "a tiny logo and a high signature": {"logo": png(60, 60), "signature": png(80, 700)},
    "a wide signature": {"signature": png(1000, 120)},
    "a town with the longest name": {
        "address": Address(
            ("Immeuble Le Grand Large, 14e étage, porte 1402", "12 bis avenue du Maréchal-de-Lattre-de-Tassigny"),
            "51290",
            "Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson",
        ),
        "logo": png(600, 300),
    },
}


@pytest.mark.parametrize("creditor", CREDITORS.values(), ids=CREDITORS.keys())
@pytest.mark.parametrize(("document", "kind"), CELLS)
def test_letters_of_every_creditor_have_room(document: Document, kind: CustomerKind, creditor: dict[str, Any]) -> None:
    for count in (1, 3, 9):
        check_room(renderer(**creditor).sheet(of(document, kind, count), reference=REFERENCE))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CELLS), st.integers(1, 40), NAMES, NAMES, NAMES, st.lists(NAMES, min_size=1, max_size=4))
def test_names_of_any_length_and_alphabet_have_room(
    cell: tuple[Document, CustomerKind], count: int, creditor: str, debtor: str, number: str, lines: list[str]
) -> None:
    """Creditors' names as long as creditor.toml takes them."""
    how: dict[str, Any] = {
        "legal_name": creditor,
        "legal_form": debtor,
        "register": number,
        "signatory": debtor,
        "signatory_title": number,
        "address": Address(tuple(lines), "44000", debtor),
    }
    check_room(renderer(**how).sheet(of(*cell, count, number, debtor), reference=REFERENCE))


def test_two_hundred_invoices_have_room() -> None:
    for document, kind in CELLS:
        check_room(renderer().sheet(of(document, kind, 200), reference=REFERENCE))


def shown(sheet: Sheet) -> str:
    return words(" ".join(item.text for page in sheet.pages for item in page if isinstance(item, Text)))


def test_the_legal_identity_is_never_cut_short() -> None:
    """R123-237: a name, a form and a register of ordinary length for a large company, whole on the page."""
    creditor = CREDITORS["a long name, form and register"]
    footer = shown(renderer(**creditor).sheet(of(Document.FIRST_REMINDER, CustomerKind.BUSINESS, 1), reference="R"))
    assert LONG in footer
    assert creditor["legal_form"] in footer
    assert "RCS Villefranche-sur-Saône-Tarare" in footer


def test_no_line_of_the_legal_identity_ends_inside_of_the_capital() -> None:
    sheet = renderer(legal_form="SA au capital de 1 234 567 €").sheet(
        of(Document.FIRST_REMINDER, CustomerKind.BUSINESS, 1), reference="R"
    )
    (line,) = (i.text for page in sheet.pages for i in page if isinstance(i, Text) and "capital" in i.text)
    assert "capital de 1\u202f234\u202f567\u00a0€ – " in line


def test_a_party_to_a_plan_is_named_whole() -> None:
    """An undertaking that names half of its debtor binds nobody."""
    sheet = renderer().sheet(of(Document.INSTALMENT_PLAN, CustomerKind.BUSINESS, 1, name=LONG), reference="R")
    assert f"Pour {LONG}" in shown(sheet)


def test_a_row_without_a_value_is_left_out_of_the_payment_box() -> None:
    sheet = renderer(bic="").sheet(of(Document.FIRST_REMINDER, CustomerKind.BUSINESS, 1), reference="R")
    texts = [item.text for page in sheet.pages for item in page if isinstance(item, Text)]
    assert "IBAN" in texts
    assert "BIC" not in texts


def test_no_word_is_lost_on_a_paragraphs_last_line() -> None:
    """The amount alone on its line, as the first drafts of a notice had it."""
    sheet = Sheet(FACES)
    said = "Les 3 factures ci-dessous arriveront prochainement à échéance, la première le 10 mars 2026, pour"
    sheet.paragraph(f"{said} un total de 4\u202f635,10\u00a0€.")
    assert [item.text for item in sheet.pages[0] if isinstance(item, Text)] == [
        said,
        "un total de 4\u202f635,10\u00a0€.",
    ]
