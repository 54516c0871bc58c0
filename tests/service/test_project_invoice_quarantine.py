"""Records that break the contract, and invoices that wait for a customer."""

from __future__ import annotations

import pytest

from relance.domain.billing import InvoiceStatus
from relance.domain.decision import Why
from relance.domain.record import Quarantined
from tests.builders import customer_item, euros, invoice_item
from tests.fakes.ledger import InMemoryQuarantine
from tests.service.billing_world import BillingWorld


@pytest.fixture
def world() -> BillingWorld:
    world = BillingWorld()
    world.registers()
    return world


def test_a_broken_record_is_quarantined_and_the_batch_goes_on(world: BillingWorld) -> None:
    batch = [
        world.billing.put(invoice_item("F-1", total="0")),
        world.billing.put(invoice_item("F-2")),
        world.billing.put(invoice_item("F-3", due_on="soon")),
    ]
    assert world.project(*batch).failed == ()
    assert list(world.ledger.load("C-1").invoices) == ["C-1#F-2"]
    assert world.wrong() == {"total": "must be more than zero"}
    assert "due_on" in world.wrong("C-1#INVOICE#F-3")
    assert world.figures.total("RecordsQuarantined", Source="billing") == 2


def test_the_quarantine_counts_a_redelivered_record_once(world: BillingWorld) -> None:
    change = world.bills(total="-5")
    world.project(change)
    assert world.figures.total("RecordsQuarantined") == 1


def test_an_invoice_built_attribute_by_attribute_leaves_quarantine_when_it_is_whole(world: BillingWorld) -> None:
    fields = {"total": "1200", "version": 1, "due_on": "2026-01-30"}
    for name, value in fields.items():
        world.project(world.billing.update("C-1", "INVOICE#F-1", **{name: value}))
    assert world.wrong() == {"issued_on": "is missing"}
    world.project(world.billing.update("C-1", "INVOICE#F-1", issued_on="2025-12-31"))
    assert world.kept() is None
    assert world.facts().outstanding == euros("1200")


def test_a_late_image_of_a_mended_record_does_not_bring_it_back(world: BillingWorld) -> None:
    broken = world.billing.put(invoice_item(total="12,00"))
    mended = world.billing.put(invoice_item(total="12.00"))
    world.project(mended)
    world.project(broken)
    assert world.kept() is None


def test_an_invoice_whose_newest_record_is_broken_is_not_chased_on_old_facts(world: BillingWorld) -> None:
    world.bills()
    world.bills(version=2, payments=[{"amount": "1200", "on": "30/01/2026"}])
    assert world.facts().version == 1
    assert world.ledger.load("C-1").next_day is None
    assert world.why() is Why.INVOICE_ON_HOLD
    world.bills(version=3)
    assert world.ledger.load("C-1").next_day is not None


def test_a_broken_record_that_is_deleted_leaves_quarantine(world: BillingWorld) -> None:
    world.bills(total="x")
    assert world.kept() is not None
    world.deletes()
    assert world.kept() is None
    assert world.ledger.load("C-1").invoices == {}


def test_a_record_that_breaks_even_its_own_name_is_kept_and_let_go(world: BillingWorld) -> None:
    world.bills(customer_id="C#1\n")
    world.bills(customer_id="C-1", record="INVOICE#F#1")
    assert "customer_id" in world.wrong("C#1\n#INVOICE#F-1")
    assert "record" in world.wrong("C-1#INVOICE#F#1")
    world.deletes("C#1\n")
    world.deletes("C-1", "INVOICE#F#1")
    assert list(world.quarantine.entries()) == []


def test_an_invoice_without_its_customer_waits_and_frees_itself() -> None:
    world = BillingWorld()
    world.bills()
    waiting = world.kept()
    assert waiting is not None
    assert waiting.waits_for == "C-1"
    assert world.wrong() == {"customer_id": "has no valid CUSTOMER record yet; the invoice waits for it"}
    assert world.ledger.load("C-1").invoices == {}
    world.registers()
    assert world.kept() is None
    assert world.facts().outstanding == euros("1200")
    assert world.ledger.load("C-1").next_day is not None


def test_an_invoice_and_its_customer_in_one_batch_need_no_waiting() -> None:
    world = BillingWorld()
    batch = [world.billing.put(invoice_item()), world.billing.put(customer_item())]
    world.project(*batch)
    assert world.figures.total("RecordsQuarantined") == 0
    assert world.facts().outstanding == euros("1200")


def test_an_invoice_waits_for_its_customer_then_for_its_payer() -> None:
    world = BillingWorld()
    world.bills(payer_id="P-9")
    world.registers()
    waiting = world.kept()
    assert waiting is not None
    assert waiting.waits_for == "P-9"
    world.registers("P-9")
    assert world.kept() is None
    assert world.facts(account_id="P-9").payer_id == "P-9"
    assert world.entry(account_id="C-1").moved_to == "P-9"


def test_a_customer_that_comes_while_its_invoice_is_written_down_frees_it_at_once() -> None:
    world = BillingWorld()
    world.quarantine = LateCustomer(world)
    world.bills()
    assert world.kept() is None
    assert world.facts().outstanding == euros("1200")


class LateCustomer(InMemoryQuarantine):
    """Billing writes the customer in the very moment in which the invoice is put to wait."""

    def __init__(self, world: BillingWorld) -> None:
        super().__init__()
        self.world = world

    def put(self, entry: Quarantined) -> None:
        super().put(entry)
        self.world.billing.put(customer_item())


def test_a_deleted_customer_blocks_its_account_and_nothing_is_lost(world: BillingWorld) -> None:
    world.bills()
    world.deletes("C-1", "CUSTOMER")
    assert world.wrong("C-1#CUSTOMER") == {"record": "was deleted while 1 of its invoices are owed"}
    assert world.ledger.load("C-1").next_day is None
    assert world.why() is Why.CUSTOMER_MISSING
    world.registers(version=2)
    assert world.kept("C-1#CUSTOMER") is None
    assert world.ledger.load("C-1").next_day is not None


def test_a_customer_deleted_with_all_its_invoices_leaves_no_trace_in_quarantine(world: BillingWorld) -> None:
    world.bills()
    world.deletes("C-1", "CUSTOMER")
    world.deletes()
    assert list(world.quarantine.entries()) == []
    assert world.facts().status is InvoiceStatus.WITHDRAWN
