"""Promises, instalment plans and what billing says of the debtor meet the case of Monday 16 March 2026.

Served on that day, the notice prints Tuesday 7 April; the case goes on from Wednesday 8.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.account import Hold, HoldKind
from relance.domain.case import CaseState
from tests.builders import customer_item
from tests.case_world import AFTER_DEADLINE, CaseWorld
from tests.holds.plans import agreed, agreement, instalment

WAITS = (CaseWorld.to_approval, CaseWorld.to_payment_wait, CaseWorld.to_handoff_approval)


def change(world: CaseWorld, **changes: Any) -> None:
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, **changes))
    world.facts_changed()


def promise(world: CaseWorld, expected: str, until: str) -> Hold:
    return Hold(
        "par courriel", "Anne", world.today, date.fromisoformat(until), HoldKind.PROMISE, date.fromisoformat(expected)
    )


@pytest.mark.parametrize("reach", WAITS)
@pytest.mark.parametrize(
    "fact",
    [
        {"insolvency_judgment_on": "2026-03-10"},
        {"deceased": True},
        {"over_indebted_since": "2026-03-10", "kind": "consumer", "siren": None},
    ],
)
def test_what_forbids_to_claim_stops_a_case_in_each_wait(reach: Any, fact: dict[str, Any]) -> None:
    world = reach(CaseWorld())
    world.billing.put(customer_item(version=2, **fact))
    assert world.billing.partition("C-1").customer is not None
    world.facts_changed()
    assert (world.woken[-1], world.case.state) == ("STOPPED", CaseState.CLOSED_REFUSED)


@pytest.mark.parametrize("reach", WAITS)
def test_a_grace_of_a_judge_stops_a_case_in_each_wait(reach: Any) -> None:
    world = reach(CaseWorld())
    world.billing_says(suspensions=[{"from": "2026-03-01", "to": "2026-12-31"}])
    assert not world.billing.partition("C-1").invalid
    assert (world.woken[-1], world.case.state) == ("STOPPED", CaseState.CLOSED_REFUSED)


@pytest.mark.parametrize("reach", WAITS)
def test_an_instalment_plan_stops_a_case_in_each_wait(reach: Any) -> None:
    world = reach(CaseWorld())
    change(world, agreed=agreed(agreement(instalment("2026-06-30", "1200"))))
    assert (world.woken[-1], world.case.state) == ("STOPPED", CaseState.CLOSED_REFUSED)
    assert world.ledger.load("C-1").next_day == date(2026, 7, 3)


def test_a_case_on_other_invoices_than_the_plan_s_goes_on() -> None:
    world = CaseWorld().to_payment_wait()
    change(world, agreed=replace(agreed(), invoices=("C-1#F-7",)))
    assert world.case.state is CaseState.SERVED


@pytest.mark.parametrize("reach", [CaseWorld.to_approval, CaseWorld.to_handoff_approval])
def test_a_promise_stops_what_is_about_to_be_approved(reach: Any) -> None:
    world = reach(CaseWorld())
    change(world, hold=promise(world, "2026-04-17", "2026-04-21"))
    assert (world.woken[-1], world.case.state) == ("STOPPED", CaseState.CLOSED_REFUSED)


def test_a_promise_in_the_debtor_s_days_makes_them_longer_and_a_broken_one_is_followed_by_the_handoff() -> None:
    """Promised for Friday 10 April: it has until Tuesday 14."""
    world = CaseWorld().to_payment_wait()
    change(world, hold=promise(world, "2026-04-10", "2026-04-14"))
    assert world.case.state is CaseState.SERVED
    world.morning(AFTER_DEADLINE)
    assert (world.case.state, world.case.wake_on) == (CaseState.SERVED, date(2026, 4, 15))
    world.morning(date(2026, 4, 15))
    assert world.case.waiting_for == "handoff"


def test_a_kept_promise_closes_the_case() -> None:
    world = CaseWorld().to_payment_wait()
    change(world, hold=promise(world, "2026-04-10", "2026-04-14"))
    world.billing_says(amount_paid="1200.00")
    assert world.case.state is CaseState.CLOSED_PAID
