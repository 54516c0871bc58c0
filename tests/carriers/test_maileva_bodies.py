"""What Maileva is told of a letter: addresses in six lines of 38, and limits kept before anything is asked."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.carriers.maileva import MailevaFake
from local.carriers.maileva.contract import MAIL, recipient_faults
from relance.adapters.carriers.maileva_address import six_lines
from relance.adapters.carriers.maileva_bodies import ordered
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Party, Service, Sheet
from tests.carriers.maileva_rig import ERE_SENDER, LRE_SENDER, SETTINGS, adapter
from tests.carriers.suite import DEBTOR, LETTER, REFERENCE, SENDER, consignment

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
        (Address(("a", "b", "c", "d"), "44000", "Nantes"), "recipient.address.lines"),
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


def test_a_registered_letter_asks_for_its_receipt_and_for_the_picture_of_a_return() -> None:
    order = ordered(consignment(Service.REGISTERED), SETTINGS)
    assert order.sending == {
        "name": "Courrier RL-2026-C1042-3-1",
        "custom_id": REFERENCE,
        "color_printing": True,
        "duplex_printing": True,
        "optional_address_sheet": False,
        "print_sender_address": False,
        "sender_address_line_1": "Atelier du Ponant SAS",
        "sender_address_line_2": "Camille Roux",
        "sender_address_line_4": "12 quai de la Fosse",
        "sender_address_line_6": "44000 Nantes",
        "sender_country_code": "FR",
        "acknowledgement_of_receipt": True,
        "returned_mail_scanning": True,
        "archiving_duration": 3,
        "postage_type": "FAST",
    }


def test_settings_choose_postage_colour_archive_and_window() -> None:
    chosen = replace(SETTINGS, letter_postage="ECONOMIC", color=False, letter_archive_years=10, letter_window="DOUBLE")
    sending = ordered(consignment(Service.LETTER), chosen).sending
    assert sending["postage_type"] == "ECONOMIC"
    assert sending["color_printing"] is False
    assert sending["archiving_duration"] == 10
    assert sending["envelope_windows_type"] == "DOUBLE"
    assert "acknowledgement_of_receipt" not in sending


def test_electronic_letters_name_their_sender_and_the_recipients_person() -> None:
    qualified, simple = (ordered(consignment(service), SETTINGS) for service in (Service.LRE, Service.ERE))
    assert qualified.sending["sender_id"] == LRE_SENDER
    assert simple.sending["sender_id"] == ERE_SENDER
    assert simple.sending["notification_language"] == "FR"
    assert qualified.recipient == simple.recipient
    assert qualified.recipient == {
        "custom_id": REFERENCE,
        "email": "compta@boulangerie-martin.example",
        "legal_status": "PROFESSIONAL",
        "first_name": "Claire",
        "last_name": "Martin",
        "company": "Boulangerie Martin SARL",
    }


CONSUMER = replace(DEBTOR, professional=False, company="")


@pytest.mark.parametrize(
    ("service", "changes", "field"),
    [
        (Service.REGISTERED, {"reference": "rl-1"}, "reference"),
        (Service.REGISTERED, {"reference": "A" * 31}, "reference"),
        (Service.REGISTERED, {"enclosures": (LETTER,) * 30}, "enclosures"),
        (Service.REGISTERED, {"letter": Sheet("x.pdf", b"%PDF" + b"0" * 20_000_000)}, "letter"),
        (Service.REGISTERED, {"letter": Sheet("x.pdf", b"")}, "letter"),
        (Service.LRE, {"recipient": CONSUMER, "consent": ""}, "consent"),
        (Service.LRE, {"recipient": replace(DEBTOR, first_name="")}, "recipient.last_name"),
        (Service.LRE, {"recipient": replace(DEBTOR, last_name="x" * 51)}, "recipient.last_name"),
        (Service.LRE, {"recipient": replace(DEBTOR, email=None)}, "recipient.email"),
        (Service.ERE, {"recipient": replace(CONSUMER, last_name="")}, "recipient.last_name"),
        (Service.ERE, {"recipient": replace(DEBTOR, company="")}, "recipient.company"),
        (Service.ERE, {"recipient": replace(DEBTOR, email="claire@martin")}, "recipient.email"),
        (Service.ERE, {"recipient": replace(DEBTOR, email="cl aire@martin.fr")}, "recipient.email"),
        (Service.ERE, {"recipient": replace(DEBTOR, email="claire@martin.f1")}, "recipient.email"),
    ],
)
def test_what_maileva_would_refuse_is_refused_before_anything_is_asked(
    service: Service, changes: dict[str, Any], field: str
) -> None:
    with MailevaFake() as fake:
        with pytest.raises(RejectedError, match=field):
            adapter(fake).submit(consignment(service, **changes))
        assert fake.calls == []


def test_an_address_made_to_be_hard_to_read_is_read_at_once() -> None:
    hostile = replace(DEBTOR, email="a@aa" + ".aa" * 5_000 + "!")
    began = time.perf_counter()
    with pytest.raises(RejectedError, match="email"):
        ordered(consignment(Service.ERE, recipient=hostile), SETTINGS)
    assert time.perf_counter() - began < 1.0


def test_a_sender_without_an_address_is_left_to_mailevas_own_account() -> None:
    order = ordered(consignment(Service.REGISTERED, sender=replace(SENDER, address=None)), SETTINGS)
    assert not [name for name in order.sending if name.startswith("sender_")]


def test_a_refusal_of_maileva_is_told_by_its_codes_alone() -> None:
    with MailevaFake() as fake:
        fake.most_bytes = 10
        with pytest.raises(RejectedError) as caught:
            adapter(fake).submit(consignment(Service.REGISTERED))
        assert str(caught.value) == "maileva document: refused (400): INVALID_TOTAL_SENDING_SIZE"
