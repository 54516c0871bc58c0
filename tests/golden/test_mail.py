"""What the mails say: a subject that betrays nothing, escaped words, a size that mail readers show whole."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from relance.adapters.rendering.mail.images import standalone
from relance.adapters.rendering.mail.writer import breakable
from relance.domain.agreement import Agreement, Instalment
from relance.domain.billing import CustomerKind
from relance.domain.document import Document
from relance.domain.law.debt import Order, Regime
from relance.domain.law.statement import InvoiceStatement, Segment
from relance.domain.money import Money
from relance.domain.statement import Line
from relance.ports.rendering import RenderedMail
from tests.golden.statements import DAY, REFERENCE, line, renderer, statement, to, upcoming, words
from tests.mail.mails import png

FIRST_REMINDER = """\
Bonjour,

Sauf erreur ou omission de notre part, nous n’avons pas encore reçu le règlement complet de la facture n° F-1, \
échue le 30 janvier 2026. Il reste à régler 1 200,00 €.

Nous vous remercions de bien vouloir procéder à ce règlement d’ici au 12 mars 2026. La lettre jointe en donne le \
détail. Une question, une contestation, une pièce manquante : répondez simplement à ce message, ou appelez-nous au \
02 40 00 00 00.

Si votre règlement nous est parvenu entre-temps, nous vous en remercions et vous prions de ne pas tenir compte de \
ce message.

Factures échues

  Facture                    Échéance          Retard     Reste à régler
  ----------------------------------------------------------------------
  F-1                        30/01/2026      31 jours         1 200,00 €
  ----------------------------------------------------------------------
  Reste à régler                                              1 200,00 €

Règlement par virement

  Titulaire :            Atelier Lumière
  IBAN :                 FR76 3000 6000 0112 3456 7890 189
  BIC :                  AGRIFRPPXXX
  Référence à rappeler : RL-260302-ABCDEFGHIJKL

Cordialement,

Anne Durand
Gérante
Tél. 02 40 00 00 00 – compta@atelier-lumiere.example

-- \

Atelier Lumière – SARL au capital de 20 000 € – RCS Nantes 123 456 782 – TVA FR11123456782
Siège : 12 quai de la Fosse, 44000 Nantes
"""


INFORMED = """
Pour information, au 2 mars 2026

  Pénalités de retard                                            24,76 €
  Indemnités forfaitaires de recouvrement (2 × 40 €)             80,00 €

Ces sommes s’ajoutent de plein droit à la somme à régler, qui ne les comprend pas. Taux appliqué : 12,15 % l’an \
(taux de refinancement de la Banque centrale européenne majoré de 10 points, article L441-10, II du code de commerce).

Règlement par virement
"""
STATED = """
Décompte arrêté au 2 mars 2026

  Principal restant dû, TTC                                   2 400,00 €
  Pénalités de retard                                            24,76 €
  Indemnités forfaitaires de recouvrement (2 × 40 €)             80,00 €
  Total dû au 2 mars 2026                                     2 504,76 €

Taux appliqué : 12,15 % l’an"""
SCHEDULED = """
Échéancier

  N°                         Date                                Montant
  ----------------------------------------------------------------------
  1                          1er avril 2026                     800,00 €
  2                          4 mai 2026                         800,00 €
  3                          1er juin 2026                      800,00 €
  ----------------------------------------------------------------------
  Total                                                       2 400,00 €

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


def claimed(invoice_id: str) -> Line:
    """1 200 € of 30/01/2026 on 02/03/2026: 1 200 × 12,15 % × 31 / 365 = 12,383… €, and 40 €."""
    rate = Decimal("12.15")
    late = Segment(date(2026, 1, 31), DAY, 31, 120000, rate, 1238, "BCE + 10 (C. com. L441-10 II)", "ECB")
    sums = {"interest_accrued": 1238, "interest_paid": 0, "interest_due": 1238, "principal_due": 120000}
    owed = {"indemnity": 4000, "indemnity_due": 4000, "overpayment": 0, "total_due": 125238, "flags": ()}
    due = line(invoice_id)
    order = Order.PRINCIPAL_FIRST
    claim = InvoiceStatement(Regime.B2B, order, due.due_on, DAY, 120000, (late,), (), **sums, **owed)  # type: ignore[arg-type]
    return replace(due, claim=claim)


def test_a_second_reminder_informs_of_what_the_law_adds_and_asks_for_the_invoices() -> None:
    rendered = mail(Document.SECOND_REMINDER, overdue=(claimed("F-1"), claimed("F-2")))
    assert INFORMED in plain(rendered.text)
    assert ">À régler<br>" in rendered.html
    figures = words(re.sub(r"<[^>]+>", " ", rendered.html))
    assert "À régler 2 400,00 € Réponse attendue au plus tard le 12 mars 2026" in figures
    assert "Pour information, au 2 mars 2026 Pénalités de retard 24,76 €" in figures


