"""Boulangerie Martin (C-1) early in 2026: what the ledger's contract is told with."""

from dataclasses import replace
from datetime import UTC, date, datetime

from relance.domain.contact import ContactRow, ContactState
from relance.domain.events import INVOICE_SEEN, NewEvent
from relance.domain.record import AccountRecord
from relance.ports.ledger import DailyCap, Ledger
from tests.builders import record

MONDAY = date(2026, 2, 9)
TUESDAY = date(2026, 2, 10)
MORNING = datetime(2026, 2, 9, 7, 30, tzinfo=UTC)


def stored(ledger: Ledger, wanted: AccountRecord | None = None) -> AccountRecord:
    wanted = wanted or record()
    return ledger.commit(ledger.load(wanted.account_id), wanted)


def contact(state: ContactState = ContactState.RESERVED, *, day: date = MONDAY, **changes: object) -> ContactRow:
    base = ContactRow(
        account_id="C-1",
        day=day,
        attempt=1,
        state=state,
        step_name="relance-1",
        rank=1,
        document="first_reminder",
        channel="email",
        statement_hash="ab" * 32,
        since=MORNING,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def event(kind: str = INVOICE_SEEN, **data: object) -> NewEvent:
    return NewEvent(kind, MORNING, "project_invoice", data)


def cap(day: date, limit: int) -> DailyCap:
    return DailyCap(day, limit)
