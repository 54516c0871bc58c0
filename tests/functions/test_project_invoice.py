"""The functions that read billing's table, on the samples of events/."""

from __future__ import annotations

import importlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from relance.adapters.billing.stream import changes_of
from relance.domain import events
from relance.domain.billing import InvoiceStatus
from relance.domain.errors import TransientError
from relance.ports.reconciling import ReconcileTask
from relance.runtime import bootstrap
from tests.builders import euros
from tests.service.billing_world import BillingWorld

EVENTS = Path(__file__).parents[2] / "events"
KEY = "C-1042#F-2026-0117"
CONTEXT = SimpleNamespace(
    function_name="relance", memory_limit_in_mb=512, invoked_function_arn="arn:aws:lambda:x", aws_request_id="1"
)


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> BillingWorld:
    """A world whose parts the handlers find in place of AWS; billing's table is what the samples made of it."""
    world = BillingWorld()
    world.clock.set(datetime(2026, 3, 2, 7, 30, tzinfo=UTC))
    application = SimpleNamespace(
        invoice_projector=world.projector, ledger_reconciler=world.reconciler, clock=world.clock
    )
    monkeypatch.setattr(bootstrap, "application", lambda: application)
    return world


def happened(world: BillingWorld, name: str) -> dict[str, Any]:
    """Billing's table after the sample's writes, and the sample."""
    event = sample(name)
    for change in changes_of(event):
        key = (change.new.customer_id, change.new.name)
        if change.new.gone:
            world.billing.items.pop(key, None)
        else:
            body = json.loads(change.new.body)
            world.billing.items[key] = body
    return event


def call(function: str, event: dict[str, Any]) -> Any:
    return importlib.import_module(f"functions.{function}.handler").lambda_handler(event, CONTEXT)


def test_a_batch_of_the_stream_is_taken_in(world: BillingWorld) -> None:
    assert call("project_invoice", happened(world, "project_invoice")) == {"batchItemFailures": []}
    assert world.facts(KEY, account_id="C-1042").outstanding == euros("700")
    assert world.kinds("C-1042") == [events.INVOICE_SEEN, events.PAYMENT_SEEN]
    assert world.controls.heard == datetime(2026, 3, 2, 7, 0, 4, tzinfo=UTC)
    assert len(world.entry(KEY, account_id="C-1042").seen.sequence) == 40


def test_a_broken_record_is_kept_and_billings_own_is_left_alone(world: BillingWorld) -> None:
    assert call("project_invoice", happened(world, "project_invoice-broken")) == {"batchItemFailures": []}
    assert world.wrong("C-1042#INVOICE#F-2026-0118") == {
        "total": "must be more than zero",
        "due_on": "is not a day of the calendar",
    }
    assert len(list(world.quarantine.entries())) == 1


def test_a_deletion_withdraws(world: BillingWorld) -> None:
    call("project_invoice", happened(world, "project_invoice"))
    call("project_invoice", happened(world, "project_invoice-deleted"))
    assert world.facts(KEY, account_id="C-1042").status is InvoiceStatus.WITHDRAWN


def test_what_cannot_be_done_now_is_named_so_that_the_stream_brings_it_again(
    world: BillingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(account_id: str) -> Any:
        raise TransientError(f"account {account_id}: throttled")

    monkeypatch.setattr(world.ledger, "load", busy)
    event = happened(world, "project_invoice")
    failed = [f["itemIdentifier"] for f in call("project_invoice", event)["batchItemFailures"]]
    assert failed == [r["dynamodb"]["SequenceNumber"] for r in event["Records"][:3]]


def test_the_weekly_schedule_cuts_the_work_into_pieces(world: BillingWorld) -> None:
    call("project_invoice", happened(world, "project_invoice"))
    answer = call("reconcile_ledger", sample("reconcile_ledger"))
    assert answer == {"records": 0, "accounts": 0, "queued": 5, "batchItemFailures": []}
    assert world.pieces.tasks[0] == ReconcileTask(date(2026, 3, 1), segment=0)
    assert world.pieces.tasks[-1].accounts == ("C-1042",)


@pytest.mark.parametrize("name", ["reconcile_ledger-segment", "reconcile_ledger-accounts"])
def test_a_piece_is_done(world: BillingWorld, name: str) -> None:
    call("project_invoice", happened(world, "project_invoice"))
    assert call("reconcile_ledger", sample(name))["batchItemFailures"] == []
