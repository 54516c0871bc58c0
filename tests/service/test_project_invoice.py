"""What billing writes reaches the ledger. Today is Monday 2 February 2026; F-1 fell due on 30 January."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from relance.domain import events
from relance.domain.case import Case, CaseState
from tests.builders import euros, invoice_item, progress
from tests.service.billing_world import BillingWorld
from tests.world import MONDAY

PAID_ON_FRIDAY = {"amount": "1200.00", "on": "2026-01-30"}


@pytest.fixture
def world() -> BillingWorld:
    world = BillingWorld()
    world.registers()
    return world


def test_a_new_invoice_is_seen_and_its_account_gets_a_day(world: BillingWorld) -> None:
    world.bills()
    assert world.facts().outstanding == euros("1200")
    assert world.kinds() == [events.INVOICE_SEEN]
    assert world.told(events.INVOICE_SEEN) == [
        {"invoice": "C-1#F-1", "version": 1, "outstanding": "1200.00 EUR", "first": True, "undated": 0}
    ]
    # The first reminder of the standard plan goes out some days after the due date.
    next_day = world.ledger.load("C-1").next_day
    assert next_day is not None
    assert next_day >= MONDAY


def test_an_invoice_due_in_march_is_looked_at_before_its_due_date(world: BillingWorld) -> None:
    world.bills(issued_on="2026-02-01", due_on="2026-03-31")
    next_day = world.ledger.load("C-1").next_day
    assert next_day is not None
    assert MONDAY < next_day < date(2026, 3, 31)


def test_a_payment_is_told_with_its_date_and_empties_the_agenda(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2, payments=[PAID_ON_FRIDAY])
    assert world.kinds() == [events.INVOICE_SEEN, events.PAYMENT_SEEN, events.INVOICE_PAID]
    told = world.told(events.PAYMENT_SEEN)[0]
    assert (told["amount"], told["on"], told["dated"]) == ("1200.00 EUR", "2026-01-30", True)
    assert world.ledger.load("C-1").next_day is None


def test_a_part_payment_leaves_the_rest(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2, payments=[{"amount": Decimal("200.5"), "on": "2026-02-01"}])
    assert world.facts().outstanding == euros("999.50")
    assert world.kinds() == [events.INVOICE_SEEN, events.PAYMENT_SEEN]


def test_a_payment_without_a_date_keeps_the_day_on_which_it_was_first_seen(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2, payments=[{"amount": "300"}])
    assert world.told(events.PAYMENT_SEEN)[0]["dated"] is False
    world.clock.go_to(date(2026, 2, 9))
    world.bills(version=3, payments=[{"amount": "300"}, {"amount": "300"}])
    assert [p.on for p in world.facts().payments] == [MONDAY, date(2026, 2, 9)]
    assert world.told(events.PAYMENT_SEEN)[1]["on"] == "2026-02-09"


def test_a_bare_amount_paid_counts_like_payments(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2, amount_paid="1200")
    assert world.kinds()[1:] == [events.PAYMENT_SEEN, events.INVOICE_PAID]
    assert world.told(events.PAYMENT_SEEN)[0]["dated"] is False


def test_a_credit_note_is_told_apart_from_a_payment(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2, credit_notes=[{"amount": "1200", "on": "2026-02-01"}])
    assert world.kinds()[1:] == [events.CREDIT_SEEN, events.INVOICE_PAID]


def test_a_reversed_payment_opens_another_cycle(world: BillingWorld) -> None:
    world.bills()
    record = world.ledger.load("C-1")
    reminded = world.entry()
    world.ledger.commit(record, record.with_invoice(replace(reminded, progress=progress(1, 2))))
    world.bills(version=2, payments=[PAID_ON_FRIDAY])
    assert world.entry().progress == progress(1, 2)
    world.bills(version=3, payments=[])
    assert world.entry().progress == progress(cycle=2)
    assert world.kinds()[-2:] == [events.PAYMENT_REVERSED, events.INVOICE_REOPENED]
    assert world.told(events.INVOICE_REOPENED)[0]["cycle"] == 2


def test_a_status_is_told_as_a_change_and_stops_the_chase(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2, status="disputed")
    told = world.told(events.INVOICE_CHANGED)[0]
    assert (told["fields"], told["status"]) == (["status"], "disputed")
    assert world.ledger.load("C-1").next_day is None


def test_a_grown_version_alone_is_no_news(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2)
    assert world.facts().version == 2
    assert world.kinds() == [events.INVOICE_SEEN]


def test_an_open_case_is_told_of_a_payment_and_again_on_redelivery(world: BillingWorld) -> None:
    world.bills()
    record = world.ledger.load("C-1")
    case = Case("CASE-1", "C-1", CaseState.SERVED, MONDAY, 4, ("C-1#F-1",), "hash", waiting_for="payment")
    world.ledger.commit(record, record.with_case(case))
    world.signals.told.clear()
    change = world.bills(version=2, payments=[PAID_ON_FRIDAY])
    assert world.signals.told == [("C-1", MONDAY)]
    world.project(change)  # the function may have died before it told
    assert world.signals.told == [("C-1", MONDAY)] * 2


def test_billing_is_heard_with_each_batch_and_by_its_heartbeat(world: BillingWorld) -> None:
    assert world.controls.heard == datetime(2026, 2, 2, 7, 0, tzinfo=UTC)
    beat = {"customer_id": "_BILLING", "record": "HEARTBEAT", "as_of": "2026-02-02T08:29:00+01:00"}
    world.project(world.billing.put(beat))
    assert world.controls.heard == datetime(2026, 2, 2, 7, 29, tzinfo=UTC)
    world.project(world.billing.put(beat | {"as_of": "2031-01-01T00:00:00Z"}))
    assert world.controls.heard == datetime(2026, 2, 2, 7, 30, tzinfo=UTC)  # never later than now
    world.project(world.billing.put(beat | {"as_of": "this morning"}))
    assert "as_of" in world.wrong("_BILLING#HEARTBEAT")
    world.project(world.billing.put(beat))
    assert world.kept("_BILLING#HEARTBEAT") is None


def test_an_account_with_an_open_contact_keeps_its_day(world: BillingWorld) -> None:
    world.bills()
    record = world.ledger.load("C-1")
    world.ledger.commit(record, replace(record, open_contact=MONDAY, next_day=MONDAY))
    world.bills(version=2, due_on="2026-03-31")
    assert world.ledger.load("C-1").next_day == MONDAY


def test_two_hundred_invoices_of_one_account_are_written_in_pieces_that_fit_a_transaction(world: BillingWorld) -> None:
    changes = [world.billing.put(invoice_item(f"F-{n}")) for n in range(200)]
    before = world.ledger.commits
    world.project(*changes)
    assert len(world.ledger.load("C-1").invoices) == 200
    assert world.ledger.commits - before == 5  # 80 rows each, an invoice and its event


def test_an_invoice_with_a_thousand_payments_is_taken(world: BillingWorld) -> None:
    world.bills(total="2000", payments=[{"amount": "1", "on": "2026-01-15"}] * 1000)
    assert world.facts().outstanding == euros("1000")
