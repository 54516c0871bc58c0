"""SES took the mail, its answer was lost, and its Send event comes after the hour in which silence means no."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.ports.messaging import ContactOrder, OutcomeUnknownError
from relance.service.following.track_delivery import Tracked
from tests.builders import customer_item, invoice_item, record
from tests.world import MONDAY, World

TUESDAY = date(2026, 2, 3)
ADDRESS = "compta@boulangerie-martin.example"


@pytest.fixture
def world() -> World:
    """Monday 08:30: the mail went, the answer did not come. 09:31: an hour of silence has made the contact void."""
    world = World()
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    world.post.lost_answer = OutcomeUnknownError("read time-out")
    world.run(MONDAY)
    world.post.lost_answer = None
    world.clock.advance(timedelta(minutes=61))
    world.sweeper.sweep()
    assert world.row().state is ContactState.VOID
    return world


def said(kind: str, status: DeliveryStatus, *, attempt: int = 1, address: str | None = None) -> DeliveryFact:
    at = World().clock.now()
    return DeliveryFact("C-1", MONDAY, attempt, kind, status, at, f"{kind}-{attempt}", f"msg-{attempt}", address)


SEND = said("Send", DeliveryStatus.SUBMITTED)


def lives_on(world: World) -> None:
    for hour in range(10, 18):
        world.run(MONDAY, time(hour))
    for day in world.days(TUESDAY, date(2026, 2, 13)):
        world.run(day)


def test_a_send_event_for_a_void_contact_makes_it_sent_and_alarms(world: World) -> None:
    assert world.tracker.track(SEND) == Tracked.RECORDED
    assert (world.row().state, world.row().message_id) == (ContactState.SENT, "msg-1")
    assert world.figures.total("ContactSentAfterAll") == 1
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1}
    lives_on(world)
    assert len(world.post.mails) == 1


def test_it_stops_the_next_attempt_that_is_reserved_and_not_yet_sent(world: World) -> None:
    world.prepare(ContactOrder("C-1", MONDAY))
    assert (world.row().attempt, world.row().state) == (2, ContactState.RESERVED)
    world.tracker.track(SEND)
    assert (world.row().attempt, world.row().state) == (1, ContactState.SENT)
    lives_on(world)
    assert len(world.post.mails) == 1
    assert world.kinds().count("contact.sent") == 1


def test_it_stops_the_attempt_of_the_next_day(world: World) -> None:
    world.clock.go_to(TUESDAY, time(9, 0))
    world.prepare(ContactOrder("C-1", TUESDAY))
    world.tracker.track(SEND)
    assert world.row().state is ContactState.SENT
    world.drain()
    lives_on(world)
    assert len(world.post.mails) == 1
    assert world.row(day=TUESDAY).state is ContactState.VOID
    assert world.ledger.load("C-1").open_contact is None


def test_what_cannot_be_stopped_any_more_is_on_the_timeline_and_alarmed(world: World) -> None:
    world.run(MONDAY, time(10, 0))
    assert len(world.post.mails) == 2
    world.tracker.track(SEND)
    assert (world.row().attempt, world.row().state) == (2, ContactState.SENT)
    assert world.figures.total("ContactSentAfterAll") == 1
    (told,) = [e for e in world.ledger.events("C-1") if e.kind == "delivery.fact"]
    assert told.data["reference"] == world.post.mails[0][1]


def test_a_bounce_of_an_earlier_attempt_closes_the_address_too(world: World) -> None:
    world.run(MONDAY, time(10, 0))
    world.tracker.track(said("Bounce", DeliveryStatus.WRONG_ADDRESS, address=ADDRESS))
    assert world.ledger.load("C-1").closed_addresses == {ADDRESS}
    assert world.row().delivery is None
    assert [r.delivery for r in world.row().handed_over] == ["WRONG_ADDRESS"]


def test_a_message_that_the_provider_refused_after_all_stays_void(world: World) -> None:
    world.tracker.track(said("Reject", DeliveryStatus.REJECTED))
    assert world.row().state is ContactState.VOID


def test_the_late_event_delivered_twice_counts_once(world: World) -> None:
    assert [world.tracker.track(SEND), world.tracker.track(SEND)] == [Tracked.RECORDED, Tracked.KNOWN]
    assert world.kinds().count("contact.sent") == 1
