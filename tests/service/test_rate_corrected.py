"""The line of 2026-S1 was wrong by half a point, and finance publishes it corrected while letters are under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from importlib.resources import files

from relance.adapters.law.shipped import figures_with
from relance.domain.case import CaseState
from relance.domain.claims import Law
from relance.domain.contact import ContactState
from tests.builders import customer_item, invoice_item, record
from tests.case_world import CaseWorld
from tests.world import MONDAY, World

SECOND = date(2026, 2, 16)


def corrected(law: Law) -> Law:
    """2.65 instead of 2.15 for the first semester of 2026."""
    shipped = (files("relance.policies") / "rates.csv").read_text("utf-8")
    wrong, right = "2026-S1,2026-01-01,2026-06-30,2.15,12.15,10.15", "2026-S1,2026-01-01,2026-06-30,2.65,12.65,10.65"
    assert wrong in shipped
    return replace(law, figures=figures_with(shipped.replace(wrong, right).encode()))


def test_between_the_letter_and_its_sending_another_letter_is_written_the_same_day() -> None:
    world = World()
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    for day in world.days(MONDAY, date(2026, 2, 13)):
        world.run(day)
    world.clock.go_to(SECOND, time(8, 30))
    world.plan(SECOND)
    world.prepare(world.contacts.take()[0])
    world.plans.law_in_force = corrected(world.plans.law_in_force)
    world.drain()
    voided = world.row(day=SECOND)
    assert (voided.state, voided.reason) == (ContactState.VOID, "the account changed since the letter was written")
    world.run(SECOND, time(10, 30))
    assert (world.row(day=SECOND).state, world.row(day=SECOND).attempt) == (ContactState.SENT, 2)


def test_a_notice_that_was_approved_on_the_old_rate_is_never_served() -> None:
    world = CaseWorld().to_approval()
    world.plans.law_in_force = corrected(world.plans.law_in_force)
    world.approve()
    assert world.carrier.calls == []
    assert world.case.state is CaseState.CLOSED_REFUSED
    world.morning(date(2026, 3, 17))
    world.approve()
    assert len(world.carrier.letters) == 1
    # 46 days, 31 January to 17 March: 1200 × 12.65 × 46 / 36500 = 19.131
    sums = world.served.claim_sums
    assert sums is not None
    assert str(sums.interest) == "19.13 EUR"
