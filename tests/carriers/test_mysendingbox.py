"""MySendingBox: what is bought, and how it is asked for, over real HTTP to its fake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from local.carriers.mysendingbox.fake import MySendingBoxFake
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import (
    Party,
    ProofKind,
    Service,
    Sheet,
)
from tests.carriers.mysendingbox_rig import account, connected, settings
from tests.carriers.suite import DEBTOR, LETTER, REFERENCE, SENDER, consignment


@pytest.fixture
def fake() -> Iterator[MySendingBoxFake]:
    with account() as running:
        yield running


def only(fake: MySendingBoxFake) -> dict[str, object]:
    [letter] = fake.letters.values()
    return letter


@pytest.mark.parametrize(
    ("service", "path", "postage", "cents"),
    [
        (Service.LETTER, "/letters", "verte", 153),
        (Service.TRACKED_LETTER, "/letters", "lr", 520),
        (Service.REGISTERED, "/letters", "lrar", 645),
        (Service.LRE, "/letters/electronic", "lre", 399),
        (Service.ERE, "/letters/electronic", "ere", 159),
    ],
)
def test_each_service_is_bought_by_its_postage_and_costs_what_the_answer_says(
    fake: MySendingBoxFake, service: Service, path: str, postage: str, cents: int
) -> None:
    taken = connected(fake).submit(consignment(service))
    assert fake.calls[0].call == f"POST {path}"
    assert fake.calls[0].headers["idempotency-key"] == REFERENCE
    assert only(fake)["postage_type"] == postage
    assert (only(fake)["metadata"], only(fake)["description"]) == ({"reference": REFERENCE}, REFERENCE)
    assert taken.price_cents == cents
    assert set(taken.raw) == {
        "_id",
        "object",
        "channel",
        "mode",
        "postage_type",
        "mail_provider",
        "price",
        "created_at",
    }


def test_a_registered_letter_shows_both_addresses_and_asks_for_its_receipt(fake: MySendingBoxFake) -> None:
    connected(fake).submit(consignment(Service.REGISTERED))
    shown = only(fake)
    assert shown["to"] == {
        "name": "Claire Martin",
        "company": "Boulangerie Martin SARL",
        "address_line1": "Bâtiment B",
        "address_line2": "3 rue Crébillon",
        "address_postalcode": "44000",
        "address_city": "Nantes",
        "address_country": "France",
    }
    assert shown["from"] == {
        "name": "Camille Roux",
        "company": "Atelier du Ponant SAS",
        "address_line1": "12 quai de la Fosse",
        "address_postalcode": "44000",
        "address_city": "Nantes",
        "address_country": "France",
    }
    assert (shown["manage_delivery_proof"], shown["manage_returned_mail"], shown["both_sides"]) == (True, True, True)
    assert (shown["color"], shown["address_placement"]) == ("bw", "insert_blank_page")


def test_a_plain_letter_needs_no_sender_and_asks_for_no_receipt(fake: MySendingBoxFake) -> None:
    connected(fake).submit(consignment(Service.LETTER, sender=Party(name="Atelier du Ponant SAS")))
    assert not {"from", "manage_delivery_proof", "print_sender_address"} & only(fake).keys()


def test_an_electronic_letter_names_a_company_as_a_company_and_a_person_by_both_names(fake: MySendingBoxFake) -> None:
    connected(fake).submit(consignment(Service.LRE))
    shown = only(fake)
    assert shown["to"] == {
        "email": "compta@boulangerie-martin.example",
        "status": "professional",
        "first_name": "Claire",
        "last_name": "Martin",
        "company": "Boulangerie Martin SARL",
    }
    assert shown["from"] == {"reply_to": "recouvrement@atelier-du-ponant.example"}
    person = Party("Luc Petit", email="luc@petit.example", professional=False, first_name="Luc", last_name="Petit")
    taken = connected(fake).submit(consignment(Service.LRE, reference="RL-2", recipient=person))
    assert fake.letters[taken.carrier_id]["to"] == {
        "email": "luc@petit.example",
        "status": "individual",
        "first_name": "Luc",
        "last_name": "Petit",
    }


def test_enclosures_travel_in_their_order_behind_the_letter(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER, enclosures=(LETTER, LETTER, LETTER, LETTER)))
    [offer] = connected(fake).proofs(taken.carrier_id)
    content = connected(fake).fetch(offer)
    assert (offer.kind, content.media_type) == (ProofKind.CONTENT, "application/pdf")
    assert len(pypdf.PdfReader(BytesIO(content.body)).pages) == 5


def test_settings_reach_the_form(fake: MySendingBoxFake) -> None:
    changed = settings(
        fake,
        paper_path="/letters/paper",
        letter_postage="ecopli",
        color="color",
        both_sides=False,
        address_placement="first_page",
        envelope="c4",
        postage_speed="D1",
        country_form="iso",
        api_version="2019-01-01",
    )
    connected(fake, changed).submit(consignment(Service.LETTER))
    [call], shown = fake.calls, only(fake)
    assert (call.path, call.headers["mysendingbox-version"]) == ("/letters/paper", "2019-01-01")
    names = ("postage_type", "color", "both_sides", "address_placement", "envelope", "postage_speed")
    assert [shown[name] for name in names] == ["ecopli", "color", False, "first_page", "c4", "D1"]
    assert shown["to"]["address_country"] == "FR"  # type: ignore[index]


def sent_to(fake: MySendingBoxFake, recipient: Party, **changes: object) -> dict[str, str]:
    connected(fake, settings(fake, **changes)).submit(consignment(Service.LETTER, recipient=recipient))
    to = only(fake)["to"]
    assert isinstance(to, dict)
    return to


def test_a_name_of_more_than_45_characters_goes_on_where_the_company_stands(fake: MySendingBoxFake) -> None:
    name = "Société coopérative agricole des producteurs de légumes du pays nantais"
    to = sent_to(fake, Party(name, address=Address(("3 rue Crébillon",), "44000", "Nantes")))
    assert (to["name"], to["company"]) == (
        "Société coopérative agricole des producteurs",
        "de légumes du pays nantais",
    )
    assert to["address_line1"] == "3 rue Crébillon"


def test_short_lines_are_joined_where_there_are_more_than_three(fake: MySendingBoxFake) -> None:
    lines = ("Bâtiment B", "Escalier 2", "Zone artisanale des Trois Rivières et du Moulin", "3 rue Crébillon")
    to = sent_to(fake, Party("Luc Petit", address=Address(lines, "44000", "Nantes")))
    assert [to[f"address_line{n}"] for n in (1, 2, 3)] == [
        "Bâtiment B, Escalier 2",
        "Zone artisanale des Trois Rivières et du",
        "Moulin, 3 rue Crébillon",
    ]
    assert (to["address_postalcode"], to["address_city"]) == ("44000", "Nantes")


def test_an_address_abroad_names_its_country_in_words(fake: MySendingBoxFake) -> None:
    to = sent_to(fake, Party("Jan Peeters", address=Address(("Meir 1",), "2000", "Antwerpen", "BE")))
    assert to["address_country"] == "BELGIQUE"


@pytest.mark.parametrize(
    ("address", "changes", "named"),
    [
        (Address(("x" * 46,), "44000", "Nantes"), {}, "recipient.address.lines"),
        (Address(("x" * 39,), "44000", "Nantes"), {"postage_speed": "express"}, "recipient.address.lines"),
        (Address(("x" * 40, "y" * 40, "z" * 40, "w" * 40), "44000", "Nantes"), {}, "recipient.address.lines"),
        (Address(("3 rue Crébillon",), "44000", "N" * 40), {}, "recipient.address.city"),
        (Address(("3 rue Crébillon",), "", "Nantes"), {}, "recipient.address.postal_code"),
        (Address((), "44000", "Nantes"), {}, "recipient.address.lines"),
        (None, {}, "recipient.address"),
    ],
)
def test_an_address_that_cannot_be_fitted_is_refused_by_its_field_before_any_call(
    fake: MySendingBoxFake, address: Address | None, changes: dict[str, object], named: str
) -> None:
    with pytest.raises(RejectedError, match=f"^{re.escape(named)}:"):
        sent_to(fake, Party("Luc Petit", address=address), **changes)
    assert fake.calls == []


@pytest.mark.parametrize(
    ("service", "changes", "named"),
    [
        (Service.LETTER, {"reference": "rl 1"}, "reference"),
        (Service.LETTER, {"reference": "R" * 31}, "reference"),
        (Service.LETTER, {"letter": Sheet("a.pdf", b"<html>")}, "letter"),
        (Service.LETTER, {"enclosures": (LETTER,) * 5}, "enclosures"),
        (Service.REGISTERED, {"sender": replace(SENDER, address=None)}, "sender.address"),
        (Service.LRE, {"recipient": replace(DEBTOR, email=None)}, "recipient.email"),
        (Service.LRE, {"recipient": replace(DEBTOR, professional=False), "consent": ""}, "consent"),
        (Service.ERE, {"recipient": replace(DEBTOR, professional=False), "consent": ""}, "consent"),
        (Service.LRE, {"recipient": replace(DEBTOR, professional=False, last_name="")}, "recipient.last_name"),
    ],
)
def test_what_the_carrier_cannot_take_is_refused_by_its_field_before_any_call(
    fake: MySendingBoxFake, service: Service, changes: dict[str, object], named: str
) -> None:
    with pytest.raises(RejectedError, match=f"^{re.escape(named)}:"):
        connected(fake).submit(consignment(service, **changes))
    assert fake.calls == []
