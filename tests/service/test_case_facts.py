"""Payments, credits, holds and disputes meet Boulangerie Martin's case of Monday 16 March 2026 at every wait."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from relance.domain.account import Hold
from relance.domain.case import CaseState
from relance.ports.carriers import Consignment, Taken
from tests.builders import customer_item
from tests.case_world import AFTER_DEADLINE, OPENING, CaseWorld


def test_paid_while_a_person_has_not_decided_nothing_is_served() -> None:
    world = CaseWorld().to_approval()
    world.billing_says(amount_paid="1200.00")
    assert (world.woken, world.case.state) == (["PAID"], CaseState.CLOSED_PAID)
    assert world.carrier.calls == []
    assert world.approve().status == 409
    assert world.carrier.calls == []


def test_paid_in_the_debtors_days_the_case_closes_within_seconds() -> None:
    world = CaseWorld().to_payment_wait()
    world.clock.go_to(date(2026, 3, 27), time(14, 3))
    world.billing_says(amount_paid="1200.00")
    assert (world.woken[-1], world.case.state, world.path[-1]) == ("PAID", CaseState.CLOSED_PAID, "Closed")
    assert world.ledger.load("C-1").invoices["C-1#F-1"].case_id is None
    world.mornings(date(2026, 3, 30), date(2026, 5, 29))
    assert len(world.machine.executions) == 1
    assert len(world.carrier.letters) == 1


def test_paid_while_the_handoff_is_being_decided_nothing_is_handed_off() -> None:
    world = CaseWorld().to_handoff_approval()
    world.billing_says(amount_paid="1200.00")
    assert world.case.state is CaseState.CLOSED_PAID


def test_a_payment_that_comes_before_the_wait_is_registered_is_not_lost() -> None:
    world = CaseWorld().to_approval()
    submit = world.carrier.submit

    def paid_meanwhile(consignment: Consignment) -> Taken:
        world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
        world.facts_changed_without_pump()
        return submit(consignment)

    world.carrier.submit = paid_meanwhile  # type: ignore[method-assign]
    world.approve()
    assert world.path == ["DraftNotice", "AskNoticeApproval", "ServeNotice", "AwaitPayment", "CloseCase", "Closed"]
    assert world.case.state is CaseState.CLOSED_PAID


def test_a_part_payment_in_the_debtors_days_wakes_nobody_and_the_file_claims_the_rest() -> None:
    world = CaseWorld().to_payment_wait()
    world.billing_says(amount_paid="200.00")
    assert world.case.waiting_for == "payment"
    world.morning(AFTER_DEADLINE)
    assert world.case.handoff is not None
    record = json.loads(world.archive.files[world.case.handoff.key])
    assert record["claim"]["lines"][0]["outstanding"] == "1000.00 EUR"


def test_a_payment_announced_for_the_deadline_gets_the_time_to_arrive() -> None:
    world = CaseWorld().to_payment_wait()
    world.billing_says(payment_announced_on="2026-04-08")
    world.morning(AFTER_DEADLINE)
    assert (world.case.state, world.case.wake_on) == (CaseState.SERVED, date(2026, 4, 11))
    world.morning(date(2026, 4, 13))  # the Monday after
    assert world.case.state is CaseState.HANDOFF_APPROVAL


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"amount_paid": "200.00"}, "CHANGED"),
        ({"credit_notes": [{"amount": "100.00"}]}, "CHANGED"),
        ({"payment_announced_on": "2026-03-20"}, "CHANGED"),
        ({"purchase_order": "BC-7"}, "CHANGED"),
        ({"status": "disputed"}, "STOPPED"),
        ({"status": "cancelled"}, "STOPPED"),
        ({"factor": "Affacture SA"}, "STOPPED"),
    ],
)
def test_an_approval_on_other_facts_is_void(change: dict[str, Any], word: str) -> None:
    world = CaseWorld().to_approval()
    world.billing_says(**change)
    assert world.woken == [word]
    assert world.case.state is CaseState.CLOSED_REFUSED
    assert world.ledger.load("C-1").invoices["C-1#F-1"].case_id is None
    assert world.ledger.load("C-1").invoices["C-1#F-1"].hold is None
    assert world.approve().status == 409
    assert world.carrier.calls == []


def test_what_no_letter_prints_may_change_while_a_person_decides() -> None:
    world = CaseWorld().to_approval()
    contacts = [{"role": "accounting", "name": "Luc Petit", "email": "luc@boulangerie-martin.example"}]
    world.billing.put(customer_item(version=2, contacts=contacts))
    world.facts_changed()
    assert world.approve().status == 200
    assert world.case.state is CaseState.SERVED


def test_a_new_address_of_the_debtor_voids_the_approval_and_a_new_notice_is_asked_the_day_after() -> None:
    world = CaseWorld().to_approval()
    address = {"lines": ["1 place Royale"], "postal_code": "44000", "city": "Nantes", "country": "FR"}
    world.billing.put(customer_item(version=2, address=address))
    world.facts_changed()
    assert world.woken == ["CHANGED"]
    world.morning(OPENING, time(10, 30))
    assert len(world.machine.executions) == 1  # a case has its day's name: not twice on a day
    world.morning(date(2026, 3, 17))
    assert len(world.machine.executions) == 2
    assert world.statement["debtor"]["address"]["lines"] == ["1 place Royale"]


def test_a_part_payment_before_the_approval_makes_a_new_notice_with_the_new_amount() -> None:
    world = CaseWorld().to_approval()
    world.billing_says(amount_paid="200.00")
    world.morning(date(2026, 3, 17))
    world.approve()
    assert len(world.carrier.letters) == 1
    assert str(world.served.overdue[0].outstanding) == "1000.00 EUR"


def test_facts_that_change_after_the_click_are_seen_before_the_letter_leaves() -> None:
    world = CaseWorld().to_approval()
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="200.00", version=2)  # the stream has not told yet
    answer = world.approve()
    assert answer.status == 409
    assert world.carrier.calls == []
    assert world.case.state is CaseState.CLOSED_REFUSED


def test_a_hold_set_by_a_person_stops_a_case_in_each_wait() -> None:
    for reach in (CaseWorld.to_approval, CaseWorld.to_payment_wait, CaseWorld.to_handoff_approval):
        world = reach(CaseWorld())
        before = world.ledger.load("C-1")
        world.ledger.commit(before, replace(before, hold=Hold("réclamation", "Anne", world.today)))
        world.facts_changed()
        assert (world.woken[-1], world.case.state) == ("STOPPED", CaseState.CLOSED_REFUSED)


def test_a_part_payment_while_the_handoff_is_decided_makes_the_file_again() -> None:
    world = CaseWorld().to_handoff_approval()
    old = world.token
    world.billing_says(amount_paid="200.00")
    assert world.path[-2:] == ["AskHandoffApproval", "AskHandoffApproval"]
    assert len(world.approvers.links) == 3
    assert world.submit(old, decision="approve", name="Anne").status == 409
    assert world.approve().status == 200
    assert world.case.state is CaseState.HANDED_OFF
