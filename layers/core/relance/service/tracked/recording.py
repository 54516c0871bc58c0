"""Recording what becomes of a tracked letter: each fact once, and of two that exclude each other the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.domain import events
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow
from relance.domain.delivery import REACHED, UNREACHED, DeliveryStatus
from relance.domain.errors import ConflictError, TransientError
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord
from relance.domain.tracked_letter import admitted, kind_of, look_at, with_fact
from relance.ports.ledger import AlreadyRecordedError, Ledger
from relance.service.contacts.contact_book import TRIES
from relance.service.contacts.unreached import reached_after_all


@dataclass(frozen=True, slots=True)
class News:
    """A letter after something became known of it."""

    row: ContactRow
    event: NewEvent
    once: str
    """What may be recorded a single time."""


@dataclass(frozen=True, slots=True)
class TrackedFacts:
    """Under the account's revision and a permanent key: whoever comes second finds what the first recorded."""

    ledger: Ledger

    def letter(self, account_id: str, day: date, attempt: int) -> ContactRow | None:
        """The attempt, where it is a tracked letter that was deposited."""
        newest = self.ledger.contact(account_id, day)
        row = newest.attempted(attempt) if newest else None
        return row if row is not None and row.channel == Channel.TRACKED and row.tracked else None

    def record(self, row: ContactRow, status: DeliveryStatus, *, at: datetime, actor: str) -> ContactRow:
        """Record a fact, and before it the neglect of a letter whose time is over; the letter as it stands then."""
        for each in (DeliveryStatus.UNCLAIMED, status):
            row = self.change(row, lambda current, each=each: _news(current, each, at, actor), at)  # type: ignore[misc]
        return row

    def change(self, row: ContactRow, news: Callable[[ContactRow], News | None], now: datetime) -> ContactRow:
        """Write what is new of a letter, if there is anything; the letter as it stands then."""
        for _ in range(TRIES):
            # The row is read after the account: whoever moves it moves the account's revision.
            record = self.ledger.load(row.account_id)
            newest = self.ledger.contact(row.account_id, row.day)
            current = newest.attempted(row.attempt) if newest else None
            found = news(current) if current else None
            if newest is None or current is None or found is None:
                return current or row
            after = replace(newest.with_attempted(found.row), follow_at=look_at(found.row, now))
            try:
                account = _counted(record, current, found.row)
                self.ledger.commit(record, account, events=[found.event], contact=after, once=found.once)
            except ConflictError:
                continue
            except AlreadyRecordedError:
                return self.letter(row.account_id, row.day, row.attempt) or row
            return found.row
        raise TransientError(f"{row.account_id} keeps changing")


def _news(row: ContactRow, status: DeliveryStatus, at: datetime, actor: str) -> News | None:
    fact = admitted(row.tracked, status, at)
    if fact is None:
        return None
    data = {
        **named(row),
        "kind": kind_of(fact),
        # A late fact is no status of the letter.
        "status": None if fact.late else fact.status.value,
        "letter_sha256": row.letter.sha256 if row.letter else None,
    }
    event = NewEvent(events.DELIVERY_FACT, at, actor, data)
    return News(with_fact(row, fact), event, f"tracked|{row.reference}|{fact.status}")


def _counted(record: AccountRecord, before: ContactRow, after: ContactRow) -> AccountRecord:
    """The account once a letter was answered whose notice was thought lost: the contact counts again."""
    known = next((contact for contact in record.contacts if contact.day == after.day), None)
    arrived = after.delivery in REACHED and (before.delivery in UNREACHED or (known and not known.reached))
    return reached_after_all(record, after) if arrived else record


def named(row: ContactRow) -> dict[str, object]:
    """Which letter an event speaks of."""
    return {"day": row.day.isoformat(), "reference": row.reference, "channel": row.channel}
