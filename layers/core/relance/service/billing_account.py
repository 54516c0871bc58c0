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
from relance.service.billing_facts import (
    Folded,
    Moment,
    fold_customer,
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
class AccountFold:
    """The changes of one account, folded: images in their order, then the table once for each record."""

    ledger: Ledger
    table: OneReading
    when: Moment
    waiting: dict[str, tuple[BillingRecord, str]] = field(default_factory=dict)
    """Invoices that cannot be taken in yet, by key, with the customer they miss."""

    def steps(self, account: AccountRecord, changes: list[BillingChange]) -> Iterator[Folded]:
        """The account after each step; a step touches at most one invoice."""
        for change in changes:
            if change.sequence and not self._waits(account, change.new):
                folded = self._image(account, change)
                account = folded.record
                yield folded
        for record in {c.new.key: c.new for c in changes}.values():
            if record.key not in self.waiting and not self._waits(account, record):
                folded = self._current(account, record)
                account = folded.record
                yield folded

    def _image(self, account: AccountRecord, change: BillingChange) -> Folded:
        deleted = change.new.gone
        facts = change.old.facts if deleted and change.old else change.new.facts
        if isinstance(facts, Customer) and not deleted and facts.customer_id == account.account_id:
            return fold_customer(account, facts, change.sequence, self.when)
        if isinstance(facts, Invoice):
            # An image that comes after the deletion tells of an invoice that is gone, too.
            image = withdrawn(facts) if deleted or self.table.gone(change.new) else facts
            return fold_image(account, image, change.sequence, self.table.invoice(change.new), self.when)
        return Folded(account)

    def _current(self, account: AccountRecord, record: BillingRecord) -> Folded:
        if record.name == CUSTOMER_RECORD:
            customer = self.table.customer(account.account_id)
            return fold_customer(account, customer, "", self.when) if customer else Folded(account)
        if self.table.gone(record):
            return fold_gone(account, invoice_key(record), self.when)
        invoice = self.table.invoice(record)
        if invoice is None or not (invoice.account_id == account.account_id or invoice.key in account.invoices):
            return Folded(account)
        return fold_invoice(account, invoice, "", self.when)

    def _waits(self, account: AccountRecord, record: BillingRecord) -> bool:
        """An invoice new to its account needs valid records of its customer and of its payer."""
        invoice = self.table.invoice(record) if record.name.startswith(INVOICE_RECORD) else None
        if invoice is None or invoice.account_id != account.account_id or invoice.key in account.invoices:
            return False
        missing = next((c for c in (invoice.customer_id, invoice.account_id) if not self._known(account, c)), None)
        if missing is not None:
            self.waiting[record.key] = (record, missing)
        return missing is not None

    def _known(self, account: AccountRecord, customer_id: str) -> bool:
        seen = account if customer_id == account.account_id else None
        if seen is not None and seen.customer is not None:
            return True
        return self.table.customer(customer_id) is not None or self.ledger.load(customer_id).customer is not None


def invoice_key(record: BillingRecord) -> str:
    """The ledger's name of the invoice that a record is about."""
    return f"{record.customer_id}#{record.name.removeprefix(INVOICE_RECORD)}"
