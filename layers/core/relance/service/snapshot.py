"""Reading one account for a decision: the ledger's progress with billing's facts of this very moment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.account import Account
from relance.domain.billing import Customer, Invoice
from relance.domain.record import AccountRecord
from relance.ports.billing import BillingBook
from relance.ports.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An account as it stands. `account` is None while billing has no valid record of the customer."""

    record: AccountRecord
    account: Account | None


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
        customer: Customer | None = record.customer.facts if record.customer else None
        invoices: dict[str, Invoice] = {}
        for customer_id in record.source_customers:
            partition = self.billing.partition(customer_id)
            invoices |= partition.invoices
            if customer_id == record.account_id and partition.customer is not None:
                customer = _newest(customer, partition.customer)
        if customer is None:
            return Snapshot(record, None)
        return Snapshot(record, record.account(customer, invoices))


def _newest(seen: Customer | None, read: Customer) -> Customer:
    return read if seen is None or read.version >= seen.version else seen


def with_record(snapshot: Snapshot, record: AccountRecord) -> Snapshot:
    """The same facts with what we know after a change: progress, holds and contacts of `record`."""
    if snapshot.account is None:
        return Snapshot(record, None)
    facts = {s.invoice.key: s.invoice for s in snapshot.account.invoices}
    return replace(snapshot, record=record, account=record.account(snapshot.account.customer, facts))
