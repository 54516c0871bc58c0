"""What e-mails and text messages cost, whoever tells that they went. It is Monday 2 February 2026.

An e-mail at 0.0001 €, a text message at 0.0684 € a segment; the world's renderer writes one segment.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from relance.domain.channels import Channel, Cost, Offer, Offers
from relance.domain.contact import ContactState
from relance.domain.costs import cost_of, euros
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError
from tests.builders import customer_item, invoice_item, record
from tests.world import MONDAY, World

OFFERS = Offers(
    (
        Offer(Channel.EMAIL, 100),
        Offer(Channel.SMS, 68_400),
        Offer(Channel.LETTER, 1_650_000, "maileva"),
        Offer(Channel.LETTER, 1_530_000, "mysendingbox"),
    )
)
MOBILE = {"role": "accounting", "mobile": "+33612345678"}


@pytest.fixture
def world() -> World:
    made = World()
    made.offers = OFFERS
    made.plans.in_force = replace(made.plans.in_force, offers=OFFERS)
    return made


def owes(world: World, **customer: Any) -> None:
    world.billing.put_all([customer_item(**customer), invoice_item()])
    world.knows(record())


def test_an_e_mail_costs_its_price(world: World) -> None:
    owes(world)
    world.run(MONDAY)
    assert world.row().cost == Cost(100, "configured")
    assert [(r.account_id, r.cost) for r in world.ledger.costs("2026-02")] == [("C-1", Cost(100, "configured"))]


def test_a_text_message_costs_its_segments(world: World) -> None:
    owes(world, contacts=[MOBILE])
    world.run(MONDAY)
    assert (world.row().channel, world.row().segments) == ("sms", 1)
    assert world.row().cost == Cost(68_400, "configured")


def test_a_message_that_only_an_event_tells_of_has_its_cost_too(world: World) -> None:
    owes(world)
    world.post.lost_answer = OutcomeUnknownError("no answer")
    world.run(MONDAY)
    assert world.row().state is ContactState.UNKNOWN
    assert list(world.ledger.costs("2026-02")) == []

    at = datetime(2026, 2, 2, 7, 31, tzinfo=UTC)
    world.tracker.track(DeliveryFact("C-1", MONDAY, 1, "Send", DeliveryStatus.SUBMITTED, at, "e-1", "msg-1"))

    assert (world.row().state, world.row().cost) == (ContactState.SENT, Cost(100, "configured"))
    assert len(list(world.ledger.costs("2026-02"))) == 1


def test_what_was_refused_costs_nothing(world: World) -> None:
    owes(world)
    world.post.fails = NotAcceptedError("address refused")
    world.run(MONDAY)
    assert world.row().state is ContactState.VOID
    assert list(world.ledger.costs("2026-02")) == []


@pytest.mark.parametrize(
    ("channel", "carrier", "asked", "cost"),
    [
        (Channel.EMAIL, None, {}, Cost(100, "configured")),
        (Channel.SMS, None, {"segments": 3}, Cost(205_200, "configured")),
        (Channel.LETTER, "mysendingbox", {}, Cost(1_530_000, "configured")),
        (Channel.LETTER, "maileva", {}, Cost(1_650_000, "configured")),
        (Channel.LETTER, "maileva", {"price_cents": 171}, Cost(1_710_000, "carrier")),
        (Channel.LETTER, "maileva", {"price_cents": 0}, Cost(0, "carrier")),
        (Channel.LETTER, "merci_facteur", {}, None),
        (Channel.LRE, "ar24", {"price_cents": 399}, Cost(3_990_000, "carrier")),
        (Channel.LRE, "ar24", {}, None),
    ],
)
def test_the_carrier_s_own_price_wins_over_the_configured_one(
    channel: Channel, carrier: str | None, asked: dict[str, int], cost: Cost | None
) -> None:
    assert cost_of(OFFERS, channel, carrier, **asked) == cost


@pytest.mark.parametrize(
    ("micros", "text", "cents"),
    [
        (93, "0,000093\u00a0€", "0,00\u00a0€"),
        (68_400, "0,0684\u00a0€", "0,07\u00a0€"),
        (1_530_000, "1,53\u00a0€", "1,53\u00a0€"),
        (5_000, "0,005\u00a0€", "0,01\u00a0€"),  # half a cent goes up, as in books
        (1_234_560_000, "1\u202f234,56\u00a0€", "1\u202f234,56\u00a0€"),
        (-200_000, "−0,20\u00a0€", "−0,20\u00a0€"),
        (0, "0,00\u00a0€", "0,00\u00a0€"),
    ],
)
def test_amounts_are_shown_exact_or_rounded_to_the_cent(micros: int, text: str, cents: str) -> None:
    assert (euros(micros), euros(micros, decimals=2)) == (text, cents)
