"""Maileva took the notice on Monday 16 March 2026, its answer was lost, and at 10:45 it listed no such letter.

On Tuesday the notice is tried again, and only then Maileva tells of Monday's: it is the one that counts (MED-01).
"""

from __future__ import annotations

from datetime import date, time

import pytest

from relance.domain.case import CaseState
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.reference import contact_reference
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from tests.case_world import OPENING
from tests.fakes.carrier import Forgetful
from tests.notice_world import NoticeWorld

FIRST = contact_reference("C-1", OPENING, 1)
TUESDAY, NEXT_FRIDAY = date(2026, 3, 17), date(2026, 3, 27)


def silence() -> OutcomeUnknownError:
    return OutcomeUnknownError("maileva submit: no answer (ReadTimeoutError)")


@pytest.fixture
def world() -> NoticeWorld:
    """Monday 10:45: the first try is void, though the letter went."""
    world = NoticeWorld()
    world.carrier = world.carriers.carriers["maileva"] = Forgetful(forgotten=FIRST)
    world.to_approval()
    world.carrier.lost_answers = [silence()]
    world.approve()
    world.clock.go_to(OPENING, time(10, 45))
    world.sweeper.sweep()
    assert world.row(day=OPENING).state is ContactState.VOID
    return world


def maileva_tells(world: NoticeWorld) -> None:
    now, status = world.clock.now(), DeliveryStatus.ACCEPTED
    fact = DeliveryFact("C-1", OPENING, 1, "accepted", status, now, "accepted-1", f"CARRIER-{FIRST}", carrier="maileva")
    world.tracker.track(fact)


def lives_on(world: NoticeWorld) -> None:
    for day in world.days(TUESDAY, NEXT_FRIDAY):
        for hour in (9, 12, 16):
            world.morning(day, time(hour, 30))
            world.sweeper.sweep()
            world.drain()
            world.pump()


@pytest.mark.parametrize("answer", [TryLaterError("maileva: 503"), silence()])
def test_a_notice_that_went_after_all_is_the_one_that_is_served(world: NoticeWorld, answer: Exception) -> None:
    world.carrier.fails = [answer]
    world.morning(TUESDAY, time(9))
    assert world.first.served_on == TUESDAY
    maileva_tells(world)
    lives_on(world)
    assert list(world.carrier.letters) == [FIRST]
    case = world.first
    assert (case.state, case.served_on, case.served_reference) == (CaseState.SERVED, OPENING, FIRST)
    assert world.row(day=TUESDAY).state is ContactState.VOID
    assert [e.data["reference"] for e in world.events_of("case.notice_served")] == [FIRST]
