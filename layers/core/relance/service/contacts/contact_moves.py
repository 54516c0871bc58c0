"""What one move of a contact writes: the row, the account, and what the timeline says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from relance.domain.calendar import civil_date
from relance.domain.contact import ContactRow, ContactState, named
from relance.domain.delivery import DeliveryStatus
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord

OPEN_STATES = frozenset({ContactState.RESERVED, ContactState.SENDING, ContactState.UNKNOWN})

HELD_BY_US = frozenset({ContactState.RESERVED, ContactState.SENDING})


@dataclass(frozen=True, slots=True)
class Change:
    """The account and the row after a move, with its events."""

    record: AccountRecord
    row: ContactRow
    events: tuple[NewEvent, ...]
    retry_on: date | None = None
    """The first day on which the account may be planned again."""


class Refusal(StrEnum):
    """Who refused a message or a letter for good, where its step can go by another channel at once."""

    CARRIERS = "CARRIERS"
    """All that sell the channel."""
    DEBTOR = "DEBTOR"
    """Who wants no messages there: the address closes."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a contact ends without being sent, or with nobody knowing."""

    state: ContactState
    kind: str
    reason: str
    at: datetime
    actor: str
    retry_on: date | None = None
    refusal: Refusal | None = None


def day_after_sending(row: ContactRow, at: datetime) -> date:
    """The first day on which another contact may be thought of."""
    return max(civil_date(at), row.day + timedelta(days=1))


def move_event(kind: str, row: ContactRow, at: datetime, actor: str, data: dict[str, object]) -> NewEvent:
    """An event of the contact's, naming it."""
    named = {"day": row.day.isoformat(), "reference": row.reference, "step": row.step_name, "rank": row.rank}
    return NewEvent(kind, at, actor, {**named, **data})


def sent_data(row: ContactRow, not_taken: Sequence[str]) -> dict[str, object]:
    """What was sent, by hashes; through whom and for how much."""
    posted = {"carrier": row.carrier} if row.carrier else {}
    passed = {"not_taken": list(not_taken)} if not_taken else {}
    paid = {"cost_micros": row.cost.micros, "cost_source": row.cost.source} if row.cost else {}
    return {
        "channel": row.channel,
        "document": row.document,
        "message_id": row.message_id,
        **named(letter=row.letter, message=row.message),
        "parts": row.parts or {},
        **_deposited(row),
        **posted,
        **paid,
        **passed,
    }


def _deposited(row: ContactRow) -> dict[str, object]:
    """Where the deposit of a tracked letter lies, and what certifies its time."""
    found = next((fact for fact in row.tracked if fact.status is DeliveryStatus.SENT), None)
    return dict(named(deposit=found.record, deposit_token=found.token)) if found else {}
