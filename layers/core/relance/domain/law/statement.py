"""The statement (décompte) of one invoice at a day: frozen, printed by letters, kept by the ledger, redone by hand.

Plain tuples with names: hundreds of thousands of them are made in a second.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from relance.domain.canonical import digest
from relance.domain.law.debt import Order, Regime


class Flag(StrEnum):
    """What a person should know of a statement."""

    B2C_NO_FORMAL_NOTICE = "B2C_NO_FORMAL_NOTICE"
    CONTRACT_RATE_BELOW_FLOOR = "CONTRACT_RATE_BELOW_FLOOR"
    INSOLVENCY = "INSOLVENCY"
    PAYMENT_AFTER_INSOLVENCY_JUDGMENT = "PAYMENT_AFTER_INSOLVENCY_JUDGMENT"


class Segment(NamedTuple):
    """Days of one principal and one rate. `interest` is rounded half up to the cent, once (PEN-08)."""

    first: date
    last: date
    days: int
    principal: int
    rate: Decimal
    """Percent a year."""
    interest: int
    basis: str
    """The rate's legal basis, as exchanged; letters have their own words for it."""
    source: str
    """Where the rate was read: keys of the rate table's sources, "contract", or "court" where a judge gave grace."""


class Allocation(NamedTuple):
    """How a payment, or a credit note of effect DATE, was imputed."""

    on: date
    kind: str
    """"payment" or "credit_note"."""
    cents: int
    to_interest: int
    to_principal: int
    to_indemnity: int


class InvoiceStatement(NamedTuple):
    """What one invoice comes to by law. Amounts in euro cents."""

    regime: Regime
    order: Order
    due_on: date
    as_of: date
    principal: int
    """As invoiced, before credit notes and payments."""
    segments: tuple[Segment, ...]
    allocations: tuple[Allocation, ...]
    interest_accrued: int
    interest_paid: int
    interest_due: int
    principal_due: int
    indemnity: int
    indemnity_due: int
    overpayment: int
    total_due: int
    flags: tuple[Flag, ...]

    @property
    def hash(self) -> str:
        """Equal statements have equal hashes."""
        return digest(self)
