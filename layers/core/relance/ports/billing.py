"""Reading the billing system's table: its truth about money, never ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from relance.domain.billing import Customer, Invoice
from relance.domain.errors import InvalidRecordError


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
    """Part of a scan: raw items as the table holds them, and where to go on (None: the segment is done)."""

    items: tuple[dict[str, Any], ...]
    next_start: dict[str, Any] | None


class BillingBook(Protocol):
    """The invoice table."""

    def partition(self, customer_id: str) -> BillingPartition:
        """One customer and its invoices, read strongly consistent."""
        ...

    def scan(self, *, segment: int, segments: int, start: dict[str, Any] | None) -> BillingPage:
        """One page of a parallel scan, for reconciliation only."""
        ...
