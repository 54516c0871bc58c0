"""What the law adds, as the debtor reads it. Every sum was worked out by hand; the arithmetic stands beside it.

Rates used: 13,15 % in the first half of 2025, 12,15 % in its second half and in the first half of 2026.
"""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.billing import CustomerKind, Unapplied
from relance.domain.document import Document, Tone
from relance.domain.law.clause import PenaltyTerms
from relance.domain.law.debt import Order, RateClause, RateMode
from relance.domain.money import Money
from tests import builders
from tests.golden.statements import REFERENCE, claimed, line, pages, read, statement, to

# 31/01 to 02/03 is 1 + 28 + 2 = 31 days: 1 200 × 12,15 % × 31 / 365 = 12,383.
F1 = builders.invoice("F-1")
# 16/11 to 31/12 is 15 + 31 = 46 days: 3 450,50 × 12,15 % × 46 / 365 = 52,835.
# 01/01 to 20/01, the day of the payment included, is 20 days: 3 450,50 × 12,15 % × 20 / 365 = 22,972.
# 21/01 to 02/03 is 11 + 28 + 2 = 41 days, on 2 450,50: × 12,15 % × 41 / 365 = 33,444.
F2 = builders.invoice(
    "F-2",
    total="3450.50",
    issued_on=date(2025, 10, 16),
    due_on=date(2025, 11, 15),
    payments=(builders.payment("1000.00", date(2026, 1, 20)),),
)
# 01/06 to 30/06 is 30 days at 13,15 %: 10 000 × 13,15 % × 30 / 365 = 108,082.
# 01/07 to 31/12 is 184 days at 12,15 %: 612,493. 01/01 to 02/03 is 31 + 28 + 2 = 61 days: 203,055.
F3 = builders.invoice("F-3", total="10000.00", issued_on=date(2025, 5, 1), due_on=date(2025, 5, 31))
NOTICE = statement(Document.FORMAL_NOTICE, overdue=claimed(F1, F2, F3), channel=None)


def test_the_formal_notice_claims_principal_penalties_and_one_indemnity_per_invoice() -> None:
    """MED-01, 4 to 6; PEN-02, PEN-05, PEN-12.

    Principal 1 200,00 + 2 450,50 + 10 000,00 = 13 650,50. Penalties 12,38 + (52,84 + 22,97 + 33,44 = 109,25) +
    (108,08 + 612,49 + 203,05 = 923,62) = 1 045,25. Indemnities 3 × 40 = 120. In all 14 815,75.
    """
    text = read(NOTICE)
    assert "nous vous mettons en demeure de nous régler la somme de 14 815,75 € au plus tard le 12 mars 2026." in text
    assert (
        "Principal restant dû, TTC 13 650,50 € Pénalités de retard 1 045,25 € "
        "Indemnités forfaitaires de recouvrement (3 × 40 €) 120,00 € Total dû au 2 mars 2026 14 815,75 €"
    ) in text
    assert "Virement SEPA de 14 815,75 €" in text


def test_the_annex_shows_each_line_to_be_redone_by_hand() -> None:
    """MED-01, 7; PEN-06 to PEN-08; IMP-02, IMP-07."""
    *_, annex = pages(NOTICE)
    for said in (
        "Annexe – Calcul des sommes dues au 2 mars 2026",
        "principal × taux annuel × nombre de jours ÷ 365",
        (
            "Facture n° F-1, émise le 31/12/2025, échue le 30/01/2026 – 1 200,00 € TTC "
            "31/01/2026 02/03/2026 31 1 200,00 € 12,15 % BCE 2,15 % + 10 points, C. com. L441-10, II 12,38 € "
            "Principal 1 200,00 € + intérêts 12,38 € + indemnité 40,00 € 1 252,38 €"
        ),
        (
            "Facture n° F-2, émise le 16/10/2025, échue le 15/11/2025 – 3 450,50 € TTC "
            "16/11/2025 31/12/2025 46 3 450,50 € 12,15 % BCE 2,15 % + 10 points, C. com. L441-10, II 52,84 € "
            "01/01/2026 20/01/2026 20 3 450,50 € 12,15 % BCE 2,15 % + 10 points, C. com. L441-10, II 22,97 € "
            "Règlement de 1 000,00 € le 20/01/2026 – 1 000,00 € sur le principal "
            "21/01/2026 02/03/2026 41 2 450,50 € 12,15 % BCE 2,15 % + 10 points, C. com. L441-10, II 33,44 € "
            "Principal 2 450,50 € + intérêts 109,25 € + indemnité 40,00 € 2 599,75 €"
        ),
        (
            "01/06/2025 30/06/2025 30 10 000,00 € 13,15 % BCE 3,15 % + 10 points, C. com. L441-10, II 108,08 € "
            "01/07/2025 31/12/2025 184 10 000,00 € 12,15 % BCE 2,15 % + 10 points, C. com. L441-10, II 612,49 € "
            "01/01/2026 02/03/2026 61 10 000,00 € 12,15 % BCE 2,15 % + 10 points, C. com. L441-10, II 203,05 € "
            "Principal 10 000,00 € + intérêts 923,62 € + indemnité 40,00 € 10 963,62 €"
        ),
        "Total dû au 2 mars 2026 14 815,75 €",
        "arrondis au centime le plus proche",
        "publié par la Banque centrale européenne et la Banque de France",
        "Les intérêts qui courent après le 2 mars 2026 ne sont pas compris dans ce décompte.",
    ):
        assert said in annex


