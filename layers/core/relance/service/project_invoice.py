"""Billing's changes reach the ledger: at least once, late, in any order, and never twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from relance.domain.billing import Customer, Invoice
from relance.domain.calendar import civil_date
from relance.domain.errors import ConflictError, RejectedError, TransientError
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord
from relance.ports.billing import CUSTOMER_RECORD, BillingBook, BillingChange, BillingRecord, Heartbeat
from relance.ports.ledger import MAX_INVOICES_PER_COMMIT, AlreadyRecordedError, Controls, Ledger, Quarantine
from relance.ports.outside import Clock, Figures
from relance.service.billing_account import AccountFold, OneReading
from relance.service.billing_facts import Folded, Moment
from relance.service.billing_quarantine import BillingQuarantine, names_in
from relance.service.planning import Planning
from relance.service.snapshot import SnapshotReader

TRIES = 6
LINES_PER_UNIT = 20
"""Payments, credit notes and documents that weigh as much as one more row in a transaction."""
NOBODY = ""


class Signals(Protocol):
    """Whoever waits for an account's facts."""

    def facts_changed(self, account_id: str, day: date) -> None:
        """Money, status or address changed: look at the account's open case again, if there is one."""
        ...


@dataclass(frozen=True, slots=True)
class Projection:
    """What became of a batch."""

    accounts: int
    failed: tuple[str, ...] = ()
    """Names of the changes to deliver again; the others are done."""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceProjector:
    """Takes in changes account by account: one load and, where it fits, one commit each."""

    ledger: Ledger
    billing: BillingBook
    planning: Planning
    quarantine: Quarantine
    controls: Controls
    signals: Signals
    figures: Figures
    clock: Clock

    def project(self, changes: Sequence[BillingChange]) -> Projection:
        """A batch of the stream."""
        now = self.clock.now()
        heard = [c.at for c in changes if c.at is not None]
        if heard:
            self.controls.hear_billing(min(max(heard), now))
        return self.apply(changes, day=civil_date(now))

    def apply(self, changes: Sequence[BillingChange], *, day: date) -> Projection:
        """Changes from wherever. What cannot be done now stops its own account only, and is named in the answer."""
        now = self.clock.now()
        lanes = _lanes(changes)
        failed: list[str] = []
        reasons: list[str] = []
        for account_id, lane in lanes.items():
            try:
                self._lane(account_id, lane, Moment(day, now))
            except TransientError as error:
                failed += [c.change_id for c in lane]
                reasons.append(str(error))
        self.figures.count("BillingRecordsRead", len(changes))
        if failed:
            self.figures.count("BillingRecordsDelayed", len(failed))
        return Projection(len(lanes), tuple(dict.fromkeys(failed)), tuple(reasons))

    # ---------------------------------------------------------------------------- one account

    def _lane(self, account_id: str, changes: list[BillingChange], when: Moment) -> None:
        if account_id == NOBODY:
            self._unowned(changes, when.at)
            return
        try:
            self._take_in(account_id, changes, when)
        except RejectedError as error:
            for change in changes:
                self._keeper.refuse(change.new, str(error), when.at)

    def _take_in(self, account_id: str, changes: list[BillingChange], when: Moment) -> None:
        fold, account, changed = self._fold(account_id, changes, when)
        if changed or any(case.open for case in account.cases.values()):
            self.signals.facts_changed(account_id, when.day)
        self._settle(account, fold, changes)
        if fold.waiting:
            self._wait(account_id, fold, when)
        if any(c.new.name == CUSTOMER_RECORD for c in changes) and fold.table.customer(account_id):
            self._free(account_id, when)

    def _fold(
        self, account_id: str, changes: list[BillingChange], when: Moment
    ) -> tuple[AccountFold, AccountRecord, bool]:
        for _ in range(TRIES):
            account = self.ledger.load(account_id)
            # The table is read after the account, so a commit under its revision never brings back older facts.
            fold = AccountFold(self.ledger, OneReading(self.billing), when)
            try:
                return fold, *self._write(account, fold, changes)
            except ConflictError:
                continue
        raise TransientError(f"account {account_id} kept changing")

    def _write(
        self, account: AccountRecord, fold: AccountFold, changes: list[BillingChange]
    ) -> tuple[AccountRecord, bool]:
        before, after = account, account
        events: list[NewEvent] = []
        back: list[tuple[str, NewEvent]] = []
        weight, changed = 0, False
        for step in fold.steps(account, changes):
            cost = _cost(after, step)
            if weight and weight + cost > MAX_INVOICES_PER_COMMIT:
                before, events, weight = self._commit(before, after, events, fold), [], 0
            changed = changed or bool(step.events) or _customer(step.record) != _customer(after)
            after, weight = step.record, weight + cost
            events += step.events
            back += [step.went_back] if step.went_back else []
        stored = self._commit(before, after, events, fold)
        for once, event in back:
            stored = self._tell_once(stored, once, event)
        return stored, changed

    def _commit(
        self, before: AccountRecord, after: AccountRecord, events: list[NewEvent], fold: AccountFold
    ) -> AccountRecord:
        after = replace(after, revision=before.revision, head=before.head)
        if after.open_contact is None:  # else the contact's end plans the account again
            reader = SnapshotReader(self.ledger, fold.table)
            after = replace(after, next_day=self.planning.next_day(reader.of(after), fold.when.day))
        if after == before and not events:
            return before
        return self.ledger.commit(before, after, events=events)

    def _tell_once(self, account: AccountRecord, once: str, event: NewEvent) -> AccountRecord:
        try:
            return self.ledger.commit(account, account, events=(event,), once=once)
        except AlreadyRecordedError:
            return account

    # ----------------------------------------------------------------------------- quarantine

    @property
    def _keeper(self) -> BillingQuarantine:
        return BillingQuarantine(self.quarantine, self.figures)

    def _settle(self, account: AccountRecord, fold: AccountFold, changes: list[BillingChange]) -> None:
        """Each record named here is kept or let go as the table holds it; so is a customer that was deleted."""
        at = fold.when.at
        for record in {c.new.key: c.new for c in changes}.values():
            if record.key in fold.waiting or not _ours(account, record, fold.table):
                continue
            wrong = record.name in fold.table.partition(record.customer_id).invalid
            current = self.billing.record(record.customer_id, record.name) if wrong else replace(record, wrong=None)
            self._keeper.judge(current, at)
        customer = BillingRecord(account.account_id, CUSTOMER_RECORD, account_id=account.account_id)
        if account.customer is not None and fold.table.gone(customer):
            olds = [c.old for c in changes if c.new.key == customer.key and c.old is not None]
            self._keeper.mind_deletion(account, olds[-1] if olds else customer, at)

    def _unowned(self, changes: list[BillingChange], at: datetime) -> None:
        """Heartbeats, and records whose ids cannot name an account."""
        for change in changes:
            current = self.billing.record(change.new.customer_id, change.new.name)
            heartbeat = current.facts or change.new.facts
            if isinstance(heartbeat, Heartbeat):
                self.controls.hear_billing(min(heartbeat.as_of, at))
            self._keeper.judge(current, at)

    def _wait(self, account_id: str, fold: AccountFold, when: Moment) -> None:
        """Keep what waits, then look once more: the customer may have come while it was being written down."""
        for record, missing in fold.waiting.values():
            self._keeper.wait(record, missing, when.at)
        arrived = {c for c in {m for _, m in fold.waiting.values()} if self.billing.partition(c).customer is not None}
        come = [BillingChange(record) for record, missing in fold.waiting.values() if missing in arrived]
        if come:
            self._take_in(account_id, come, when)

    def _free(self, customer_id: str, when: Moment) -> None:
        """The customer is here: take in what waited for it."""
        names = [names_in(entry) for entry in self._keeper.waiting_for(customer_id)]
        waiting = [BillingChange(self.billing.record(*name)) for name in names]
        if waiting and self.apply(waiting, day=when.day).failed:
            raise TransientError(f"some invoices that waited for {customer_id} could not be taken in yet")


