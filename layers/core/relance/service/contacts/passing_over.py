"""Steps before the due date that can no longer go: passed over, and recorded as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from relance.domain import events
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord
from relance.ports.ledger import MAX_INVOICES_PER_COMMIT, Ledger

ACTOR = "prepare_contact"

Steps = tuple[tuple[str, int], ...]
"""(invoice key, rank) of each."""


def pass_over(ledger: Ledger, record: AccountRecord, passed: Steps, now: datetime) -> tuple[AccountRecord, Steps]:
    """Record passed-over steps that one transaction could not hold; what is left goes with the decision."""
    while len(passed) > MAX_INVOICES_PER_COMMIT:
        piece, passed = passed[:MAX_INVOICES_PER_COMMIT], passed[MAX_INVOICES_PER_COMMIT:]
        record = ledger.commit(record, superseded(record, piece), events=superseded_events(piece, now))
    return record, passed


def superseded(record: AccountRecord, passed: Steps) -> AccountRecord:
    """The record with these ranks passed over; doing it twice changes nothing."""
    invoices = dict(record.invoices)
    for key, rank in passed:
        progress = invoices[key].progress
        invoices[key] = replace(invoices[key], progress=replace(progress, superseded=progress.superseded | {rank}))
    return replace(record, invoices=invoices)


def superseded_events(passed: Steps, now: datetime) -> list[NewEvent]:
    """What the timeline says of it; nothing when there is nothing to say."""
    if not passed:
        return []
    data = {"steps": [{"invoice": key, "rank": rank} for key, rank in passed]}
    return [NewEvent(events.STEPS_SUPERSEDED, now, ACTOR, data)]
