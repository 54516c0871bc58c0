"""The carriers beside a stack: days pass, letters travel, our side is called, and a month is invoiced."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from local.carriers import journeys
from local.carriers.calling import Callback
from local.carriers.desks import Ar24Desk, MailevaDesk, MerciFacteurDesk, MySendingBoxDesk
from local.carriers.host import CarrierHost
from local.carriers.serving import Endpoint, Reply, Request
from relance.adapters.carriers.mysendingbox.carrier import MySendingBox
from relance.domain.delivery import DeliveryStatus, fold
from relance.ports.carriers import LetterCarrier, Service
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.carriers import ar24_rig, maileva_rig, merci_facteur_rig, mysendingbox_rig
from tests.carriers.suite import consignment, quick_http

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TABLE = tomllib.loads(Path(journeys.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WAYS = [
    (carrier, service, outcome)
    for carrier, services in TABLE.items()
    for service, outcomes in services.items()
    for outcome in outcomes
    if outcome != "start"
]
ENDS = {
    "delivered": DeliveryStatus.DELIVERED,
    "refused": DeliveryStatus.REFUSED,
    "unclaimed": DeliveryStatus.UNCLAIMED,
    "wrong_address": DeliveryStatus.WRONG_ADDRESS,
    "lost": DeliveryStatus.LOST,
    "returned": DeliveryStatus.RETURNED,
}


class OurSide(Endpoint):
    """Answers what it is told to answer."""

    status = 201

    def answer(self, request: Request) -> Reply:
        return Reply(self.status)


class Clock:
    def __init__(self) -> None:
        self.time = MONDAY

    def __call__(self) -> datetime:
        return self.time

    def pass_days(self, days: int) -> None:
        self.time += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ours() -> Iterator[OurSide]:
    with OurSide() as side:
        yield side


@pytest.fixture
def host(clock: Clock, ours: OurSide) -> Iterator[CarrierHost]:
    def here(address: str) -> str:
        return address.replace("https://hooks.relance.example", ours.url)

    with CarrierHost(clock, here) as running:
        yield running


def connected(host: CarrierHost, name: str) -> LetterCarrier:
    desk = host.desks[name]
    match desk:
        case MailevaDesk():
            return maileva_rig.adapter(desk.fake)
        case Ar24Desk():
            return ar24_rig.ar24(desk.fake)
        case MerciFacteurDesk():
            return merci_facteur_rig.adapter(desk.fake)
        case MySendingBoxDesk():
            settings, http = mysendingbox_rig.settings(desk.fake), quick_http(desk.fake.url)
            return MySendingBox(
                settings,
                key=desk.fake.key,
                webhook_user="calls",
                webhook_password="hook-geheim",
                now=desk.fake.now,
                http=http,
            )
    raise AssertionError(name)


@pytest.mark.parametrize(("name", "service", "outcome"), WAYS)
def test_every_journey_is_one_that_its_carrier_knows(
    host: CarrierHost, clock: Clock, name: str, service: str, outcome: str
) -> None:
    """And it ends as its name says; of a simple letter that arrives, nobody tells."""
    host.outcome = lambda _: outcome
    carrier = connected(host, name)
    letter = carrier.submit(consignment(Service(service))).carrier_id
    status: DeliveryStatus | None = None
    for _ in range(23):
        host.live()
        for fact in carrier.facts(letter):
            status = fold(service, status, fact.status)
        clock.pass_days(1)
    untold = (name, service, outcome) in {("maileva", "letter", "delivered"), ("mysendingbox", "letter", "delivered")}
    assert status is (DeliveryStatus.SENT if untold else ENDS[outcome])


def test_a_letter_moves_on_its_days_and_rests_on_sundays(host: CarrierHost, clock: Clock) -> None:
    """Taken on Wednesday the 4th: distributed on the third day; of a second one, taken on Thursday, on Monday."""
    carrier = connected(host, "mysendingbox")
    clock.pass_days(2)
    first = carrier.submit(consignment(Service.TRACKED_LETTER, reference="RL-1")).carrier_id
    clock.pass_days(1)
    second = carrier.submit(consignment(Service.TRACKED_LETTER, reference="RL-2")).carrier_id
    arrived: dict[str, date] = {}
    for _ in range(6):
        host.live()
        for letter in (first, second):
            if any(fact.status is DeliveryStatus.DELIVERED for fact in carrier.facts(letter)):
                arrived.setdefault(letter, clock().date())
        clock.pass_days(1)
    assert arrived == {first: date(2026, 3, 7), second: date(2026, 3, 9)}


def test_we_are_called_with_what_the_address_holds_and_now_and_then_twice(host: CarrierHost, ours: OurSide) -> None:
    host.desks["merci_facteur"].account("https://hooks.relance.example/hooks/merci_facteur/abc")
    ours.status = 200
    for number in range(3):
        connected(host, "merci_facteur").submit(consignment(Service.LETTER, reference=f"RL-{number}"))
    host.live()
    assert {call.path for call in ours.calls} == {"/hooks/merci_facteur/abc"}
    assert {call.headers["x-mf-webhook-secret-key"] for call in ours.calls} == {"mf-hook-77aa"}
    assert len(host.called) == len(ours.calls) == 8, "two words of three letters, and every third call doubled"
    host.live()
    assert len(ours.calls) == 8, "nothing new was said"


def test_a_call_that_is_not_answered_as_it_should_is_tried_again(host: CarrierHost, ours: OurSide) -> None:
    """Merci Facteur wants 200 and tries three times."""
    ours.status = 500
    went = host.call("merci_facteur", Callback("https://hooks.relance.example/hooks/merci_facteur/abc", b"x", {}))
    assert (went.statuses, went.well) == ((500, 500, 500), False)


def test_a_carrier_that_is_down_takes_nothing_says_nothing_and_comes_back(
    host: CarrierHost, clock: Clock, ours: OurSide
) -> None:
    host.desks["mysendingbox"].account("https://hooks.relance.example/hooks/mysendingbox")
    carrier = connected(host, "mysendingbox")
    known = carrier.submit(consignment(Service.LETTER)).carrier_id
    host.live()
    heard = len(ours.calls)
    host.down("mysendingbox")
    clock.pass_days(1)
    host.live()
    with pytest.raises((NotAcceptedError, OutcomeUnknownError, TryLaterError)):
        carrier.submit(consignment(Service.LETTER, reference="RL-2"))
    assert len(ours.calls) == heard
    host.up("mysendingbox")
    host.live()
    assert len(ours.calls) > heard
    assert carrier.facts(known)[-1].status is DeliveryStatus.SENT
    assert carrier.find("RL-2") is None


def test_an_invoice_lists_the_letters_of_its_month_at_the_carrier_s_own_prices(host: CarrierHost, clock: Clock) -> None:
    """Before VAT. A canceled letter is on none."""
    carrier = connected(host, "mysendingbox")
    carrier.submit(consignment(Service.LETTER, reference="RL-1"))
    stopped = carrier.submit(consignment(Service.REGISTERED, reference="RL-2"))
    assert carrier.cancel(stopped.carrier_id)
    clock.time = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # already April in Paris
    carrier.submit(consignment(Service.TRACKED_LETTER, reference="RL-3"))
    assert host.invoice("mysendingbox", "2026-03").splitlines() == [
        "reference,service,day,amount",
        "RL-1,letter,2026-03-02,1.53",
    ]
    assert host.invoice("mysendingbox", "2026-04").splitlines()[1:] == ["RL-3,tracked_letter,2026-04-01,5.20"]
    assert host.invoice("maileva", "2026-03").splitlines()[1:] == []


@pytest.mark.parametrize(
    ("name", "service", "cents"),
    [
        ("maileva", Service.REGISTERED, 628),
        ("maileva", Service.LRE, 429),
        ("ar24", Service.ERE, 249),
        ("merci_facteur", Service.TRACKED_LETTER, 242),
    ],
)
def test_every_carrier_s_books_name_our_reference_and_its_price(
    host: CarrierHost, name: str, service: Service, cents: int
) -> None:
    one = replace(consignment(service), reference="RL-260302-ABCDEFGHIJKL")
    connected(host, name).submit(one)
    ((carrier, held),) = host.held()
    assert (carrier, held.reference, held.service, held.cents) == (name, one.reference, service, cents)