def _lanes(changes: Iterable[BillingChange]) -> dict[str, list[BillingChange]]:
    """Changes by account, in their order. One that moves an invoice concerns two accounts."""
    lanes: dict[str, list[BillingChange]] = {}
    for change in changes:
        concerned = [] if change.new.gone and change.old else [change.new.account_id]
        concerned += [change.old.account_id] if change.old else []
        for account_id in dict.fromkeys(concerned):
            lanes.setdefault(account_id, []).append(change)
    return lanes


def _ours(account: AccountRecord, record: BillingRecord, table: OneReading) -> bool:
    """Whether this account judges the record: the new payer's does, not the old one's; a deletion has its own way."""
    if record.name == CUSTOMER_RECORD:
        return account.customer is None or not table.gone(record)
    invoice = table.invoice(record)
    return invoice is None or invoice.account_id == account.account_id


def _cost(before: AccountRecord, step: Folded) -> int:
    """How much of a transaction the step takes: its rows, and the size of a very long invoice."""
    changed = [i.seen.facts for key, i in step.record.invoices.items() if before.invoices.get(key) is not i]
    return len(step.events) + sum(1 + _lines(invoice) // LINES_PER_UNIT for invoice in changed)


def _lines(invoice: Invoice) -> int:
    return len(invoice.payments) + len(invoice.credit_notes) + len(invoice.documents)


def _customer(account: AccountRecord) -> Customer | None:
    return account.customer.facts if account.customer else None
