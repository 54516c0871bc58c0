"""The link of a text message: on the creditor's domain, saying nothing of the debtor."""

import pytest

from relance.adapters.rendering.words.links import short_link
from relance.domain.reference import contact_reference
from tests import builders
from tests.golden.statements import DAY

REFERENCE = "RL-260302-ABCDEFGHIJKL"


@pytest.mark.parametrize(
    ("addresses", "link"),
    [
        ({"short_url": "https://atelier.example/r/"}, "https://atelier.example/r/260302-ABCDEFGHIJKL"),
        (
            {"short_url": "https://atelier.example/r/", "payment_url": "https://atelier.example/payer"},
            "https://atelier.example/r/260302-ABCDEFGHIJKL",
        ),
        ({"payment_url": "https://atelier.example/payer"}, "https://atelier.example/payer"),
        ({"payment_url": "https://paiement.atelier-lumiere.example/reglement"}, ""),
        ({}, ""),
    ],
)
def test_the_short_address_with_the_code_else_a_payment_page_that_is_short(
    addresses: dict[str, str], link: str
) -> None:
    assert short_link(builders.creditor(**addresses), REFERENCE) == link


def test_neither_account_nor_attempt_can_be_read_in_it() -> None:
    creditor = builders.creditor(short_url="https://atelier.example/r/")
    first, second = (short_link(creditor, contact_reference("C-1042-DUPONT", DAY, n)) for n in (1, 2))
    assert "1042" not in first
    assert "DUPONT" not in first
    assert first != second
    assert len(first) == len("https://atelier.example/r/") + 19
