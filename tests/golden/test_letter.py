"""What the letters say, read back from the PDF. Expectations are written by hand."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.billing import CustomerKind, Unapplied
from relance.domain.document import Document, Tone
from relance.domain.errors import RejectedError
from relance.domain.money import Money
from tests import builders
from tests.golden.statements import REFERENCE, letter, line, read, renderer, statement, to, upcoming

FIRST_REMINDER = (
    "Atelier Lumière 12 quai de la Fosse 44000 Nantes Tél. 02 40 00 00 00 compta@atelier-lumiere.example "
    "Notre référence RL-260302-ABCDEFGHIJKL Votre compte client C-1 Votre SIREN 732 829 320 "
    "Par courriel "
    "Boulangerie Martin SARL 3 rue Crébillon 44000 Nantes "
    "Nantes, le 2 mars 2026 "
    "Objet : Facture n° F-1 échue le 30 janvier 2026 "
    "Madame, Monsieur, "
    "Sauf erreur ou omission de notre part, nous n’avons pas encore reçu le règlement complet de la facture n° F-1, "
    "échue le 30 janvier 2026, il y a 31 jours. Il reste à régler 1 200,00 €. "
    "Factures échues Facture Émise le Échéance Retard Montant TTC Déjà réglé Reste à régler "
    "F-1 31/12/2025 30/01/2026 31 jours 1 200,00 € – 1 200,00 € Reste à régler 1 200,00 € "
    "Il s’agit sans doute d’un simple oubli. Nous vous remercions de bien vouloir procéder à ce règlement d’ici au "
    "12 mars 2026, par virement sur le compte indiqué ci-dessous, en rappelant la référence RL-260302-ABCDEFGHIJKL. "
    "Si vous contestez tout ou partie de cette somme, ou si une pièce vous manque, écrivez-nous à "
    "compta@atelier-lumiere.example ou appelez-nous au 02 40 00 00 00 : nous vous répondrons sans attendre. "
    "Si votre règlement nous est parvenu entre-temps, nous vous en remercions et vous prions de ne pas tenir compte "
    "de cette lettre. "
    "Règlement par virement Titulaire Atelier Lumière IBAN FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPPXXX "
    "Référence à rappeler RL-260302-ABCDEFGHIJKL Virement SEPA de 1 200,00 € "
    "Nous vous prions d’agréer, Madame, Monsieur, nos salutations distinguées. "
    "Anne Durand Gérante "
    "Atelier Lumière – SARL au capital de 20 000 € – RCS Nantes 123 456 782 – TVA FR11123456782 "
    "Siège : 12 quai de la Fosse, 44000 Nantes Page 1/1"
)

PENALTIES = ("L441-10", "D441-5", "40 €", "pénalités")


def test_the_first_reminder_word_by_word() -> None:
    assert read(statement()) == FIRST_REMINDER


def test_before_the_due_date_nothing_is_said_of_delay() -> None:
    text = read(statement(Document.PRE_DUE_NOTICE))
    assert "La facture n° F-9 arrivera à échéance le 15 mars 2026. Il restera à régler 300,00 €." in text
    assert "Factures à échoir Facture Émise le Échéance Montant TTC Déjà réglé Reste à régler F-9" in text
    for word in ("impayé", "retard", "Retard", "pénalité", "ne nous est pas parvenu", "mise en demeure"):
        assert word not in text


def test_a_notice_shows_what_is_already_past_due_for_the_record_and_without_a_delay() -> None:
    text = read(statement(Document.PRE_DUE_NOTICE, overdue=(line(),)))
    assert "La facture n° F-9 arrivera à échéance" in text
    assert "Pour mémoire, factures dont la date d’échéance est passée" in text
    assert "retard" not in text.lower()


def test_invoices_not_yet_due_stand_in_a_table_of_their_own() -> None:
    text = read(statement(overdue=(line(), line("F-2", "99.90")), later=(upcoming(),)))
    late, _, later = text.partition("Factures à échoir")
    assert "nous n’avons pas encore reçu le règlement complet des 2 factures ci-dessous" in late
    assert "Reste à régler 1 299,90 €" in late
    assert "F-9" not in late
    assert "F-9 31/12/2025 15/03/2026 300,00 € – 300,00 € Total à échoir 300,00 €" in later
    assert "jours" not in later


def test_the_second_reminder_recalls_the_reminders_of_these_invoices_only() -> None:
    text = read(statement(Document.SECOND_REMINDER))
    assert "Nos messages du 3 février 2026 (courriel) et du 16 février 2026 (SMS) n’ont pas été suivis" in text
    assert "janvier 2026 (courriel)" not in text


def test_a_single_earlier_reminder_is_recalled_in_the_singular_and_none_not_at_all() -> None:
    one = statement(Document.SECOND_REMINDER)
    text = read(replace(one, history=one.history[:3]))
    assert "Notre message du 3 février 2026 (courriel) n’a pas été suivi d’un règlement complet." in text
    assert "message" not in read(replace(one, history=()))


@pytest.mark.parametrize("document", [d for d in Document if d is not Document.INSTALMENT_PLAN])
def test_a_consumer_is_asked_for_no_penalty_and_no_fee(document: Document) -> None:
    """CPCE L111-8."""
    text = read(statement(document, debtor=to(CustomerKind.CONSUMER, "Jean Dupont")))
    assert [word for word in PENALTIES if word in text] == []


@pytest.mark.parametrize("document", [Document.SECOND_REMINDER, Document.LAST_REMINDER])
def test_a_public_buyer_is_asked_for_a_date_and_never_threatened(document: Document) -> None:
    text = read(statement(document, debtor=to(CustomerKind.PUBLIC, "Commune de Saint-Herblain")))
    assert "mandatement" in text
    for word in (*PENALTIES, "mise en demeure", "juridiction", "contest"):
        assert word not in text


@pytest.mark.parametrize("document", [Document.SECOND_REMINDER, Document.LAST_REMINDER, Document.FORMAL_NOTICE])
def test_foreign_currency_shows_its_code_and_bears_no_penalty(document: Document) -> None:
    text = read(statement(document, overdue=(line(currency="USD"),)))
    assert "1 200,00 USD" in text
    assert [word for word in PENALTIES if word in text] == []


def test_two_currencies_are_claimed_side_by_side_and_never_added() -> None:
    text = read(statement(Document.LAST_REMINDER, overdue=(line(), line("F-2", "500.00", "CHF"))))
    assert "pour un total de 500,00 CHF et 1 200,00 €." in text
    assert "Reste à régler 500,00 CHF Reste à régler 1 200,00 €" in text
    assert "Virement SEPA" not in text


def test_what_remains_is_what_was_paid_and_credited_less_what_is_not_yet_applied() -> None:
    part_paid = line(payments=(builders.payment("200.00"),), credit_notes=(builders.credit_note("100.00"),))
    credit = (Unapplied("payment", Money(15000)),)
    text = read(statement(overdue=(part_paid,), unapplied=credit))
    assert "1 200,00 € 300,00 € 900,00 €" in text
    assert "Total échu 900,00 € Règlements et avoirs non encore affectés −150,00 € Reste à régler 750,00 €" in text
    assert "Il reste à régler 750,00 €." in text


def test_credit_beyond_what_is_overdue_counts_for_what_falls_due() -> None:
    text = read(statement(Document.PRE_DUE_NOTICE, unapplied=(Unapplied("credit", Money(5000)),)))
    assert "Total à échoir 300,00 € Règlements et avoirs non encore affectés −50,00 € Reste à prévoir 250,00 €" in text
    assert "Il restera à régler 250,00 €." in text


def test_the_buyers_own_references_stand_under_the_invoice_number() -> None:
    text = read(statement(overdue=(line(purchase_order="BC-77", engagement_number="EJ-2026-1"),)))
    assert "F-1 Commande BC-77 · Engagement EJ-2026-1" in text


def test_the_last_reminder_says_what_comes_next_and_does_not_summon() -> None:
    text = read(statement(Document.LAST_REMINDER, tone=Tone.FIRM))
    assert "Objet : Dernière relance – facture n° F-1 échue le 30 janvier 2026" in text
    assert "notre dernière relance avant mise en demeure." in text
    assert "au plus tard le 12 mars 2026" in text
    assert "mettons en demeure" not in text


def test_a_consumers_formal_notice_runs_interest_from_its_receipt() -> None:
    text = read(statement(Document.FORMAL_NOTICE, debtor=to(CustomerKind.CONSUMER, "Jean Dupont")))
    assert "Les intérêts au taux légal courent à compter de sa réception" in text
    assert "Aucun frais ne vous est demandé." in text


def test_the_first_of_the_month_is_written_as_french_writes_it() -> None:
    assert "au plus tard le 1er avril 2026" in read(statement(Document.LAST_REMINDER, answer_by=date(2026, 4, 1)))


def test_an_english_customer_reads_english() -> None:
    text = read(statement(debtor=to(language="en"), overdue=(line(), line("F-2", "34.56"))))
    assert "Subject: 2 invoices past their due date Dear Sir or Madam," in text
    assert "€1,234.56 remains to be paid." in text
    assert "F-1 31/12/2025 30/01/2026 31 days €1,200.00 – €1,200.00" in text
    assert "Thank you for paying by 12 March 2026" in text


def test_a_language_without_texts_gets_french() -> None:
    assert "Madame, Monsieur," in read(statement(debtor=to(language="de")))


def test_a_customer_abroad_has_its_country_on_the_last_line() -> None:
    address = replace(builders.NANTES, lines=("Rue Haute 1",), postal_code="1000", city="Bruxelles", country="BE")
    assert "Rue Haute 1 1000 Bruxelles BELGIQUE" in read(statement(debtor=to(address=address)))


def test_a_trial_bears_specimen_on_every_page() -> None:
    pages = letter(statement(overdue=tuple(line(f"F-{n}") for n in range(60))), specimen=True).pages
    assert len(pages) > 1
    assert all("SPÉCIMEN" in page.extract_text() for page in pages)
    assert "SPÉCIMEN" not in read(statement())


def test_the_file_names_its_title_language_and_day() -> None:
    reader = letter(statement())
    assert reader.metadata is not None
    assert reader.metadata.title == f"Facture n°\u00a0F-1 échue le 30\u00a0janvier\u00a02026 – {REFERENCE}"
    assert reader.metadata.author == "Atelier Lumière"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 3, 2)
    assert str(reader.root_object["/Lang"]) == "fr-FR"


def test_fonts_are_embedded_as_subsets() -> None:
    fonts: Any = letter(statement()).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        assert font.get_object()["/BaseFont"].startswith("/RELAN")
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert len(descriptor["/FontFile2"].get_object().get_data()) < 40_000


def test_equal_statements_give_equal_bytes_whatever_was_written_before() -> None:
    first = renderer().letter(statement(), reference=REFERENCE)
    renderer().letter(statement(Document.FORMAL_NOTICE, debtor=to(name="Ωmega Ltd")), reference=REFERENCE)
    assert renderer().letter(statement(), reference=REFERENCE) == first


def test_another_process_writes_the_same_bytes() -> None:
    code = (
        "import hashlib; from tests.golden.statements import *; "
        "print(hashlib.sha256(renderer().letter(statement(), reference=REFERENCE)).hexdigest())"
    )
    here, there = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=".").stdout
        for _ in range(2)
    )
    assert here == there


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "Martin 東京 SARL"}, "legal_name contient U+6771, que la police des lettres n'a pas"),
        ({"name": "شركة النور"}, "legal_name contient U+0634, que la police des lettres n'a pas"),
        ({"name": "חברת האור"}, "legal_name contient U+05D7, que la police des lettres n'a pas"),
        ({"name": "🥐🥐"}, "legal_name ne contient rien qui s'imprime"),
        ({"address": replace(builders.NANTES, lines=("3 rue Crébillon", "楼"))}, "address.lines contient U+697C"),
        ({"address": replace(builders.NANTES, city="Ναντ 市")}, "address.city contient U+5E02"),
    ],
)
def test_what_the_font_cannot_show_is_refused_with_its_field_and_without_the_name(
    changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RejectedError, match=re.escape(reason)) as refused:
        renderer().letter(statement(debtor=to(**changes)), reference=REFERENCE)
    assert "Martin" not in str(refused.value)


def test_an_invoice_number_that_the_font_cannot_show_is_named_as_the_field() -> None:
    with pytest.raises(RejectedError, match="invoice_id contient U\\+5E74"):
        renderer().letter(statement(overdue=(line("F-2026年"),)), reference=REFERENCE)


@pytest.mark.parametrize(
    "name", ["Łódź Żółć Sp. z o.o.", "Ελληνικά ΑΕ", "ООО «Ромашка»", "Þórður ehf.", "Ştefan & Fiii"]
)
def test_names_of_all_europe_are_written(name: str) -> None:
    assert name.replace("«", "«\u00a0").replace("»", "\u00a0»").split()[0] in read(statement(debtor=to(name=name)))


def test_pictures_and_control_signs_in_a_name_are_left_out() -> None:
    assert "Bar des Amis 3 rue" in read(statement(debtor=to(name="Bar 🍺 des\r\n\x00Amis\u200b")))


def test_a_reminder_without_an_overdue_invoice_is_refused() -> None:
    with pytest.raises(RejectedError, match="must list an invoice"):
        renderer().letter(statement(overdue=(), later=(upcoming(),)), reference=REFERENCE)


def test_the_pdf_engine_is_loaded_only_when_a_letter_is_written() -> None:
    code = (
        "import sys, relance.adapters.rendering.renderer, relance.adapters.policies.published as p; "
        "print([m for m in ('fpdf', 'fontTools') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
