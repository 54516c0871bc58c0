"""The whole table compared with the ledger: a table full before deployment, and what the stream missed."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain import events
from relance.domain.billing import InvoiceStatus
from relance.domain.errors import TransientError
from relance.domain.record import AccountRecord
from relance.ports.reconciling import ReconcileTask
from tests.builders import customer_item, euros, invoice_item
from tests.service.billing_world import BillingWorld
from tests.world import MONDAY


def full_table(accounts: int = 12, invoices: int = 30) -> BillingWorld:
    """Billing had all this before Relance was there: nothing of it came through the stream."""
    world = BillingWorld()
    for a in range(accounts):
        world.billing.put(customer_item(f"C-{a}"))
        for i in range(invoices):
            world.billing.put(invoice_item(f"F-{i}", customer_id=f"C-{a}"))
    return world


def test_a_table_that_was_full_before_deployment_is_loaded() -> None:
    world = full_table()
    world.billing.put(invoice_item("F-X", customer_id="C-3", total="0"))
    world.billing.put(invoice_item("F-Y", customer_id="C-99"))
    world.reconcile(MONDAY)
    assert sorted(world.ledger.accounts()) == sorted(f"C-{a}" for a in range(12))
    assert {len(world.ledger.load(f"C-{a}").invoices) for a in range(12)} == {30}
    assert all(world.ledger.load(f"C-{a}").next_day for a in range(12))
    assert world.wrong("C-3#INVOICE#F-X") == {"total": "must be more than zero"}
    waiting = world.kept("C-99#INVOICE#F-Y")
    assert waiting is not None
    assert waiting.waits_for == "C-99"


def test_the_work_is_cut_into_segments_and_goes_on_where_it_stopped() -> None:
    world = full_table()
    world.billing.page_items = 7
    world.reconciler.run(ReconcileTask(MONDAY, segments=2))
    assert [(t.segment, t.segments, t.start) for t in world.pieces.tasks] == [(0, 2, None), (1, 2, None)]
    first = world.reconciler.run(world.pieces.tasks.pop(0))
    assert (first.records, first.queued) == (5 * 7, 1)
    going_on = world.pieces.tasks[-1]
    assert going_on.segment == 0
    assert going_on.start is not None
    assert set(going_on.start) == {"customer_id", "record"}


def test_reconciling_again_writes_nothing() -> None:
    world = full_table(accounts=3, invoices=4)
    world.reconcile(MONDAY)
    written = world.ledger.commits
    world.reconcile(MONDAY)
    assert world.ledger.commits == written


def test_a_payment_that_the_stream_missed_is_seen() -> None:
    world = BillingWorld()
    world.registers()
    world.bills()
    world.billing.put(invoice_item(version=2, payments=[{"amount": "1200", "on": "2026-02-01"}]))
    world.reconcile(MONDAY)
    assert world.facts().outstanding == euros(0)
    assert world.kinds()[-2:] == [events.PAYMENT_SEEN, events.INVOICE_PAID]
    assert ("C-1", MONDAY) in world.signals.told


def test_a_change_under_the_same_version_is_seen_and_the_streams_place_is_kept() -> None:
    world = BillingWorld()
    world.registers()
    world.bills()
    place = world.entry().seen.sequence
    world.billing.update("C-1", "INVOICE#F-1", due_on="2026-03-31")  # the stream loses this one
    world.reconcile(MONDAY)
    assert world.facts().due_on == date(2026, 3, 31)
    assert world.entry().seen.sequence == place


def test_an_older_version_in_the_table_does_not_win() -> None:
    world = BillingWorld()
    world.registers()
    world.bills(version=5)
    world.billing.put(invoice_item(version=2, total="99"))
    world.reconcile(MONDAY)
    world.reconcile(MONDAY)
    assert world.facts().total == euros("1200")
    assert len(world.told(events.VERSION_WENT_BACK)) == 1


def test_a_deletion_that_the_stream_missed_withdraws_the_invoice() -> None:
    world = BillingWorld()
    world.registers()
    world.bills()
    world.bills(invoice_id="F-2")
    world.billing.delete("C-1", "INVOICE#F-1")
    world.reconcile(MONDAY)
    assert world.facts().status is InvoiceStatus.WITHDRAWN
    assert world.facts("C-1#F-2").status is InvoiceStatus.OPEN


def test_a_customer_whose_every_record_is_gone_is_found_out() -> None:
    world = BillingWorld()
    world.registers()
    world.bills()
    world.billing.items.clear()
    world.reconcile(MONDAY)
    assert world.facts().status is InvoiceStatus.WITHDRAWN
    assert world.ledger.load("C-1").next_day is None


def test_a_payer_change_that_the_stream_missed_moves_the_invoice() -> None:
    world = BillingWorld()
    for customer_id in ("C-1", "P-1", "P-2"):
        world.registers(customer_id)
    world.bills(payer_id="P-1")
    world.billing.put(invoice_item(version=2, payer_id="P-2"))
    world.reconcile(MONDAY)
    assert world.entry(account_id="P-1").moved_to == "P-2"
    assert world.entry(account_id="P-2").moved_to is None


def test_a_piece_that_fails_is_not_left_half_done_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    world = full_table(accounts=2, invoices=1)

    def busy(account_id: str) -> AccountRecord:
        raise TransientError(f"account {account_id}: throttled")

    with monkeypatch.context() as patch:
        patch.setattr(world.ledger, "load", busy)
        with pytest.raises(TransientError, match="throttled"):
            world.reconciler.run(ReconcileTask(MONDAY, segment=0, segments=1))
    assert world.reconciler.run(ReconcileTask(MONDAY, segment=0, segments=1)).records == 4