MENTIONS = (
    (1, "Nantes, le 2 mars 2026"),
    (2, "Atelier Lumière – SARL au capital de 20 000 € – RCS Nantes 123 456 782"),
    (2, "Siège : 12 quai de la Fosse, 44000 Nantes"),
    (3, "Boulangerie Martin SARL 3 rue Crébillon 44000 Nantes"),
    (3, "Votre SIREN 732 829 320"),
    (4, "Objet : Mise en demeure de payer"),
    (4, "nous vous mettons en demeure de nous régler la somme de 14 815,75 €"),
    (5, "F-1 31/12/2025 30/01/2026 31 jours 1 200,00 € – 1 200,00 €"),
    (5, "F-2 16/10/2025 15/11/2025 107 jours 3 450,50 € 1 000,00 € 2 450,50 €"),
    (5, "F-3 01/05/2025 31/05/2025 275 jours 10 000,00 € – 10 000,00 €"),
    (6, "Décompte arrêté au 2 mars 2026"),
    (6, "jusqu’au complet paiement ne sont pas comprises dans la somme ci-dessus"),
    (7, "Annexe – Calcul des sommes dues au 2 mars 2026"),
    (8, "au plus tard le 12 mars 2026"),
    (9, "IBAN FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPPXXX"),
    (10, "articles L441-10, II et D441-5 du code de commerce"),
    (10, "articles 1344 et 1344-1 du code civil"),
    (10, "article 1231-6"),
    (11, "faites-nous connaître vos motifs par écrit"),
    (12, "nous nous réservons de saisir la juridiction compétente"),
    (13, "Anne Durand Gérante"),
    (14, f"Lettre recommandée avec avis de réception Notre numéro : {REFERENCE}"),
    (15, "Pièces jointes : annexe de calcul."),
)


@pytest.mark.parametrize(("point", "mention"), MENTIONS)
def test_the_formal_notice_has_the_fifteen_points_of_its_checklist(point: int, mention: str) -> None:
    """MED-01."""
    assert mention in read(NOTICE), point


def test_every_point_of_the_checklist_is_looked_for() -> None:
    assert {point for point, _ in MENTIONS} == set(range(1, 16))


def test_a_payment_that_clears_interest_first_leaves_a_principal_that_bears_interest() -> None:
    """IMP-01. Of 1 000,00 the 75,81 accrued (52,84 + 22,97) are cleared first; 924,19 goes to the principal.

    3 450,50 − 924,19 = 2 526,31; × 12,15 % × 41 / 365 = 34,479. 2 526,31 + 34,48 + 40,00 = 2 600,79.
    """
    of = statement(
        Document.FORMAL_NOTICE, overdue=claimed(F2, terms=PenaltyTerms(order=Order.INTEREST_FIRST)), channel=None
    )
    *_, annex = pages(of)
    assert "Règlement de 1 000,00 € le 20/01/2026 – 75,81 € sur les intérêts, 924,19 € sur le principal" in annex
    assert "21/01/2026 02/03/2026 41 2 526,31 € 12,15 %" in annex
    assert (
        "Principal 2 526,31 € + intérêts 34,48 € (déduction faite de 75,81 € déjà réglés) + indemnité 40,00 € "
        "2 600,79 €"
    ) in annex


def test_a_contract_has_its_own_rate_and_says_so() -> None:
    """PEN-03. 1 200 × 18 % × 31 / 365 = 18,345."""
    clause = RateClause(RateMode.FIXED, builders.euros("18").decimal)
    of = statement(Document.FORMAL_NOTICE, overdue=claimed(F1, terms=PenaltyTerms(clause)), channel=None)
    *_, annex = pages(of)
    assert "31/01/2026 02/03/2026 31 1 200,00 € 18,00 % Taux du contrat 18,35 €" in annex
    assert "Banque centrale" not in annex
    assert "18,00 % l’an (taux convenu au contrat)" in read(of)


