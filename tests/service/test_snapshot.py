"""What a decision reads: billing's table of this very moment, whatever the stream has told so far."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.billing import InvoiceStatus
from relance.domain.decision import Why
from relance.service.account.snapshot import with_record
from tests.builders import customer_item, euros, invoice_item
from tests.service.billing_world import BillingWorld


@pytest.fixture
def world() -> BillingWorld:
    world = BillingWorld()
    world.registers()
    world.bills()
    assert world.why() is None  # a first reminder is due today
    return world


def test_a_payment_counts_before_the_stream_has_told_it(world: BillingWorld) -> None:
    world.billing.put(invoice_item(version=2, payments=[{"amount": "1200", "on": "2026-02-01"}]))
    assert world.why() is Why.NOTHING_OWED


def test_a_deletion_counts_before_the_stream_has_told_it(world: BillingWorld) -> None:
    world.billing.delete("C-1", "INVOICE#F-1")
    account = world.reader.read("C-1").account
    assert account is not None
    assert account.invoices[0].invoice.status is InvoiceStatus.WITHDRAWN
    assert world.why() is Why.NOTHING_OWED


@pytest.mark.parametrize("item", [None, customer_item(siren="123", version=2)])
def test_a_customer_deleted_or_broken_blocks_before_the_stream_has_told_it(
    world: BillingWorld, item: dict[str, object] | None
) -> None:
    if item is None:
        world.billing.delete("C-1", "CUSTOMER")
    else:
        world.billing.put(item)
    assert world.why() is Why.CUSTOMER_MISSING


def test_a_broken_record_is_held_and_stays_held_through_the_same_snapshot(world: BillingWorld) -> None:
    world.billing.put(invoice_item(version=2, total="a lot"))
    snapshot = world.reader.read("C-1")
    assert world.why() is Why.INVOICE_ON_HOLD
    again = with_record(snapshot, replace(snapshot.record, blocked=None))
    assert again.account == snapshot.account


def test_an_older_version_that_overwrote_a_newer_one_does_not_count(world: BillingWorld) -> None:
    world.bills(version=3, total="1500")
    world.registers(version=3, legal_name="Boulangerie Martin SAS")
    world.billing.put(invoice_item(version=2))
    world.billing.put(customer_item(version=2))
    account = world.reader.read("C-1").account
    assert account is not None
    assert account.customer.legal_name == "Boulangerie Martin SAS"
    assert account.invoices[0].invoice.total == euros("1500")
