"""An address at which nobody is to be written to any more (CONT-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from relance.domain import events
from relance.domain.contact import ContactRow
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord


def without(
    record: AccountRecord, address: str | None, row: ContactRow, why: str, *, at: datetime, actor: str
) -> tuple[AccountRecord, list[NewEvent]]:
    """The account without the address that a contact went to, and what its timeline says; unchanged where it is known.

    The address itself stays out of the chain: the contact's row holds it.
    """
    if address is None or address in record.closed_addresses:
        return record, []
    closed = replace(record, closed_addresses=record.closed_addresses | {address})
    data = {"day": row.day.isoformat(), "channel": row.channel, "why": why}
    return closed, [NewEvent(events.ADDRESS_CLOSED, at, actor, data)]
