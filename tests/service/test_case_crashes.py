"""A crash before and after every call that a case makes to the outside: it ends as if there had been none.

The crash points are those that the code makes, recorded by living each story once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from relance.domain.account import Hold
from relance.domain.case import CaseState
from relance.domain.contact import ContactState
from tests.case_world import AFTER_DEADLINE, OPENING, CaseWorld
from tests.service.test_crashes import Crasher, CrashError

THE_DAY_AFTER = date(2026, 3, 17)


def again(act: Callable[[], object]) -> None:
    """What a queue, a stream or a person does when the first try dies: the same once more."""
    try:
        act()
    except CrashError:
        act()


def opened(world: CaseWorld) -> None:
    again(lambda: world.morning(OPENING))
    again(lambda: world.morning(OPENING, time(9, 30)))
    again(world.pump)


def served(world: CaseWorld) -> None:
    """Approved, and whatever a crash left of the serving settled: an hour later by the sweep, else the day after."""
    again(world.approve)
    again(world.pump)
    world.clock.go_to(OPENING, time(11, 0))
    again(world.sweeper.sweep)
    again(lambda: world.morning(THE_DAY_AFTER))
    again(lambda: world.morning(THE_DAY_AFTER, time(9, 30)))
    again(world.pump)


def handed_off(world: CaseWorld) -> None:
    opened(world)
    served(world)
    again(lambda: world.morning(AFTER_DEADLINE))
    again(lambda: world.morning(AFTER_DEADLINE, time(9, 30)))
    again(world.pump)
    again(world.approve)
    again(world.pump)


def paid(world: CaseWorld) -> None:
    opened(world)
    served(world)
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
    again(world.facts_changed)
    again(world.pump)


def refused(world: CaseWorld) -> None:
    opened(world)
    again(lambda: world.refuse("Non."))
    again(world.pump)


def disputed(world: CaseWorld) -> None:
    opened(world)
    world.billing.update("C-1", "INVOICE#F-1", status="disputed", version=2)
    again(world.facts_changed)
    again(world.pump)


STORIES: dict[str, tuple[Callable[[CaseWorld], None], CaseState, int]] = {
    "handed off": (handed_off, CaseState.HANDED_OFF, 1),
    "paid": (paid, CaseState.CLOSED_PAID, 1),
    "refused": (refused, CaseState.CLOSED_REFUSED, 0),
    "disputed": (disputed, CaseState.CLOSED_REFUSED, 0),
}


def live(story: str, crasher: Crasher) -> CaseWorld:
    crasher.armed = False
    world = CaseWorld(wrap=crasher.wrap).owe()
    world.machine.died = (CrashError,)
    crasher.armed = True
    STORIES[story][0](world)
    return world


def what_happened(world: CaseWorld) -> list[str]:
    """Everything that must happen once. What is tried again shows as voided or skipped in between."""
    passing = {"contact.reserved", "contact.voided", "contact.skipped", "contact.unknown"}
    events = [e for e in world.ledger.events("C-1") if e.kind not in passing]
    return [e.kind for e in events if e.data.get("why") != "NEXT_DAY"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("story", STORIES)
def test_a_crash_at_any_call_changes_nothing_in_the_end(story: str, after: bool) -> None:
    whole = Crasher()
    expected = live(story, whole)
    _, state, letters = STORIES[story]
    assert (expected.case.state, len(expected.carrier.letters)) == (state, letters)
    for at, name in enumerate(whole.calls):
        world = live(story, Crasher(at=at, after=after))
        place = f"{'after' if after else 'before'} call {at}, {name}"
        assert world.case.state is state, place
        assert len(world.machine.executions) == 1, place
        assert len(world.carrier.letters) == letters, place
        assert what_happened(world) == what_happened(expected), place
        rows = world.ledger.contacts("C-1")
        assert [r.state for r in rows if r.state is not ContactState.VOID] == [ContactState.SENT] * letters, place
        assert world.ledger.load("C-1").open_contact is None, place


def test_the_stories_cross_every_port_of_a_case() -> None:
    calls: set[str] = set()
    for story in STORIES:
        crasher = Crasher()
        live(story, crasher)
        calls |= set(crasher.calls)
    assert {"machine.start", "machine.wake", "carrier.submit", "approvers.ask", "archive.put"} <= calls


def test_a_hold_between_the_approval_and_the_carrier_stops_the_letter() -> None:
    world = CaseWorld().to_approval()
    load, armed = world.archive.get, [True]

    def held_meanwhile(key: str) -> bytes:
        if key.endswith("notice.pdf") and armed:
            armed.clear()
            before = world.ledger.load("C-1")
            world.ledger.commit(before, replace(before, hold=Hold("réclamation", "Anne", OPENING)))
        return load(key)

    world.archive.get = held_meanwhile  # type: ignore[method-assign]
    world.approve()
    assert world.carrier.calls == []
    assert world.case.state is CaseState.CLOSED_REFUSED