def test_a_credit_note_from_the_start_reduces_the_price_and_is_said() -> None:
    """IMP-06. 1 200 − 200 = 1 000; × 12,15 % × 31 / 365 = 10,319."""
    credited = builders.invoice(credit_notes=(builders.credit_note("200.00", date(2026, 2, 10)),))
    *_, annex = pages(statement(Document.FORMAL_NOTICE, overdue=claimed(credited), channel=None))
    assert "Avoirs déduits du principal dès l’origine : 200,00 €" in annex
    assert "31/01/2026 02/03/2026 31 1 000,00 € 12,15 %" in annex
    assert "10,32 €" in annex


def test_what_was_received_and_not_yet_applied_is_deducted_from_the_claim() -> None:
    """1 200,00 + 12,38 + 40,00 − 150,00 = 1 102,38."""
    credit = (Unapplied("payment", Money(15000)),)
    text = read(statement(Document.FORMAL_NOTICE, overdue=claimed(F1), unapplied=credit, channel=None))
    assert "Règlements et avoirs non encore affectés −150,00 € Total dû au 2 mars 2026 1 102,38 €" in text
    assert "la somme de 1 102,38 €" in text


def test_a_foreign_currency_stands_beside_the_claim_and_in_no_sum_with_it() -> None:
    text = read(statement(Document.FORMAL_NOTICE, overdue=(*claimed(F1), line("F-9", "500.00", "CHF")), channel=None))
    assert "la somme de 500,00 CHF et 1 252,38 €" in text
    assert "Total dû au 2 mars 2026 1 252,38 €" in text
    assert "Virement SEPA" not in text


@pytest.mark.parametrize("document", [Document.SECOND_REMINDER, Document.LAST_REMINDER])
def test_a_reminder_informs_of_penalties_and_asks_for_the_invoices_alone(document: Document) -> None:
    """LET 4.2: as information, with rate and basis."""
    text = read(statement(document, overdue=claimed(F1), tone=Tone.FIRM))
    assert "Reste à régler 1 200,00 €" in text
    assert "Pour information, au 2 mars 2026 : pénalités de retard 12,38 € ; indemnité forfaitaire" in text
    assert "indemnité forfaitaire de recouvrement 40,00 €." in text
    assert "12,15 % l’an (taux de refinancement de la Banque centrale européenne majoré de 10 points" in text
    assert "L441-10" in text
    assert "D441-5" in text
    assert "Virement SEPA de 1 200,00 €" in text
    assert "1 252,38" not in text
    assert "Annexe" not in text


def test_a_public_buyer_reads_its_own_articles_and_its_own_rate() -> None:
    """PUB-01, PUB-03: 2,15 + 8 = 10,15 %; 1 200 × 10,15 % × 31 / 365 = 10,345."""
    text = read(
        statement(
            Document.LAST_REMINDER,
            overdue=claimed(F1, kind=CustomerKind.PUBLIC),
            debtor=to(CustomerKind.PUBLIC, "Commune de Saint-Herblain"),
        )
    )
    assert "10,15 % l’an" in text
    assert "10,34 €" in text
    assert "D2192-35" in text
    assert "L441-10" not in text


def test_a_consumers_formal_notice_asks_for_the_principal_alone_and_has_no_annex() -> None:
    """B2C-01, B2C-03."""
    of = statement(
        Document.FORMAL_NOTICE,
        overdue=claimed(F1, kind=CustomerKind.CONSUMER),
        debtor=to(CustomerKind.CONSUMER, "Jean Dupont"),
        channel=None,
    )
    text = read(of)
    assert "la somme de 1 200,00 €" in text
    assert "Total dû au 2 mars 2026 1 200,00 €" in text
    for word in ("40,00 €", "Pénalités", "indemnité", "Annexe", "L441-10", "D441-5"):
        assert word not in text


def test_rates_that_changed_are_said_with_their_last_day() -> None:
    text = read(statement(Document.SECOND_REMINDER, overdue=claimed(F3)))
    assert "13,15 % l’an jusqu’au 30 juin 2025, puis 12,15 % l’an (taux de refinancement" in text


def test_an_english_debtor_redoes_the_sum_in_english() -> None:
    of = statement(Document.FORMAL_NOTICE, overdue=claimed(F1), debtor=to(language="en"), channel=None)
    *_, annex = pages(of)
    assert "31/01/2026 02/03/2026 31 €1,200.00 12.15% ECB 2.15% + 10 points, C. com. L441-10, II €12.38" in annex
    assert "Total due as at 2 March 2026 €1,252.38" in annex
