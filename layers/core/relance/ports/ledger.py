"""The permanent record of accounts, contacts and events. Rows never expire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from relance.domain.contact import ContactRow
from relance.domain.errors import RelanceError
from relance.domain.events import Event, NewEvent
from relance.domain.record import AccountRecord, Quarantined, SendingSwitch


class AlreadyRecordedError(RelanceError):
    """A `once` key of the commit exists: this very thing was recorded before."""


class DailyCapReachedError(RelanceError):
    """The day's cap on contacts, in force on the first days, is used up."""


@dataclass(frozen=True, slots=True)
class DailyCap:
    """At most `limit` contacts may be reserved on `day`, all accounts together."""

    day: date
    limit: int


class Ledger(Protocol):
    """Accounts change as a whole, under their revision; what belongs together is written together or not at all."""

    def load(self, account_id: str) -> AccountRecord:
        """The account, read consistently; revision 0 when the ledger does not know it."""
        ...

    def commit(
        self,
        before: AccountRecord,
        after: AccountRecord,
        *,
        events: Sequence[NewEvent] = (),
        contact: ContactRow | None = None,
        once: str | None = None,
        cap: DailyCap | None = None,
    ) -> AccountRecord:
        """Write the difference in one transaction and return the account as stored (next revision, new head).

        `once` names a fact that may be recorded a single time for this account.
        Raises ConflictError when the account changed since `before` was loaded, AlreadyRecordedError,
        DailyCapReachedError, and RejectedError when the change exceeds one transaction (MAX_INVOICES_PER_COMMIT).
        """
        ...

    def contact(self, account_id: str, day: date) -> ContactRow | None:
        """The contact of a civil day, read consistently."""
        ...

    def contacts(self, account_id: str) -> list[ContactRow]:
        """Every contact of the account, oldest first."""
        ...

    def events(self, account_id: str) -> Iterator[Event]:
        """The account's history, oldest first."""
        ...

    def due(self, day: date) -> Iterator[str]:
        """Accounts whose agenda day is on or before `day`, from the sparse index: reads only what it returns."""
        ...

    def pending(self, before: datetime) -> Iterator[tuple[str, date]]:
        """Contacts (account, day) that have been RESERVED, SENDING or UNKNOWN since before an instant."""
        ...

    def contact_of(self, reference: str) -> tuple[str, date] | None:
        """Whose contact a reference of ours names, of those that a carrier was given, and of tracked letters."""
        ...

    def contact_of_letter(self, carrier: str, carrier_id: str) -> tuple[str, date] | None:
        """Whose contact a carrier's own id names."""
        ...

    def to_follow(self, until: datetime) -> Iterator[tuple[str, date]]:
        """Contacts (account, day) whose `follow_at` is on or before an instant."""
        ...

    def costs(self, month: str) -> Iterator[ContactRow]:
        """What was sent in a month ("2026-03") and has a cost, oldest first."""
        ...

    def accounts(self) -> Iterator[str]:
        """Every account id; a scan, for reports and repair only."""
        ...


MAX_INVOICES_PER_COMMIT = 80
"""A transaction holds 100 items; the account, a contact, events and guards need their share."""

KEPT_CONTACTS = 60
"""How many past contacts an account carries, the newest; every contact has a permanent row of its own."""


class Controls(Protocol):
    """What holds for the whole deployment: the sending switch, and when billing was last heard."""

    def sending(self) -> SendingSwitch:
        """The switch, read consistently."""
        ...

    def switch(self, switch: SendingSwitch) -> None:
        """Turn sending on or off."""
        ...

    def billing_heard(self) -> datetime | None:
        """When a billing record or heartbeat last reached us; None: never."""
        ...

    def hear_billing(self, at: datetime) -> None:
        """Remember the newest instant; an older one changes nothing."""
        ...


class Quarantine(Protocol):
    """Records from outside that could not be taken, kept until mended."""

    def put(self, entry: Quarantined) -> None:
        """Keep a record; the same source and key replaces the earlier entry."""
        ...

    def entries(self, *, waits_for: str | None = None) -> Iterator[Quarantined]:
        """All entries, or those waiting for one customer."""
        ...

    def get(self, source: str, key: str) -> Quarantined | None:
        """One entry."""
        ...

    def release(self, source: str, key: str) -> None:
        """Forget an entry: its record was taken in."""
        ...
