"""A carrier that had no such letter, and tells of it when the next attempt is on its way: nobody gets a third one.

Maileva took the first attempt on Monday 2 February 2026 at 8:30, its answer was lost, and at 9:45 it listed nothing.
The second one goes at 10:00.
"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.reference import contact_reference
from relance.ports.carriers import Taken
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.builders import customer_item, invoice_item, record
from tests.fakes.carrier import FakeCarrier, FakeCarriers, Forgetful
from tests.fakes.plans import posted
from tests.world import MONDAY, World

FIRST, SECOND = (contact_reference("C-1", MONDAY, attempt) for attempt in (1, 2))
TUESDAY, NEXT_FRIDAY = date(2026, 2, 3), date(2026, 2, 13)


def silence() -> OutcomeUnknownError:
    return OutcomeUnknownError("maileva submit: no answer (ReadTimeoutError)")


@pytest.fixture
def world() -> World:
    world = World()
    maileva = Forgetful(forgotten=FIRST)
    maileva.lost_answers = [silence()]
    world.plans, world.carriers = posted("letter", "maileva"), FakeCarriers({"maileva": maileva})
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    world.run(MONDAY)
    world.clock.go_to(MONDAY, time(9, 45))
    world.sweeper.sweep()
    assert world.row().state is ContactState.VOID
    return world


def second_attempt(world: World, *answers: Exception) -> FakeCarrier:
    maileva = world.carriers.carriers["maileva"]
    assert isinstance(maileva, FakeCarrier)
    maileva.fails = list(answers)
    world.run(MONDAY, time(10))
    return maileva


def told(world: World, status: DeliveryStatus = DeliveryStatus.ACCEPTED) -> None:
    at = world.clock.now()
    world.tracker.track(
        DeliveryFact(
            "C-1", MONDAY, 1, "accepted", status, at, f"maileva|{status}", f"CARRIER-{FIRST}", carrier="maileva"
        )
    )


def lives_on(world: World) -> None:
    for hour in range(11, 19):
        world.clock.go_to(MONDAY, time(hour, 45))
        world.sweeper.sweep()
        world.plan(MONDAY)
        world.drain()
    for day in world.days(TUESDAY, NEXT_FRIDAY):
        world.run(day)
        world.clock.advance(timedelta(hours=2))
        world.sweeper.sweep()
        world.drain()


def test_the_second_attempt_that_is_not_there_either_leaves_the_first_one_sent(world: World) -> None:
    maileva = second_attempt(world, silence())
    assert (world.row().attempt, world.row().state) == (2, ContactState.UNKNOWN)
    told(world)
    lives_on(world)
    assert list(maileva.letters) == [FIRST]
    assert (world.row().attempt, world.row().state) == (1, ContactState.SENT)
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1}


@pytest.mark.parametrize("answer", [TryLaterError("maileva: 503"), NotAcceptedError("maileva: 422")])
def test_the_second_attempt_that_is_not_taken_leaves_the_first_one_sent(world: World, answer: Exception) -> None:
    maileva = world.carriers.carriers["maileva"]
    submit = maileva.submit

    def told_meanwhile(consignment: object) -> Taken:
        maileva.submit = submit  # type: ignore[method-assign]
        told(world)
        raise answer

    maileva.submit = told_meanwhile  # type: ignore[method-assign]
    world.run(MONDAY, time(10))
    lives_on(world)
    assert list(maileva.letters) == [FIRST]  # type: ignore[attr-defined]
    assert (world.row().attempt, world.row().state) == (1, ContactState.SENT)


def test_two_letters_that_both_went_are_both_in_the_costs(world: World) -> None:
    maileva = second_attempt(world)
    told(world)
    assert list(maileva.letters) == [FIRST, SECOND]
    assert sorted(row.reference for row in world.ledger.costs("2026-02")) == sorted([FIRST, SECOND])
    assert sum(row.cost.micros for row in world.ledger.costs("2026-02") if row.cost) == 3_000_000


def test_a_draft_that_the_carrier_tells_of_was_not_taken(world: World) -> None:
    second_attempt(world, silence())
    at, draft = world.clock.now(), DeliveryStatus.DRAFT
    fact = DeliveryFact("C-1", MONDAY, 2, "DRAFT", draft, at, "maileva|draft-2", f"CARRIER-{SECOND}", carrier="maileva")
    world.tracker.track(fact)
    assert world.row().state is ContactState.UNKNOWN
