"""Holds and instalment plans on the daily path: what is queued, what goes, what the timeline says.

Boulangerie Martin owes F-1, 1 200 €, since Friday 30 January 2026; the plan is 400 € on Friday 6 March, Friday 3 April
and Tuesday 5 May.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from relance.domain.account import Hold, HoldKind
from relance.domain.agreement import Agreed
from relance.domain.contact import ContactState
from tests.builders import customer_item, invoice, invoice_item, ledger_invoice, progress, record
from tests.holds.plans import MONDAY, THREE, agreed, agreement
from tests.world import World


def owing(*, plan: Agreed | None = None, sent: tuple[int, ...] = (), next_day: date = MONDAY) -> World:
    world = World()
    world.billing.put_all([customer_item(), invoice_item()])
    entry = ledger_invoice(invoice(), progress=progress(*sent))
    world.knows(record(entry, agreed=plan), next_day=next_day)
    return world


def paid(world: World, total: str, version: int) -> None:
    """Billing says so; the stream's projection sets the agenda, which is not what these stories are about."""
    world.billing.update("C-1", "INVOICE#F-1", amount_paid=total, version=version)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({"deceased": True}, "DECEASED"),
        ({"insolvency_judgment_on": "2026-01-20"}, "INSOLVENCY: F-1"),
        ({"kind": "consumer", "siren": None, "over_indebted_since": "2026-01-20"}, "OVERINDEBTED"),
    ],
)
def test_what_billing_learns_between_the_letter_and_the_sending_voids_it(fact: dict[str, Any], reason: str) -> None:
    world = owing()
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    world.billing.put(customer_item(version=2, **fact))
    world.drain()
    assert world.post.mails == []
    assert (world.row().state, world.row().reason) == (ContactState.VOID, reason)


def test_a_plan_made_while_a_letter_is_queued_voids_it() -> None:
    world = owing()
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, agreed=agreed()))
    world.drain()
    assert world.post.mails == []
    assert (world.row().state, world.row().reason) == (ContactState.VOID, "INSTALMENTS: F-1")
    assert world.ledger.load("C-1").next_day == date(2026, 3, 11)


def test_a_plan_that_is_paid_to_the_end_is_never_chased() -> None:
    world = owing(plan=agreed(agreement(*THREE, acceleration=True)))
    for day in world.days(MONDAY, date(2026, 6, 30)):
        if day == date(2026, 3, 9):
            paid(world, "400.00", 2)
        if day == date(2026, 4, 7):
            paid(world, "800.00", 3)
        if day == date(2026, 5, 6):
            paid(world, "1200.00", 4)
        world.run(day)
    assert world.post.mails == []
    assert "agreement.missed" not in world.kinds()


def test_a_missed_instalment_with_a_clause_is_told_once_and_the_chase_resumes_where_it_stood() -> None:
    world = owing(plan=agreed(agreement(*THREE, acceleration=True)), sent=(1,), next_day=date(2026, 3, 11))
    world.run(date(2026, 3, 11), copies=2)

    assert len(world.post.mails) == 1
    assert world.row(day=date(2026, 3, 11)).step_name == "second_reminder"
    events = {e.kind: e.data for e in world.ledger.events("C-1")}
    assert world.kinds().count("agreement.missed") == 1
    assert events["agreement.missed"] == {
        "reference": "EP-260202-AAAAAAAAAAAA",
        "due_on": "2026-03-06",
        "amount": "400.00 EUR",
        "paid": "0.00 EUR",
        "all_due": True,
    }
    assert events["contact.reserved"]["why"].endswith("the instalment of 06/03/2026 was missed")


def test_a_missed_instalment_without_a_clause_is_told_and_blocks_until_a_person_decides() -> None:
    world = owing(plan=agreed(), sent=(1,), next_day=date(2026, 3, 11))
    world.run(date(2026, 3, 11))

    assert world.post.mails == []
    assert world.kinds() == ["agreement.missed", "contact.blocked"]
    assert world.ledger.load("C-1").next_day == date(2026, 5, 8)


@pytest.mark.parametrize("fact", [{"deceased": True}, {"insolvency_judgment_on": "2026-03-02"}])
def test_who_may_not_pay_has_missed_nothing(fact: dict[str, Any]) -> None:
    """L622-7: since the judgment of Monday 2 March an instalment on what was owed before is forbidden."""
    world = owing(plan=agreed(agreement(*THREE, acceleration=True)), next_day=date(2026, 3, 11))
    world.billing.put(customer_item(version=2, **fact))
    world.run(date(2026, 3, 11))
    assert world.post.mails == []
    assert world.kinds() == ["contact.skipped"]


def test_the_second_miss_is_told_like_the_first() -> None:
    world = owing(plan=agreed(), next_day=date(2026, 3, 11))
    world.run(date(2026, 3, 11))
    paid(world, "400.00", 2)
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, next_day=date(2026, 4, 9)))
    world.run(date(2026, 4, 9))

    missed = [e.data["due_on"] for e in world.ledger.events("C-1") if e.kind == "agreement.missed"]
    assert missed == ["2026-03-06", "2026-04-03"]


def test_a_broken_promise_is_followed_by_the_next_step_the_day_after() -> None:
    """Promised for Friday 13 February, held until Tuesday 17."""
    world = owing()
    promise = Hold("par téléphone", "anne", MONDAY, date(2026, 2, 17), HoldKind.PROMISE, date(2026, 2, 13))
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, hold=promise))
    for day in world.days(MONDAY, date(2026, 2, 17)):
        world.run(day)
    assert world.post.mails == []
    world.run(date(2026, 2, 18))
    assert len(world.post.mails) == 1


def test_a_payment_that_comes_back_is_not_chased_while_its_invoice_is_held() -> None:
    world = owing()
    before = world.ledger.load("C-1")
    entry = before.invoices["C-1#F-1"]
    dispute = Hold("contestée", "anne", MONDAY, kind=HoldKind.DISPUTE)
    world.ledger.commit(before, before.with_invoice(replace(entry, hold=dispute)))
    paid(world, "1200.00", 2)
    world.run(MONDAY)
    paid(world, "0.00", 3)
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, next_day=date(2026, 2, 3)))
    world.run(date(2026, 2, 3), time(9, 0))
    assert world.post.mails == []
    released = world.ledger.load("C-1")
    entry = replace(released.invoices["C-1#F-1"], hold=None)
    world.ledger.commit(released, replace(released.with_invoice(entry), next_day=date(2026, 2, 4)))
    world.run(date(2026, 2, 4))
    assert len(world.post.mails) == 1


def test_two_customers_of_one_payer_may_have_a_plan_on_one_invoice_only() -> None:
    world = owing(plan=agreed())
    other = customer_item("C-2")
    theirs = invoice_item("F-9", customer_id="C-2", payer_id="C-1")
    world.billing.put_all([other, theirs])
    facts = world.billing.partition("C-2").invoices["C-2#F-9"]
    before = world.ledger.load("C-1")
    world.ledger.commit(before, before.with_invoice(ledger_invoice(facts)))
    world.run(MONDAY)
    assert len(world.post.mails) == 1
    sent = world.ledger.load("C-1")
    assert sent.invoices["C-2#F-9"].progress.sent == {1}
    assert sent.invoices["C-1#F-1"].progress.sent == frozenset()
