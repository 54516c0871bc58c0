"""Text messages: short, in the alphabet that costs least, without name or amount."""

import pytest

from relance.adapters.rendering.sms import BASIC, EXTENSION, segments, to_gsm
from relance.domain.billing import CustomerKind
from relance.domain.document import Document
from relance.ports.rendering import RenderedSms
from tests.golden.statements import REFERENCE, line, renderer, statement, to


def sms(document: Document = Document.FIRST_REMINDER, *, specimen: bool = False, **changes: object) -> RenderedSms:
    return renderer(specimen=specimen).sms(statement(document, **changes), reference=REFERENCE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("document", "text", "count"),
    [
        (
            Document.PRE_DUE_NOTICE,
            "Atelier Lumière : la facture F-9 arrive à échéance le 15/03/2026. Une question ? 02 40 00 00 00.",
            1,
        ),
        (
            Document.FIRST_REMINDER,
            "Atelier Lumière : sauf erreur, la facture F-1 échue le 30/01/2026 reste à régler. Déjà réglé ? Ne tenez \
pas compte de ce message. Une question ? 02 40 00 00 00.",
            2,
        ),
        (
            Document.LAST_REMINDER,
            "Atelier Lumière : dernière relance. La facture F-1 échue le 30/01/2026 reste à régler. Merci de nous \
joindre d'ici au 12/03/2026 : 02 40 00 00 00.",
            2,
        ),
    ],
)
def test_a_text_message_word_by_word(document: Document, text: str, count: int) -> None:
    assert sms(document) == RenderedSms(f"{text} Réf. {REFERENCE}", count)


@pytest.mark.parametrize("document", list(Document))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_message_fits_the_gsm_alphabet_and_names_no_debtor_and_no_amount(
    document: Document, language: str
) -> None:
    text = sms(document, debtor=to(CustomerKind.CONSUMER, "Émile Zöla", language=language)).text
    assert set(text) <= BASIC | EXTENSION
    assert "Zöla" not in text
    assert "€" not in text


def test_several_invoices_are_counted() -> None:
    assert "2 factures échues restent à régler" in sms(overdue=(line(), line("F-2"))).text


def test_a_trial_says_so() -> None:
    assert sms(specimen=True).text.startswith("SPÉCIMEN Atelier Lumière")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # An escape and its sign share a segment: 76 signs of two septets leave one of 153 unused.
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("a" * 152 + "€" * 5, 2),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
    ],
)
def test_segments_are_counted_as_operators_bill_them(text: str, count: int) -> None:
    assert segments(text) == count


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("l’été à Nîmes", "l'été à Nimes"),
        ("1\u202f234,56\u00a0€", "1 234,56 €"),
        ("« reçu »", '"recu"'),
        ("n°\u00a05 – œuvre…", "no 5 - oeuvre..."),
        ("ÀÉÈÇ", "AÉEÇ"),
        ("Łódź Ω Ж", "Lodz Ω Ж"),
        ("ﬁnance, ½ page, 3 × 2", "finance, 1/2 page, 3 x 2"),
        ("Sait Faık • Đorđe · Þór", "Sait Faik - Dorde - Thor"),
        ("rendez-vous‑là", "rendez-vous-là"),
        ("日本 😀", "日本 😀"),
    ],
)
def test_what_the_gsm_alphabet_lacks_is_written_with_plain_letters_where_there_are_some(text: str, plain: str) -> None:
    assert to_gsm(text) == plain
