"""Versions, deletions and payers: what wins, whatever came first."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain import events
from relance.domain.billing import InvoiceStatus
from relance.domain.decision import Why
from tests.builders import euros, invoice_item
from tests.service.billing_world import BillingWorld

PAID_ON_FRIDAY = {"amount": "1200.00", "on": "2026-01-30"}


@pytest.fixture
def world() -> BillingWorld:
    world = BillingWorld()
    world.registers()
    return world


def test_an_older_version_never_wins_and_is_told_once(world: BillingWorld) -> None:
    world.bills(version=5, payments=[PAID_ON_FRIDAY])
    back = world.bills(version=3)
    world.project(back)
    world.project(back)
    assert world.facts().version == 5
    assert world.facts().outstanding == euros(0)
    assert world.told(events.VERSION_WENT_BACK) == [{"record": "C-1#F-1", "seen": 5, "found": 3}]
    assert world.why() is Why.NOTHING_OWED


def test_an_older_customer_never_wins(world: BillingWorld) -> None:
    world.registers(version=5, legal_name="Boulangerie Martin SAS")
    world.registers(version=4, legal_name="Boulangerie Martin SARL")
    seen = world.ledger.load("C-1").customer
    assert seen is not None
    assert seen.facts.legal_name == "Boulangerie Martin SAS"
    assert world.told(events.VERSION_WENT_BACK) == [{"record": "CUSTOMER", "seen": 5, "found": 4}]


def test_a_late_delivery_of_an_old_version_is_no_going_back(world: BillingWorld) -> None:
    first = world.billing.put(invoice_item(version=1))
    second = world.billing.put(invoice_item(version=2, total="1300"))
    world.project(second)
    world.project(first)
    assert world.facts().total == euros("1300")
    assert world.told(events.VERSION_WENT_BACK) == []


def test_of_one_version_the_later_in_the_stream_wins(world: BillingWorld) -> None:
    first = world.billing.put(invoice_item(version=7, due_on="2026-02-10"))
    second = world.billing.put(invoice_item(version=7, due_on="2026-02-20"))
    world.project(second, first)
    world.project(first)
    assert world.facts().due_on == date(2026, 2, 20)


def test_the_same_record_twice_writes_once(world: BillingWorld) -> None:
    change = world.bills()
    written, heard = world.ledger.commits, list(world.signals.told)
    for _ in range(5):
        world.project(change, change)
    assert world.ledger.commits == written
    assert world.signals.told == heard
    assert world.kinds() == [events.INVOICE_SEEN]


def test_a_deleted_invoice_is_withdrawn_and_a_new_one_opens_it_again(world: BillingWorld) -> None:
    world.bills(version=4)
    gone = world.deletes()
    world.project(gone)
    assert world.facts().status is InvoiceStatus.WITHDRAWN
    assert world.kinds() == [events.INVOICE_SEEN, events.INVOICE_WITHDRAWN]
    assert world.ledger.load("C-1").next_day is None
    world.bills(version=5)
    assert world.facts().status is InvoiceStatus.OPEN
    assert world.told(events.INVOICE_SEEN)[1]["first"] is False
    world.project(gone)
    assert world.facts().status is InvoiceStatus.OPEN


def test_an_image_that_comes_after_the_deletion_does_not_open_the_invoice(world: BillingWorld) -> None:
    written = world.billing.put(invoice_item())
    world.project(world.billing.delete("C-1", "INVOICE#F-1"))
    world.project(written)
    assert world.facts().status is InvoiceStatus.WITHDRAWN


def test_another_payer_takes_the_invoice_over(world: BillingWorld) -> None:
    world.registers("P-1")
    world.registers("P-2")
    world.bills(payer_id="P-1")
    moved = world.bills(version=2, payer_id="P-2")
    world.project(moved)
    assert world.entry(account_id="P-1").moved_to == "P-2"
    assert world.entry(account_id="P-2").moved_to is None
    assert world.told(events.INVOICE_MOVED, "P-1")[0]["moved_to"] == "P-2"
    assert world.ledger.load("P-1").next_day is None
    assert world.ledger.load("P-2").next_day is not None
    world.bills(version=3, payer_id="P-1")
    assert world.entry(account_id="P-1").moved_to is None
    assert world.entry(account_id="P-2").moved_to == "P-1"
    assert world.entry(account_id="C-1").moved_to == "P-1"  # the customer's own account knows whose it is
    assert world.ledger.load("C-1").next_day is None


def test_an_older_version_with_another_payer_gives_the_invoice_to_nobody_else(world: BillingWorld) -> None:
    world.registers("P-1")
    world.bills(version=2, payer_id="P-1")
    world.bills(version=1)
    assert world.entry(account_id="P-1").moved_to is None
    assert world.entry(account_id="C-1").moved_to == "P-1"
    assert (world.why("P-1"), world.why("C-1")) == (None, Why.NOTHING_OWED)
    assert world.told(events.VERSION_WENT_BACK) == [{"record": "C-1#F-1", "seen": 2, "found": 1}]


def test_a_deletion_after_a_broken_record_still_finds_the_payer(world: BillingWorld) -> None:
    world.registers("P-1")
    world.bills(payer_id="P-1")
    world.bills(version=2, total="nonsense")
    world.deletes()
    assert world.facts(account_id="P-1").status is InvoiceStatus.WITHDRAWN


def test_a_payer_that_nobody_knows_gets_nothing_and_the_old_one_is_left_alone(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2, payer_id="P-2")
    waiting = world.kept()
    assert waiting is not None
    assert waiting.waits_for == "P-2"
    assert world.entry().moved_to == "P-2"
    assert world.ledger.load("P-2").invoices == {}
    world.registers("P-2")
    assert world.kept() is None
    assert world.facts(account_id="P-2").outstanding == euros("1200")


def test_a_payer_change_that_the_stream_has_not_told_yet_stops_the_old_account(world: BillingWorld) -> None:
    world.registers("P-2")
    world.bills()
    world.billing.put(invoice_item(version=2, payer_id="P-2"))
    assert world.why() is Why.NOTHING_OWED
