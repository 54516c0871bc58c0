"""The confirmation of an instalment plan: 1 200 € in three parts, to be signed by both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.billing import CustomerKind
from relance.domain.document import Document
from relance.domain.errors import RejectedError
from tests.golden.statements import PLAN, REFERENCE, read, renderer, statement, to

TEXT = read(statement(Document.INSTALMENT_PLAN))


@pytest.mark.parametrize(
    "said",
    [
        "l’échéancier convenu avec vous le 27 février 2026",
        "la somme de 1 200,00 € (mille deux cents euros)",
        "en 3 échéances, du 31 mars 2026 au 29 mai 2026",
        (
            "1 31 mars 2026 500,00 € 700,00 € 2 30 avril 2026 500,00 € 200,00 € 3 29 mai 2026 200,00 € 0,00 € "
            "Total 1 200,00 €"
        ),
        "continuent de courir",
        "n’emporte pas novation",
        "sous réserve des intérêts et accessoires",
        "Pour Atelier Lumière",
        "Pour Boulangerie Martin SARL",
        "« Bon pour accord », puis la somme en toutes lettres et en chiffres",
        "Fait à",
        "Anne Durand Gérante",
        # The code pays the first part.
        "Virement SEPA de 500,00 €",
    ],
)
def test_the_confirmation_says_what_both_sign(said: str) -> None:
    """LET 4.2, C. civ. 1376, IMP-05."""
    assert said in TEXT


def test_the_rest_falls_due_at_once_only_where_a_clause_says_so() -> None:
    """C. civ. 1305-4."""
    clause = "la totalité du solde deviendra exigible"
    assert clause not in TEXT
    assert clause in read(statement(Document.INSTALMENT_PLAN, agreement=replace(PLAN, acceleration=True)))


def test_penalties_that_are_waived_are_said_to_be() -> None:
    """PEN-17."""
    text = read(statement(Document.INSTALMENT_PLAN, agreement=replace(PLAN, penalties_go_on=False)))
    assert "Nous renonçons aux pénalités de retard" in text


def test_a_consumer_pays_no_fee_for_paying_in_parts() -> None:
    text = read(statement(Document.INSTALMENT_PLAN, debtor=to(CustomerKind.CONSUMER, "Jean Dupont")))
    assert "Aucun frais ne vous est demandé." in text
    assert "L441-10" not in text


def test_a_public_buyer_signs_without_writing_the_sum_by_hand() -> None:
    text = read(statement(Document.INSTALMENT_PLAN, debtor=to(CustomerKind.PUBLIC, "Commune de Saint-Herblain")))
    assert "Pour Commune de Saint-Herblain Anne Durand Gérante Fait à le Nom, qualité et signature" in text


def test_an_english_debtor_reads_the_sum_in_english_words() -> None:
    text = read(statement(Document.INSTALMENT_PLAN, debtor=to(language="en")))
    assert "€1,200.00 (one thousand two hundred euros)" in text


def test_a_confirmation_without_an_agreement_is_refused() -> None:
    with pytest.raises(RejectedError, match="needs the agreement"):
        renderer().letter(statement(Document.INSTALMENT_PLAN, agreement=None), reference=REFERENCE)


def test_a_letter_that_must_not_exist_is_refused_with_its_reason() -> None:
    """PUB-05."""
    of = statement(Document.FORMAL_NOTICE, debtor=to(CustomerKind.PUBLIC, "Commune de Saint-Herblain"))
    with pytest.raises(RejectedError, match="pas de mise en demeure à un acheteur public"):
        renderer().letter(of, reference=REFERENCE)
