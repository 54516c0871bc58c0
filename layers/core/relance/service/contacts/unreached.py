"""A contact that did not reach the debtor: nothing counts from it, and its step goes once more by another channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from relance.domain import events
from relance.domain.account import Undelivered
from relance.domain.calendar import civil_date
from relance.domain.contact import ContactRow, ContactState
from relance.domain.delivery import DeliveryStatus
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord
from relance.service.account.planning import earliest
from relance.service.contacts.another_way import tried_by

SILENCE = "SILENCE"
"""No word of delivery in the days that the channel has."""


def unreached(
    record: AccountRecord, row: ContactRow, status: str, *, at: datetime, actor: str
) -> tuple[AccountRecord, list[NewEvent]]:
    """The account, and what its timeline says; unchanged where that is known already or was never sent.

    Only the newest contact is made good: a later one has told the debtor what this one would have.
    """
    known = next((c for c in record.contacts if c.day == row.day), None)
    if row.state is not ContactState.SENT or known is None:
        return record, []
    if not known.reached:
        return _said_better(record, row, status), []
    contacts = tuple(replace(c, reached=False) if c.day == row.day else c for c in record.contacts)
    after = replace(record, contacts=contacts)
    if row.day == max(c.day for c in contacts):
        after = replace(after, undelivered=Undelivered(row.day, row.rank, tried_by(row), status))
        if after.open_contact is None:  # whoever stops right after this leaves the account on the agenda
            after = replace(after, next_day=earliest(after.next_day, civil_date(at)))
    data = {"day": row.day.isoformat(), "reference": row.reference, "channel": row.channel, "why": status}
    return after, [NewEvent(events.CONTACT_UNDELIVERED, at, actor, data)]


def refused(record: AccountRecord, row: ContactRow) -> AccountRecord:
    """The account once every carrier of a channel refused its letter: its step goes by another channel that day."""
    failed = record.undelivered
    again = failed is not None and failed.rank == row.rank and row.tried
    day, status = (failed.day, failed.status) if failed and again else (row.day, DeliveryStatus.REJECTED.value)
    return replace(record, undelivered=Undelivered(day, row.rank, tried_by(row), status))


def reached_after_all(record: AccountRecord, row: ContactRow) -> AccountRecord:
    """The account once it is told that a contact arrived: one that was thought lost counts again.

    Its step is not owed by another channel any more; where that one has gone already, both count.
    """
    contacts = tuple(replace(c, reached=True) if c.day == row.day else c for c in record.contacts)
    again = record.undelivered if record.undelivered and record.undelivered.day != row.day else None
    return replace(record, contacts=contacts, undelivered=again)


def _said_better(record: AccountRecord, row: ContactRow, status: str) -> AccountRecord:
    """The account with the newest word of why its newest contact did not arrive."""
    failed = record.undelivered
    if failed is None or failed.day != row.day or failed.status == status:
        return record
    return replace(record, undelivered=replace(failed, status=status))
