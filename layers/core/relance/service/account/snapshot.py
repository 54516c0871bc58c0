"""Reading one account for a decision: the ledger's progress with billing's facts of this very moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.account import Account, Hold
from relance.domain.billing import Customer, Invoice, InvoiceStatus
from relance.domain.record import AccountRecord, LedgerInvoice
from relance.ports.billing import INVOICE_RECORD, BillingBook, BillingPartition
from relance.ports.ledger import Ledger

UNREADABLE = Hold("billing's record breaks the contract", by="relance", since=date.min)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An account as it stands. `account` is None while billing has no valid record of the customer."""

    record: AccountRecord
    account: Account | None
    unreadable: frozenset[str] = frozenset()
    """Invoices whose record breaks the contract now: what they owe is not known, so they are not chased."""


@dataclass(frozen=True, slots=True)
class SnapshotReader:
    """Reads both tables strongly consistent."""

    ledger: Ledger
    billing: BillingBook

    def read(self, account_id: str) -> Snapshot:
        """The account now."""
        return self.of(self.ledger.load(account_id))

    def of(self, record: AccountRecord) -> Snapshot:
        """The account now, for a record that was just loaded or is about to be written."""
        partitions = {customer_id: self.billing.partition(customer_id) for customer_id in record.source_customers}
        customer = _customer(record, partitions[record.account_id])
        if customer is None:
            return Snapshot(record, None)
        chased = {key: entry for key, entry in record.invoices.items() if not entry.moved_to}
        facts = {key: _facts(entry, partitions) for key, entry in chased.items()}
        unreadable = frozenset(key for key, entry in chased.items() if _unreadable(entry, partitions))
        return Snapshot(record, _account(record, customer, facts, unreadable), unreadable)


def with_record(snapshot: Snapshot, record: AccountRecord) -> Snapshot:
    """The same facts with what we know after a change: progress, holds and contacts of `record`."""
    if snapshot.account is None:
        return Snapshot(record, None)
    facts = {s.invoice.key: s.invoice for s in snapshot.account.invoices}
    account = _account(record, snapshot.account.customer, facts, snapshot.unreadable)
    return replace(snapshot, record=record, account=account)


def _account(
    record: AccountRecord, customer: Customer, facts: dict[str, Invoice], unreadable: frozenset[str]
) -> Account:
    account = record.account(customer, facts)
    states = (replace(s, hold=UNREADABLE) if s.invoice.key in unreadable else s for s in account.invoices)
    return replace(account, invoices=tuple(states)) if unreadable else account


def _customer(record: AccountRecord, partition: BillingPartition) -> Customer | None:
    """Billing's valid record, or a newer one that it overwrote. None when it was deleted or breaks the contract."""
    seen, read = record.customer.facts if record.customer else None, partition.customer
    return seen if seen is not None and read is not None and read.version < seen.version else read


def _facts(entry: LedgerInvoice, partitions: Mapping[str, BillingPartition]) -> Invoice:
    """What the table holds of the invoice; one that it no longer holds is withdrawn, and nothing is owed of it."""
    seen = entry.seen.facts
    read = partitions[seen.customer_id].invoices.get(entry.key)
    if read is not None or _unreadable(entry, partitions):
        return read or seen
    return replace(seen, status=InvoiceStatus.WITHDRAWN)


def _unreadable(entry: LedgerInvoice, partitions: Mapping[str, BillingPartition]) -> bool:
    seen = entry.seen.facts
    return f"{INVOICE_RECORD}{seen.invoice_id}" in partitions[seen.customer_id].invalid
