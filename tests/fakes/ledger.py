"""The ledger in memory: passes the same contract as the real one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from relance.domain.canonical import canonical_json
from relance.domain.channels import Channel
from relance.domain.contact import TRANSITIONS, ContactRow, ContactState
from relance.domain.errors import ConflictError, RejectedError
from relance.domain.events import ChainHead, Event, NewEvent
from relance.domain.record import AccountRecord, Quarantined, SendingSwitch
from relance.domain.rows import ACCOUNT, CONTACT, UNDER_WAY, changed_rows, contact_hash, link
from relance.ports.ledger import (
    KEPT_CONTACTS,
    MAX_INVOICES_PER_COMMIT,
    AlreadyRecordedError,
    DailyCap,
    DailyCapReachedError,
)

WAITING = frozenset({ContactState.RESERVED, ContactState.SENDING, ContactState.UNKNOWN})


@dataclass
class InMemoryLedger:
    """Everything in dictionaries; one commit is one step."""

    records: dict[str, AccountRecord] = field(default_factory=dict)
    rows: dict[tuple[str, date], ContactRow] = field(default_factory=dict)
    chains: dict[str, list[Event]] = field(default_factory=dict)
    recorded: set[tuple[str, str]] = field(default_factory=set)
    reserved: dict[date, int] = field(default_factory=dict)
    strict: bool = False
    """Whether a row that proves something may change with an event only, as it must where all goes as it should."""
    commits: int = 0
    """How many commits wrote something."""

    def load(self, account_id: str) -> AccountRecord:
        record = self.records.get(account_id, AccountRecord(account_id))
        return replace(record, invoices=dict(record.invoices), cases=dict(record.cases))

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
        after = replace(after, revision=before.revision, head=before.head, contacts=after.contacts[-KEPT_CONTACTS:])
        self._check(before, after, contact, once, cap)
        if after == before and not events and contact is None and once is None and cap is None:
            return before
        return self._apply(before, after, events, contact, once, cap)

    def _check(
        self,
        before: AccountRecord,
        after: AccountRecord,
        contact: ContactRow | None,
        once: str | None,
        cap: DailyCap | None,
    ) -> None:
        changed = [k for k, v in after.invoices.items() if before.invoices.get(k) != v]
        if len(changed) > MAX_INVOICES_PER_COMMIT:
            raise RejectedError(f"{len(changed)} invoices exceed one transaction")
        if (set(before.invoices) - set(after.invoices)) or (set(before.cases) - set(after.cases)):
            raise RejectedError("an invoice or a case never leaves the ledger")
        if once is not None and (before.account_id, once) in self.recorded:
            raise AlreadyRecordedError(once)
        if self.load(before.account_id).revision != before.revision:
            raise ConflictError(f"account {before.account_id} changed since revision {before.revision}")
        known = self.rows.get((contact.account_id, contact.day)) if contact else None
        if known and contact and contact.state is not known.state and contact.state not in TRANSITIONS[known.state]:
            raise RejectedError(f"a contact cannot go from {known.state} to {contact.state}")
        if cap is not None and self.reserved.get(cap.day, 0) >= cap.limit:
            raise DailyCapReachedError(f"{cap.limit} contacts were reserved on {cap.day}")

    def _apply(
        self,
        before: AccountRecord,
        after: AccountRecord,
        events: Sequence[NewEvent],
        contact: ContactRow | None,
        once: str | None,
        cap: DailyCap | None,
    ) -> AccountRecord:
        stored = replace(after, revision=before.revision + 1, head=self._chain(before, after, events, contact))
        self.records[before.account_id] = stored
        if contact is not None:
            self.rows[contact.account_id, contact.day] = contact
        if once is not None:
            self.recorded.add((before.account_id, once))
        if cap is not None:
            self.reserved[cap.day] = self.reserved.get(cap.day, 0) + 1
        self.commits += 1
        return stored

    def _chain(
        self, before: AccountRecord, after: AccountRecord, events: Sequence[NewEvent], contact: ContactRow | None
    ) -> ChainHead:
        if not events:
            if self.strict:
                self._check_nothing_to_tell(before, after, contact)
            return before.head
        links = link(before, after, [replace(e, data=json.loads(canonical_json(e.data))) for e in events], contact)
        self.chains.setdefault(before.account_id, []).extend(links)
        return ChainHead(links[-1].seq, links[-1].hash)

    def _check_nothing_to_tell(self, before: AccountRecord, after: AccountRecord, contact: ContactRow | None) -> None:
        """A row that changes in what it proves changes with an event, or it would look tampered with ever after."""
        told = changed_rows(before, after, contact)
        if contact is not None:
            known = self.rows.get((contact.account_id, contact.day))
            under_way = contact.state in UNDER_WAY
            if under_way or (known is not None and contact_hash(known) == contact_hash(contact)):
                del told[CONTACT + contact.day.isoformat()]
        if not before.head.seq:
            told.pop(ACCOUNT, None)
        if told:
            raise AssertionError(f"{before.account_id}: {sorted(told)} changed without an event")

    def contact(self, account_id: str, day: date) -> ContactRow | None:
        return self.rows.get((account_id, day))

    def contacts(self, account_id: str) -> list[ContactRow]:
        return [row for (owner, _), row in sorted(self.rows.items()) if owner == account_id]

    def events(self, account_id: str) -> Iterator[Event]:
        yield from list(self.chains.get(account_id, []))

    def due(self, day: date) -> Iterator[str]:
        for record in list(self.records.values()):
            if record.next_day is not None and record.next_day <= day:
                yield record.account_id

    def pending(self, before: datetime) -> Iterator[tuple[str, date]]:
        for row in list(self.rows.values()):
            if row.state in WAITING and row.since < before:
                yield row.account_id, row.day

    def contact_of(self, reference: str) -> tuple[str, date] | None:
        return next(((r.account_id, r.day) for r in self._posted() if r.reference == reference), None)

    def contact_of_letter(self, carrier: str, carrier_id: str) -> tuple[str, date] | None:
        theirs = (r for r in self._posted() if r.carrier == carrier and r.message_id == carrier_id)
        return next(((r.account_id, r.day) for r in theirs), None)

    def _posted(self) -> Iterator[ContactRow]:
        """Every attempt that a carrier was given, or that is ours: what points at one stays when there is another."""
        for row in self.rows.values():
            attempts = (row, *row.handed_over)
            yield from (r for r in attempts if r.carrier is not None or r.channel == Channel.TRACKED)

    def to_follow(self, until: datetime) -> Iterator[tuple[str, date]]:
        for row in list(self.rows.values()):
            if row.state not in WAITING and row.follow_at is not None and row.follow_at <= until:
                yield row.account_id, row.day

    def costs(self, month: str) -> Iterator[ContactRow]:
        attempts = (r for row in self.rows.values() for r in (row, *row.handed_over))
        sent = (r for r in attempts if r.cost is not None and r.state is ContactState.SENT)
        yield from sorted((r for r in sent if f"{r.day:%Y-%m}" == month), key=lambda r: (r.day, r.reference))

    def accounts(self) -> Iterator[str]:
        yield from list(self.records)


@dataclass
class InMemoryControls:
    """The deployment's switch and heartbeat."""

    switch_now: SendingSwitch = field(default_factory=SendingSwitch)
    heard: datetime | None = None

    def sending(self) -> SendingSwitch:
        return self.switch_now

    def switch(self, switch: SendingSwitch) -> None:
        self.switch_now = switch

    def billing_heard(self) -> datetime | None:
        return self.heard

    def hear_billing(self, at: datetime) -> None:
        self.heard = at if self.heard is None else max(self.heard, at)


@dataclass
class InMemoryQuarantine:
    """Entries by source and key."""

    kept: dict[tuple[str, str], Quarantined] = field(default_factory=dict)

    def put(self, entry: Quarantined) -> None:
        self.kept[entry.source, entry.key] = entry

    def entries(self, *, waits_for: str | None = None) -> Iterator[Quarantined]:
        for entry in list(self.kept.values()):
            if waits_for is None or entry.waits_for == waits_for:
                yield entry

    def get(self, source: str, key: str) -> Quarantined | None:
        return self.kept.get((source, key))

    def release(self, source: str, key: str) -> None:
        self.kept.pop((source, key), None)
