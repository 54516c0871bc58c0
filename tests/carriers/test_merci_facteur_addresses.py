"""Addresses as Merci Facteur takes them: three lines, plain blanks, countries in its own spelling."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.carriers.merci_facteur.body import fitted, letter_form
from relance.adapters.carriers.merci_facteur.countries import country_name
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Service
from tests.carriers.merci_facteur_rig import SETTINGS
from tests.carriers.suite import DEBTOR, consignment


def test_blanks_of_every_width_are_plain_ones_and_none_stands_at_an_end() -> None:
    lines = ("\u00a0 12\u00a0rue  des\u202fLilas", "\u00a0")
    address = Address(lines=lines, postal_code=" 97400\u00a0", city="Saint\u00a0Denis ")
    debtor = replace(DEBTOR, company="Boulangerie\u00a0Martin ", address=address)
    form = letter_form(consignment(Service.LETTER, recipient=debtor), SETTINGS, date(2026, 3, 2))
    [sent] = json.loads(form["adress"])["dest"]
    assert [sent[name] for name in ("societe", "adresse1", "adresse2", "cp", "ville", "pays")] == [
        "Boulangerie Martin",
        "12 rue des Lilas",
        "",
        "97400",
        "Saint Denis",
        "REUNION",
    ]


def test_five_lines_are_packed_into_three_and_no_word_is_lost() -> None:
    lines = ["Service comptabilité fournisseurs", "Bâtiment B, 3e étage", "Résidence des Mimosas", "3 rue Crébillon"]
    assert fitted([*lines, "BP 1042"], "x") == [
        "Service comptabilité fournisseurs, Bâtiment B, 3e étage, Résidence des Mimosas, 3 rue",
        "Crébillon, BP 1042",
        "",
    ]


@given(st.lists(st.text("ab é", min_size=1, max_size=120).filter(str.strip), max_size=6))
def test_an_address_either_fits_with_all_its_words_or_is_refused(lines: list[str]) -> None:
    lines = [line.strip() for line in lines]
    try:
        packed = fitted(lines, "recipient.address.lines")
    except RejectedError:
        return
    assert len(packed) == 3
    assert all(len(line) <= 90 for line in packed)
    assert " ".join(packed).replace(",", " ").split() == " ".join(lines).split()


@pytest.mark.parametrize(
    ("country", "postal_code", "name"),
    [
        ("FR", "44000", "FRANCE"),
        ("FR", "20000", "FRANCE"),
        ("FR", "97110", "GUADELOUPE"),
        ("FR", "97133", "SAINT BARTHELEMY"),
        ("FR", "97150", "SAINT MARTIN"),
        ("FR", "97400", "REUNION"),
        ("FR", "98800", "NOUVELLE CALEDONIE"),
        ("RE", "97400", "REUNION"),
        ("BE", "1000", "BELGIQUE"),
        ("CI", "", "COTE D IVOIRE"),
        ("ZZ", "", None),
    ],
)
def test_a_country_is_spelt_as_the_carrier_spells_it(country: str, postal_code: str, name: str | None) -> None:
    assert country_name(country, postal_code) == name
