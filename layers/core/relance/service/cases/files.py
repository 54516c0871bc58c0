"""Reading a case and changing it under its account's revision, with the account's agenda computed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from relance.domain.calendar import civil_date
from relance.domain.case import Case
from relance.domain.errors import ConflictError, RejectedError, TransientError
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord
from relance.ports.ledger import MAX_INVOICES_PER_COMMIT, Ledger
from relance.ports.outside import Clock
from relance.service.account.planning import Planning
from relance.service.account.snapshot import Snapshot, SnapshotReader

TRIES = 8
"""Optimistic retries of one small commit: more means that something writes the account in a loop."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A case after a change, with what happened, and the account where more than the case changed."""

    case: Case
    events: Sequence[NewEvent] = ()
    record: AccountRecord | None = None


Change = Callable[[AccountRecord, Case], Changed | None]
"""Computes a change from the account as it stands; None: nothing to change any more."""


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """The cases of all accounts."""

    ledger: Ledger
    reader: SnapshotReader
    planning: Planning
    clock: Clock

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """The civil day in Paris."""
        return civil_date(self.clock.now())

    def read(self, account_id: str, case_id: str) -> tuple[Snapshot, Case]:
        """The case, and its account with billing's facts of this moment."""
        snapshot = self.reader.read(account_id)
        return snapshot, known(snapshot.record, case_id)

    def change(self, account_id: str, case_id: str, change: Change) -> Case:
        """Commit a change computed from the account as it stands; computed again when somebody else was faster."""
        for _ in range(TRIES):
            record = self.ledger.load(account_id)
            case = known(record, case_id)
            done = change(record, case)
            if done is None:
                return case
            after = (done.record or record).with_case(done.case)
            try:
                self.commit(record, after, events=done.events)
            except ConflictError:
                continue
            return done.case
        raise TransientError(f"{account_id} keeps changing")

    def commit(
        self, before: AccountRecord, after: AccountRecord, *, events: Sequence[NewEvent] = (), case_first: bool = False
    ) -> AccountRecord:
        """Write the difference, in as many transactions as its invoices need.

        The case and the events go with the last one, so that a crash on the way leaves the case as it was and the
        change is computed again; or with the first one, where invoices must never name a case that is not there.
        """
        changed = [k for k, v in after.invoices.items() if before.invoices.get(k) != v]
        size = MAX_INVOICES_PER_COMMIT
        pieces = [changed[i : i + size] for i in range(0, len(changed), size)] or [[]]
        lead = 0 if case_first else len(pieces) - 1
        stored = before
        for position, piece in enumerate(pieces):
            invoices = {**stored.invoices, **{k: after.invoices[k] for k in piece}}
            base = after if position >= lead else stored
            step = replace(base, invoices=invoices)
            happened = events if position == lead else ()
            stored = self.ledger.commit(stored, self.with_agenda(step), events=happened)
        return stored

    def with_agenda(self, record: AccountRecord) -> AccountRecord:
        """While a contact is open nothing but a case's own day is on the agenda."""
        if record.open_contact is not None:
            return replace(record, next_day=record.case_day)
        return replace(record, next_day=self.planning.next_day(self.reader.of(record), self.today()))


def known(record: AccountRecord, case_id: str) -> Case:
    """The account's case of that name."""
    if case_id not in record.cases:
        raise RejectedError(f"account {record.account_id} has no case {case_id}")
    return record.cases[case_id]


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """Delays of a case that are no part of a plan."""

    approval_days: int = 7
    """Days after its date during which a notice may be approved and served. The date that it prints allows for them."""
    handoff_days: int = 30
    """Days during which a handoff may be approved."""
    review_days: int = 30
    """Days after which invoices of a refused case are looked at again."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Makes the events of one case at one instant."""

    case: Case
    at: datetime
    actor: str
    common: dict[str, object] = field(default_factory=dict)

    def event(self, kind: str, **data: object) -> NewEvent:
        """One event, naming the case."""
        return NewEvent(kind, self.at, self.actor, {"case_id": self.case.case_id, **self.common, **data})
