"""Reading the billing system's table: its truth about money, never ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from relance.domain.billing import Customer, Invoice
from relance.domain.errors import InvalidRecordError

CUSTOMER_RECORD = "CUSTOMER"
INVOICE_RECORD = "INVOICE#"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A quiet billing system says that its table was complete at this instant."""

    as_of: datetime


@dataclass(frozen=True, slots=True)
class BillingRecord:
    """One record as it was read at the border. Without `facts` and without `wrong`: there is none (any more)."""

    customer_id: str
    name: str
    """The sort key: "CUSTOMER", or "INVOICE#" and the invoice's number."""
    facts: Customer | Invoice | Heartbeat | None = None
    wrong: InvalidRecordError | None = None
    body: str = ""
    """The record as JSON, as it came, cut at 100 kB."""
    account_id: str = ""
    """Whose account it concerns, also when the record is wrong: the payer's where it names one. Empty: nobody's."""

    @property
    def key(self) -> str:
        """The record's name in quarantine."""
        return f"{self.customer_id}#{self.name}"

    @property
    def gone(self) -> bool:
        """Whether there is no such record."""
        return self.facts is None and self.wrong is None


@dataclass(frozen=True, slots=True)
class BillingChange:
    """A record that changed. `old` is what it was before, where that is known."""

    new: BillingRecord
    old: BillingRecord | None = None
    sequence: str = ""
    """Its place in the stream, zero-padded. Empty: no place, so the table itself is read again and believed."""
    at: datetime | None = None
    """When billing wrote it, to the second."""
    change_id: str = ""
    """What the stream calls it, to report a failure."""


@dataclass(frozen=True, slots=True)
class BillingPartition:
    """One customer's records as they stand; `invalid` maps the record's name to what is wrong with it."""

    customer: Customer | None = None
    invoices: dict[str, Invoice] = field(default_factory=dict)
    """By invoice key."""
    invalid: dict[str, InvalidRecordError] = field(default_factory=dict)
    """By the record's sort key, such as "INVOICE#F-1"."""


@dataclass(frozen=True, slots=True)
class BillingPage:
    """Part of a scan, and where to go on (None: the segment is done)."""

    records: tuple[BillingRecord, ...]
    next_start: dict[str, Any] | None


class BillingBook(Protocol):
    """The invoice table."""

    def partition(self, customer_id: str) -> BillingPartition:
        """One customer and its invoices, read strongly consistent."""
        ...

    def record(self, customer_id: str, name: str) -> BillingRecord:
        """One record, read strongly consistent."""
        ...

    def scan(self, *, segment: int, segments: int, start: dict[str, Any] | None) -> BillingPage:
        """One page of a parallel scan, for reconciliation only."""
        ...
