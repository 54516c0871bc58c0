"""Billing's changes reach the ledger: at least once, late, in any order, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from relance.domain.calendar import civil_date
from relance.domain.errors import ConflictError, RejectedError, TransientError
from relance.domain.record import AccountRecord
from relance.ports.billing import CUSTOMER_RECORD, BillingBook, BillingChange, BillingRecord, Heartbeat
from relance.ports.ledger import Controls, Ledger, Quarantine
from relance.ports.outside import Clock, Figures
from relance.service.account.planning import Planning
from relance.service.billing.account import Fold, HomeFold, OneReading, PayerFold, invoice_key, payers_of
from relance.service.billing.commit import FoldWriter, Written
from relance.service.billing.facts import Moment
from relance.service.billing.quarantine import BillingQuarantine, names_in

TRIES = 6
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


@dataclass(slots=True)
class _Run:
    """A batch on its way: the payers' part of the work, and what failed."""

    when: Moment
    payers: dict[str, list[BillingChange]] = field(default_factory=dict)
    failed: dict[str, None] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    accounts: int = 0

    def attempt(self, changes: list[BillingChange], work: Callable[[], None]) -> None:
        """What cannot be done now stops this account only."""
        self.accounts += 1
        try:
            work()
        except TransientError as error:
            self.failed |= dict.fromkeys(c.change_id for c in changes)
            self.reasons.append(str(error))


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
        if heard := [c.at for c in changes if c.at is not None]:
            self.controls.hear_billing(min(max(heard), now))
        return self.apply(changes, day=civil_date(now))

    def apply(self, changes: Sequence[BillingChange], *, day: date) -> Projection:
        """Changes from wherever: first at their customers' own accounts, then at those of payers."""
        run = _Run(Moment(day, self.clock.now()))
        for account_id, home in _homes(changes).items():
            run.attempt(home, lambda a=account_id, h=home: self._home(a, h, run))  # type: ignore[misc]
        for account_id, paid in run.payers.items():
            run.attempt(paid, lambda a=account_id, p=paid: self._payer(a, p, run))  # type: ignore[misc]
        self.figures.count("BillingRecordsRead", len(changes))
        if run.failed:
            self.figures.count("BillingRecordsDelayed", len(run.failed))
        return Projection(run.accounts, tuple(run.failed), tuple(run.reasons))

    # --------------------------------------------------------------------------- the accounts

    def _home(self, account_id: str, changes: list[BillingChange], run: _Run) -> None:
        if account_id == NOBODY:
            self._unowned(changes, run.when.at)
            return
        try:
            written, fold = self._write(account_id, lambda table: HomeFold(changes, self.ledger, table, run.when))
        except RejectedError as error:
            for change in changes:
                self._keeper.refuse(change.new, str(error), run.when.at)
            return
        for change in changes:
            for payer in payers_of(change, written.before, written.after):
                run.payers.setdefault(payer, []).append(change)
        self._signal(written, run.when.day)
        self._judge_home(written.after, fold, changes)
        arrived = any(c.new.name == CUSTOMER_RECORD for c in changes) and fold.table.customer(account_id)
        if arrived or self._wait(fold):
            self._free(account_id, run.when)

    def _payer(self, account_id: str, changes: list[BillingChange], run: _Run) -> None:
        records = list({c.new.key: c.new for c in changes}.values())
        written, fold = self._write(account_id, lambda table: PayerFold(records, self.ledger, table, run.when))
        self._signal(written, run.when.day)
        for record in records:
            entry = written.after.invoices.get(invoice_key(record))
            if entry is not None and entry.moved_to is None and fold.table.invoice(record) is not None:
                self._keeper.judge(replace(record, wrong=None), run.when.at)
        if self._wait(fold):
            self._free(account_id, run.when)

    def _write(self, account_id: str, folding: Callable[[OneReading], Fold]) -> tuple[Written, Fold]:
        writer = FoldWriter(self.ledger, self.planning)
        for _ in range(TRIES):
            account = self.ledger.load(account_id)
            # The table is read after the account, so a commit under its revision never brings back older facts.
            fold = folding(OneReading(self.billing))
            try:
                return writer.write(account, fold), fold
            except ConflictError:
                continue
        raise TransientError(f"account {account_id} kept changing")

    def _signal(self, written: Written, day: date) -> None:
        """An open case is told each time: the function may have died before it told the last time."""
        if written.changed or any(case.open for case in written.after.cases.values()):
            self.signals.facts_changed(written.after.account_id, day)

    # ----------------------------------------------------------------------------- quarantine

    @property
    def _keeper(self) -> BillingQuarantine:
        return BillingQuarantine(self.quarantine, self.figures)

    def _judge_home(self, account: AccountRecord, fold: Fold, changes: list[BillingChange]) -> None:
        """Each record named here is kept or let go as the table holds it; so is a customer that was deleted."""
        for record in fold.records:
            if record.key not in fold.waiting and _judged_at_home(account, record, fold.table):
                wrong = record.name in fold.table.partition(record.customer_id).invalid
                current = self.billing.record(record.customer_id, record.name) if wrong else replace(record, wrong=None)
                self._keeper.judge(current, fold.when.at)
        customer = BillingRecord(account.account_id, CUSTOMER_RECORD, account_id=account.account_id)
        if account.customer is not None and fold.table.gone(customer):
            olds = [c.old for c in changes if c.new.key == customer.key and c.old is not None]
            self._keeper.mind_deletion(account, olds[-1] if olds else customer, fold.when.at)

    def _unowned(self, changes: list[BillingChange], at: datetime) -> None:
        """Heartbeats, and records whose ids cannot name an account."""
        for change in changes:
            current = self.billing.record(change.new.customer_id, change.new.name)
            heartbeat = current.facts or change.new.facts
            if isinstance(heartbeat, Heartbeat):
                self.controls.hear_billing(min(heartbeat.as_of, at))
            self._keeper.judge(current, at)

    def _wait(self, fold: Fold) -> bool:
        """Keep what waits. Whether its customer came while it was being written down, and so frees it at once."""
        for record, missing in fold.waiting.values():
            self._keeper.wait(record, missing, fold.when.at)
        missed = {missing for _, missing in fold.waiting.values()}
        return any(self.billing.partition(customer_id).customer is not None for customer_id in missed)

    def _free(self, customer_id: str, when: Moment) -> None:
        """The customer is here: take in what waited for it."""
        names = [names_in(entry) for entry in self._keeper.waiting_for(customer_id)]
        waiting = [BillingChange(self.billing.record(*name)) for name in names]
        if waiting and self.apply(waiting, day=when.day).failed:
            raise TransientError(f"some invoices that waited for {customer_id} could not be taken in yet")


def _homes(changes: Iterable[BillingChange]) -> dict[str, list[BillingChange]]:
    """Changes by their customer's own account, in their order."""
    homes: dict[str, list[BillingChange]] = {}
    for change in changes:
        usable = change.new.account_id != NOBODY
        homes.setdefault(change.new.customer_id if usable else NOBODY, []).append(change)
    return homes


def _judged_at_home(account: AccountRecord, record: BillingRecord, table: OneReading) -> bool:
    """An invoice that somebody else pays is judged at the payer's; a customer's deletion has a way of its own."""
    if record.name == CUSTOMER_RECORD:
        return account.customer is None or not table.gone(record)
    invoice = table.invoice(record)
    return invoice is None or invoice.account_id == account.account_id
