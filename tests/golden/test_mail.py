"""What the mails say: a subject that betrays nothing, escaped words, a size that mail readers show whole."""

import re

import pytest

from relance.domain.billing import CustomerKind
from relance.domain.plan import Document
from relance.ports.rendering import RenderedMail
from tests.golden.statements import REFERENCE, line, renderer, statement, to, upcoming, words

FIRST_REMINDER = """\
Bonjour,

Sauf erreur ou omission de notre part, nous n’avons pas encore reçu le règlement complet de la facture n° F-1, \
échue le 30 janvier 2026. Il reste à régler 1 200,00 €.

Nous vous remercions de bien vouloir procéder à ce règlement d’ici au 12 mars 2026. La lettre jointe en donne le \
détail. Une question, une contestation, un document manquant : répondez simplement à ce message, ou appelez-nous \
au 02 40 00 00 00.

Si votre règlement nous est parvenu entre-temps, nous vous en remercions et vous prions de ne pas tenir compte de \
ce message.

Factures échues
  F-1 – Échéance 30/01/2026 – Reste à régler 1 200,00 €
  Reste à régler : 1 200,00 €

Règlement par virement
  Titulaire : Atelier Lumière
  IBAN : FR76 3000 6000 0112 3456 7890 189
  BIC : AGRIFRPPXXX
  Référence à rappeler : RL-260302-ABCDEFGHIJKL

Cordialement,
Anne Durand
Gérante

-- \

Atelier Lumière – SARL au capital de 20 000 € – RCS Nantes 123 456 782 – TVA FR11123456782
Siège : 12 quai de la Fosse, 44000 Nantes
"""


def mail(document: Document = Document.FIRST_REMINDER, *, specimen: bool = False, **changes: object) -> RenderedMail:
    return renderer(specimen=specimen).mail(statement(document, **changes), reference=REFERENCE)  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_plain_text_word_by_word() -> None:
    assert plain(mail().text) == FIRST_REMINDER


@pytest.mark.parametrize(
    ("document", "subject"),
    [
        (Document.PRE_DUE_NOTICE, "Atelier Lumière – facture F-9, échéance du 15 mars 2026"),
        (Document.FIRST_REMINDER, "Atelier Lumière – rappel : facture F-1 échue le 30 janvier 2026"),
        (Document.SECOND_REMINDER, "Atelier Lumière – relance : facture F-1 échue le 30 janvier 2026"),
        (Document.LAST_REMINDER, "Atelier Lumière – dernière relance : facture F-1 échue le 30 janvier 2026"),
        (Document.FORMAL_NOTICE, "Atelier Lumière – courrier important, référence RL-260302-ABCDEFGHIJKL"),
    ],
)
def test_the_subject_names_creditor_and_invoice_and_no_default(document: Document, subject: str) -> None:
    assert plain(mail(document).subject) == subject


def test_the_html_says_what_the_text_says() -> None:
    html = words(re.sub(r"<[^>]+>", " ", mail().html.partition("<body")[2]))
    for sentence in (
        "Il reste à régler 1 200,00 €.",
        "d’ici au 12 mars 2026.",
        "FR76 3000 6000 0112 3456 7890 189",
        "RCS Nantes 123 456 782",
    ):
        assert sentence in html


@pytest.mark.parametrize("document", list(Document))
def test_the_html_loads_nothing_from_elsewhere(document: Document) -> None:
    html = mail(document).html
    for sign in ("<img", "http://", "https://", "src=", "url(", "<script", "<link"):
        assert sign not in html


def test_names_are_escaped() -> None:
    html = mail(overdue=(line("<script>alert(1)</script>"),)).html
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_bold_words_are_tags_in_html_and_nothing_in_text() -> None:
    rendered = mail(Document.LAST_REMINDER)
    assert "<b>12\u00a0mars\u00a02026</b>" in rendered.html
    assert "*" not in rendered.text
    assert "\ue000" not in rendered.html + rendered.text + rendered.subject


def test_two_hundred_invoices_stay_below_what_mail_readers_cut() -> None:
    rows = tuple(line(f"F-{n:03d}-" + "X" * 50, total="1234567.89") for n in range(200))
    rendered = mail(overdue=rows, later=tuple(upcoming(f"U-{n:03d}") for n in range(200)))
    assert len(rendered.html.encode()) < 100_000
    assert "et 160 autres factures, détaillées dans la lettre jointe" in rendered.html
    assert "et 160 autres factures, détaillées dans la lettre jointe" in rendered.text


def test_a_trial_says_so_in_its_subject_and_first_line() -> None:
    rendered = mail(specimen=True)
    assert rendered.subject.startswith("[SPÉCIMEN] Atelier Lumière")
    assert rendered.text.startswith("SPÉCIMEN – ce message est un essai")
    assert "SPÉCIMEN – ce message est un essai" in rendered.html


def test_a_line_end_in_a_number_cannot_leave_the_subject() -> None:
    assert "\n" not in mail(overdue=(line("F-1\r\nBcc: x@evil.example"),)).subject


def test_a_public_buyer_is_asked_for_a_date_of_payment() -> None:
    text = mail(Document.SECOND_REMINDER, debtor=to(CustomerKind.PUBLIC, "Commune de Nantes")).text
    assert "de procéder au mandatement, ou de nous indiquer" in text


def test_an_english_customer_reads_english() -> None:
    rendered = mail(debtor=to(language="en"))
    assert plain(rendered.subject) == "Atelier Lumière – reminder: invoice F-1, due on 30 January 2026"
    assert rendered.text.startswith("Hello,\n\nUnless we are mistaken, we have not yet received full payment")
