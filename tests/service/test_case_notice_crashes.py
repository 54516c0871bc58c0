"""A crash before and after every call while a notice that reached nobody is served anew: two letters, never three."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from relance.domain.case import CaseState
from relance.domain.channels import Channel
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryStatus as S
from tests.case_world import OPENING
from tests.notice_world import DEAR_ELECTRONIC, PAPER, NoticeWorld
from tests.service.test_case_crashes import again, what_happened
from tests.service.test_crashes import Crasher, CrashError

DAY = timedelta(days=1)
BACK = date(2026, 3, 23)
AGAIN = date(2026, 3, 24)


def live(crasher: Crasher) -> NoticeWorld:
    """Served on paper, back on 23 March as unknown at this address, served electronically on the 24th."""
    crasher.armed = False
    world = NoticeWorld(PAPER, DEAR_ELECTRONIC, wrap=crasher.wrap)
    world.owe()
    world.machine.died = (CrashError,)
    approved_and_served(world, OPENING, OPENING + DAY)
    first = world.first
    world.clock.go_to(BACK, time(14))
    crasher.armed = True  # what comes before is lived in the stories of every case
    again(lambda: world.fold(first, S.WRONG_ADDRESS, BACK))
    again(lambda: world.tell(first, S.WRONG_ADDRESS, BACK))
    again(world.pump)
    approved_and_served(world, AGAIN, AGAIN + DAY)
    again(lambda: world.tell(first, S.WRONG_ADDRESS, BACK))
    again(world.pump)
    return world


def approved_and_served(world: NoticeWorld, day: date, day_after: date) -> None:
    """What a crash left of the serving is settled an hour later by the sweep, else the day after."""
    again(lambda: world.morning(day))
    again(lambda: world.morning(day, time(9, 30)))
    again(world.approve)
    again(world.pump)
    world.clock.go_to(day, time(11, 0))
    again(world.sweeper.sweep)
    again(lambda: world.morning(day_after))
    again(lambda: world.morning(day_after, time(9, 30)))
    again(world.pump)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_call_changes_nothing_in_the_end(after: bool) -> None:
    whole = Crasher()
    expected = live(whole)
    assert [case.state for case in expected.cases_of_account] == [CaseState.CLOSED_UNDELIVERED, CaseState.SERVED]
    for at, name in enumerate(whole.calls):
        world = live(Crasher(at=at, after=after))
        place = f"{'after' if after else 'before'} call {at}, {name}"
        first, second = world.cases_of_account
        assert (first.state, second.state) == (CaseState.CLOSED_UNDELIVERED, CaseState.SERVED), place
        assert (first.channel, second.channel) == (Channel.REGISTERED, Channel.LRE), place
        assert (len(world.carrier.letters), len(world.electronic.letters)) == (1, 1), place
        assert len(world.machine.executions) == 2, place
        assert what_happened(world) == what_happened(expected), place
        sent = [row for row in world.ledger.contacts("C-1") if row.state is ContactState.SENT]
        assert [row.channel for row in sent] == ["registered", "lre"], place
        assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1, 2, 3, 4}, place