def test_a_formal_notice_asks_for_the_whole_statement() -> None:
    rendered = mail(Document.FORMAL_NOTICE, overdue=(claimed("F-1"), claimed("F-2")))
    assert STATED in plain(rendered.text)
    figures = words(re.sub(r"<[^>]+>", " ", rendered.html))
    assert "À régler 2 504,76 € Au plus tard le 12 mars 2026" in figures


def test_an_instalment_plan_lists_its_dates_and_amounts() -> None:
    parts = tuple(Instalment(day, Money(80000)) for day in (date(2026, 4, 1), date(2026, 5, 4), date(2026, 6, 1)))
    rendered = mail(
        Document.INSTALMENT_PLAN, overdue=(line("F-1"), line("F-2")), agreement=Agreement(date(2026, 2, 27), parts)
    )
    assert SCHEDULED in plain(rendered.text)
    figures = words(re.sub(r"<[^>]+>", " ", rendered.html))
    assert "Somme convenue 2 400,00 € Première échéance 1er avril 2026" in figures


def test_a_long_invoice_number_has_lines_of_its_own_in_the_text() -> None:
    text = plain(mail(overdue=(line("FACT-2026-NANTES-ATLANTIQUE-000117"),)).text)
    assert (
        "  FACT-2026-NANTES-ATLANTIQUE-000117\n"
        "                             30/01/2026      31 jours         1 200,00 €\n"
    ) in text


def test_a_long_word_may_break_in_the_page_and_is_copied_whole() -> None:
    assert breakable("F-" + "9" * 30) == "F-<wbr>" + "9" * 12 + "<wbr>" + "9" * 18
    assert breakable("F-2026-0117") == "F-2026-0117"
    assert breakable("<b>&" + "x" * 30) == "&lt;b&gt;&amp;" + "x" * 8 + "<wbr>" + "x" * 22


@pytest.mark.parametrize(
    ("pixels", "shown"),
    [((440, 120), (220, 60)), ((2000, 400), (220, 44)), ((300, 300), (64, 64)), ((100, 30), (100, 30))],
)
def test_the_logo_is_a_part_of_the_mail_shown_sharp_and_small(pixels: tuple[int, int], shown: tuple[int, int]) -> None:
    rendered = renderer(logo=png(*pixels)).mail(statement(), reference=REFERENCE)
    (image,) = rendered.images
    assert image.body == png(*pixels)
    assert image.content_id.endswith("@atelier-lumiere.example")
    shown_as = f'<img src="cid:{image.content_id}" width="{shown[0]}" height="{shown[1]}" alt="Atelier Lumière"'
    assert shown_as in rendered.html


def test_without_a_logo_the_name_stands_at_the_head() -> None:
    rendered = mail()
    assert rendered.images == ()
    assert '<span class="r-name"' in rendered.html


def test_the_preheader_comes_first_and_is_not_shown() -> None:
    body = mail().html.partition("<body")[2]
    hidden = body[: body.index("</div>")]
    assert "display:none" in hidden
    assert "Une réponse d’ici au 12\u00a0mars\u00a02026, s’il vous plaît." in hidden


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
    more = "et 160 autres factures, détaillées dans la lettre jointe"
    assert more in rendered.html
    assert more in rendered.text


def test_one_invoice_that_is_left_out_is_one() -> None:
    assert (
        "et une autre facture, détaillée dans la lettre jointe"
        in mail(overdue=tuple(line(f"F-{n:03d}") for n in range(41))).text
    )


def test_a_page_that_would_be_cut_shows_fewer_invoices() -> None:
    """80 rows of the longest numbers, each sign written as five: the first try weighs more than mail readers show."""
    note = "&" * 60
    rows = [line(f"{n:03d}" + note, purchase_order=note, engagement_number=note) for n in range(200)]
    later = [replace(row, due_on=date(2026, 3, 15)) for row in rows]
    rendered = mail(overdue=tuple(rows), later=tuple(later))
    assert len(rendered.html.encode()) < 100_000
    assert "et 180 autres factures, détaillées dans la lettre jointe" in rendered.html


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


def test_a_page_to_look_at_holds_its_logo() -> None:
    rendered = renderer(logo=png()).mail(statement(), reference=REFERENCE)
    page = standalone(rendered)
    assert "cid:" not in page
    assert f'<img src="data:image/png;base64,{b64encode(png()).decode()}"' in page
