"""Anybody's address in Maileva's six lines of 38 signs."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.carriers.maileva.contract import MAIL, recipient_faults
from relance.adapters.carriers.maileva.address import six_lines
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Party
from tests.carriers.suite import DEBTOR

ST_REMY = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"


def lines(*said: str, code: str = "44000", city: str = "Nantes", **party: Any) -> dict[str, str]:
    return six_lines(replace(DEBTOR, address=Address(said, code, city), **party), "recipient", registered=True)


def test_company_person_building_street_and_town_have_each_its_line() -> None:
    assert lines("Bâtiment B", "3 rue Crébillon") == {
        "address_line_1": "Boulangerie Martin SARL",
        "address_line_2": "Claire Martin",
        "address_line_3": "Bâtiment B",
        "address_line_4": "3 rue Crébillon",
        "address_line_6": "44000 Nantes",
        "country_code": "FR",
    }


def test_what_follows_the_street_is_a_place() -> None:
    assert lines("3 bis, rue Crébillon", "BP 1204")["address_line_4"] == "3 bis, rue Crébillon"
    assert lines("3 bis, rue Crébillon", "BP 1204")["address_line_5"] == "BP 1204"
    three = lines("Résidence des Peupliers", "33 avenue de Paris", "Le Bourg")
    assert [three[f"address_line_{number}"] for number in (3, 4, 5)] == [
        "Résidence des Peupliers",
        "33 avenue de Paris",
        "Le Bourg",
    ]


def test_a_line_too_long_flows_over_to_one_that_is_free() -> None:
    told = lines("127 boulevard du Maréchal de Lattre de Tassigny prolongé")
    assert told["address_line_4"] == "127 boulevard du Maréchal de Lattre de"
    assert told["address_line_5"] == "Tassigny prolongé"


def test_a_company_without_a_person_takes_both_lines_of_the_name() -> None:
    told = lines("3 rue Crébillon", name="Société civile immobilière des Trois Moulins de Haute-Bretagne", company="")
    assert told["address_line_1"] == "Société civile immobilière des Trois"
    assert told["address_line_2"] == "Moulins de Haute-Bretagne"


def test_a_person_of_a_company_with_a_long_name_stands_on_the_third_line_or_gives_way() -> None:
    long = {"company": "Société coopérative agricole et artisanale des producteurs de lait"}
    two = lines("Bâtiment B", "3 rue Crébillon", **long)
    assert [two[f"address_line_{number}"] for number in range(1, 6)] == [
        "Société coopérative agricole et",
        "artisanale des producteurs de lait",
        "Claire Martin",
        "Bâtiment B",
        "3 rue Crébillon",
    ]
    three = lines("Résidence des Peupliers", "33 avenue de Paris", "Le Bourg", **long)
    assert [three[f"address_line_{number}"] for number in range(1, 6)] == [
        "Société coopérative agricole et",
        "artisanale des producteurs de lait",
        "Résidence des Peupliers",
        "33 avenue de Paris",
        "Le Bourg",
    ]


def test_no_word_of_a_consumers_long_name_is_lost() -> None:
    told = lines("3 rue X", name="M. Jean-Baptiste Marie de La Rochefoucauld", company="", professional=False)
    assert told["address_line_1"] == "M. Jean-Baptiste Marie de La"
    assert told["address_line_2"] == "Rochefoucauld"


def test_an_address_of_more_lines_than_there_are_is_put_together() -> None:
    told = lines("Résidence Bellevue", "Bât. C", "Esc. 2", "12 bis rue de la Paix", "BP 40117")
    assert [told[f"address_line_{number}"] for number in (3, 4, 5)] == [
        "Résidence Bellevue",
        "Bât. C, Esc. 2",
        "12 bis rue de la Paix, BP 40117",
    ]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            unicodedata.normalize("NFD", "Éléonore Désirée Évêché d'Hénin-Liétard"[:38]),
            "Éléonore Désirée Évêché d'Hénin-Liétar",
        ),
        ("Zoé\u00a0Œuvrard\u202fet\u200bfils\u00ad\ufeff", "Zoé Œuvrard etfils"),
        ("L’Atelier 1ᵉʳ", "L’Atelier 1er"),
        ("Étienne\tD'Œillet\n", "Étienne D'Œillet"),
        ("Jean\ud800 Dupont\x00", "Jean Dupont"),
    ],
)
def test_a_line_is_counted_in_the_signs_that_are_printed(said: str, written: str) -> None:
    assert lines("3 rue X", name=said, company="", professional=False)["address_line_2"] == written


@pytest.mark.parametrize(
    ("code", "city", "country"),
    [
        ("20000", "Ajaccio", "FR"),
        ("97400", "Saint-Denis", "FR"),
        ("97400", "Saint-Denis", "RE"),
        ("98000", "Monaco", "MC"),
        ("97150", "Saint-Martin", "MF"),
        ("97133", "Saint-Barthélemy", "BL"),
    ],
)
def test_a_registered_letter_goes_overseas_to_corsica_and_to_monaco(code: str, city: str, country: str) -> None:
    party = replace(DEBTOR, address=Address(("2 rue du Port",), code, city, country))
    told = six_lines(party, "recipient", registered=True)
    assert (told["address_line_6"], told["country_code"]) == (f"{code} {city}", country)


def test_a_consumer_stands_on_the_line_of_persons() -> None:
    told = lines("3 rue Crébillon", name="Mme Claire Martin", company="", professional=False)
    assert "address_line_1" not in told
    assert told["address_line_2"] == "Mme Claire Martin"


def test_the_longest_town_of_france_is_written_as_la_poste_writes_it() -> None:
    assert lines("1 rue X", code="51290", city=ST_REMY)["address_line_6"] == "51290 St Remy en Bouzemont St Genest"


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (Address((), "44000", "Nantes"), "recipient.address.lines"),
        (Address(("Résidence des Peupliers",) * 4, "44000", "Nantes"), "recipient.address.lines"),
        (Address(("x" * 39,), "44000", "Nantes"), "recipient.address.lines"),
        (Address(("3 rue X",), "4400", "Nantes"), "recipient.address.postal_code"),
        (Address(("3 rue X",), "", "Nantes"), "recipient.address.postal_code"),
        (Address(("3 rue X",), "44000", " "), "recipient.address.city"),
        (Address(("3 rue X",), "44000", "x" * 40), "recipient.address.city"),
        (Address(("3 rue X",), "10115", "Berlin", "DE"), "recipient.address.country"),
        (None, "recipient.address"),
    ],
)
def test_an_address_that_does_not_fit_is_refused_by_its_field(address: Address | None, field: str) -> None:
    with pytest.raises(RejectedError, match=field):
        six_lines(replace(DEBTOR, address=address), "recipient", registered=True)


def test_a_simple_letter_goes_abroad() -> None:
    berlin = replace(DEBTOR, address=Address(("Chausseestraße 5",), "10115", "Berlin", "DE"))
    told = six_lines(berlin, "recipient", registered=False)
    assert (told["address_line_6"], told["country_code"]) == ("10115 Berlin", "DE")


WORDS = st.lists(st.text("abcéÇ-' 0123456789", min_size=1, max_size=20), min_size=1, max_size=6).map(" ".join)


@given(company=WORDS, name=WORDS, said=st.lists(WORDS, min_size=1, max_size=4), city=WORDS)
def test_whatever_is_accepted_is_accepted_by_the_contract_too(
    company: str, name: str, said: list[str], city: str
) -> None:
    party = Party(name, company, Address(tuple(said), "44000", city))
    try:
        told = six_lines(party, "recipient", registered=False)
    except RejectedError:
        return
    assert recipient_faults(MAIL, told) == []
    assert told["address_line_6"].startswith("44000 ")
