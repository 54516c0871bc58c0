"""A missed instalment is written to the timeline once, on the day that tells: the plan no longer holds the chase."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from relance.domain.events import AGREEMENT_MISSED, NewEvent
from relance.domain.pauses import broken
from relance.ports.ledger import Ledger
from relance.service.account.planning import Planning
from relance.service.account.snapshot import Snapshot, with_record


def tell_missed(
    ledger: Ledger, planning: Planning, snapshot: Snapshot, day: date, *, at: datetime, actor: str
) -> Snapshot:
    """The account with the miss told, before anything is decided on it; as it was where there is nothing to tell."""
    if snapshot.account is None:
        return snapshot
    plan = broken(snapshot.account, day, calendar=planning.calendar, limits=planning.limits)
    missed = plan.missed(day) if plan else None
    if plan is None or missed is None or plan.agreed.told_missed == missed.due_on:
        return snapshot
    data = {
        "reference": plan.agreed.reference,
        "due_on": missed.due_on,
        "amount": missed.amount,
        "paid": plan.paid,
        "all_due": plan.all_due(day),
    }
    told = replace(snapshot.record, agreed=replace(plan.agreed, told_missed=missed.due_on))
    stored = ledger.commit(snapshot.record, told, events=(NewEvent(AGREEMENT_MISSED, at, actor, data),))
    return with_record(snapshot, stored)
