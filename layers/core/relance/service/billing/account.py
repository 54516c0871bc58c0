"""One account and the changes that concern it: what they make of it, one invoice at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from relance.domain.billing import Customer, Invoice
from relance.domain.record import AccountRecord
from relance.ports.billing import (
    CUSTOMER_RECORD,
    INVOICE_RECORD,
    BillingBook,
    BillingChange,
    BillingPage,
    BillingPartition,
    BillingRecord,
)
from relance.ports.ledger import Ledger
from relance.service.billing.facts import (
    Folded,
    Moment,
    fold_customer,
    fold_deletion,
    fold_gone,
    fold_image,
    fold_invoice,
    withdrawn,
)


@dataclass(frozen=True, slots=True)
class OneReading:
    """The invoice table as read once: each partition a single time, from the moment this was made on."""

    billing: BillingBook
    read: dict[str, BillingPartition] = field(default_factory=dict)

    def partition(self, customer_id: str) -> BillingPartition:
        """One customer's records, as they were first read."""
        if customer_id not in self.read:
            self.read[customer_id] = self.billing.partition(customer_id)
        return self.read[customer_id]

    def record(self, customer_id: str, name: str) -> BillingRecord:
        """One record, as it is now."""
        return self.billing.record(customer_id, name)

    def scan(self, *, segment: int, segments: int, start: dict[str, str] | None) -> BillingPage:
        """One page, as it is now."""
        return self.billing.scan(segment=segment, segments=segments, start=start)

    def customer(self, customer_id: str) -> Customer | None:
        """The customer's valid record."""
        return self.partition(customer_id).customer

    def invoice(self, record: BillingRecord) -> Invoice | None:
        """The invoice's valid record."""
        return self.partition(record.customer_id).invoices.get(invoice_key(record))

    def gone(self, record: BillingRecord) -> bool:
        """Whether the table has no such record, valid or not."""
        found = self.invoice(record) if record.name != CUSTOMER_RECORD else self.customer(record.customer_id)
        return found is None and record.name not in self.partition(record.customer_id).invalid


@dataclass(frozen=True, slots=True)
class HomeFold:
    """The changes of one customer's own records, folded: images in their order, then the table once for each record.

    The customer's account remembers all its invoices, also those that somebody else pays: its entry says whose they
    are and which version is the newest, so that no two accounts ever chase one invoice.
    """

    changes: list[BillingChange]
    ledger: Ledger
    table: OneReading
    when: Moment
    waiting: dict[str, tuple[BillingRecord, str]] = field(default_factory=dict)
    """Invoices that cannot be taken in yet, by key, with the customer they miss."""

    @property
    def records(self) -> list[BillingRecord]:
        """Each record that changed, once."""
        return list({c.new.key: c.new for c in self.changes}.values())

    def steps(self, account: AccountRecord) -> Iterator[Folded]:
        """The account after each step; a step touches at most one invoice."""
        for change in self.changes:
            if change.sequence and not self._waits(account, change.new):
                folded = self._image(account, change)
                account = folded.record
                yield folded
        for record in self.records:
            if not self._waits(account, record):
                folded = self._current(account, record)
                account = folded.record
                yield folded

    def _image(self, account: AccountRecord, change: BillingChange) -> Folded:
        current, facts = self.table.invoice(change.new), change.new.facts
        if change.new.gone:
            old = change.old.facts if change.old and isinstance(change.old.facts, Invoice) else None
            return fold_deletion(account, invoice_key(change.new), old, change.sequence, current, self.when)
        if isinstance(facts, Customer):
            return fold_customer(account, facts, change.sequence, self.when)
        if isinstance(facts, Invoice):
            # An image that comes after the deletion tells of an invoice that is gone, too.
            image = withdrawn(facts) if self.table.gone(change.new) else facts
            return fold_image(account, image, change.sequence, current, self.when)
        return Folded(account)

    def _current(self, account: AccountRecord, record: BillingRecord) -> Folded:
        if record.name == CUSTOMER_RECORD:
            customer = self.table.customer(account.account_id)
            return fold_customer(account, customer, "", self.when) if customer else Folded(account)
        if self.table.gone(record):
            return fold_gone(account, invoice_key(record), self.when)
        invoice = self.table.invoice(record)
        return fold_invoice(account, invoice, "", self.when) if invoice else Folded(account)

    def _waits(self, account: AccountRecord, record: BillingRecord) -> bool:
        """An invoice that the account does not know yet needs the customer's valid record."""
        if self.table.invoice(record) is None or invoice_key(record) in account.invoices or account.customer:
            return False
        if self.table.customer(account.account_id) is None:
            self.waiting[record.key] = (record, account.account_id)
        return record.key in self.waiting


@dataclass(frozen=True, slots=True)
class PayerFold:
    """Invoices of other customers that this account pays, or paid: what their home accounts know is taken over."""

    records: list[BillingRecord]
    ledger: Ledger
    table: OneReading
    when: Moment
    waiting: dict[str, tuple[BillingRecord, str]] = field(default_factory=dict)

    def steps(self, account: AccountRecord) -> Iterator[Folded]:
        """The account after each step; a step touches at most one invoice."""
        for record in self.records:
            home = self.ledger.load(record.customer_id).invoices.get(invoice_key(record))
            facts = home.seen.facts if home else None
            if facts is not None and self._concerns(account, record, facts):
                read = self.table.invoice(record)
                as_read = read if read is not None and read.version == facts.version else facts
                folded = fold_invoice(account, facts, "", self.when, as_read=as_read)
                account = folded.record
                yield folded

    def _concerns(self, account: AccountRecord, record: BillingRecord, facts: Invoice) -> bool:
        entry = account.invoices.get(facts.key)
        if facts.account_id != account.account_id:
            return entry is not None and entry.moved_to is None
        if entry is None and account.customer is None and self.table.customer(account.account_id) is None:
            self.waiting[record.key] = (record, account.account_id)
            return False
        return True


Fold = HomeFold | PayerFold


def invoice_key(record: BillingRecord) -> str:
    """The ledger's name of the invoice that a record is about."""
    return f"{record.customer_id}#{record.name.removeprefix(INVOICE_RECORD)}"


def payers_of(change: BillingChange, before: AccountRecord, after: AccountRecord) -> set[str]:
    """The accounts beside the customer's own that a change may concern: payers named before, and named now."""
    key = invoice_key(change.new)
    entries = (account.invoices.get(key) for account in (before, after))
    named = {entry.moved_to for entry in entries if entry} | {change.new.account_id}
    named |= {change.old.account_id} if change.old else set()
    return {account_id for account_id in named if account_id} - {change.new.customer_id}
