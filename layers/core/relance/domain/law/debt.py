"""One invoice as the law of late payment sees it. Every amount of this package is a whole number of euro cents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Regime(StrEnum):
    """Whose law of late payment applies; the debtor's quality decides."""

    B2B = "B2B"
    B2C = "B2C"
    PUBLIC = "PUBLIC"


class RateMode(StrEnum):
    """What a clause says of the penalty rate."""

    DEFAULT = "default"
    """No clause: ECB + 10 points, each semester its own (PEN-02)."""
    FIXED = "fixed"
    MULTIPLE_OF_LEGAL = "multiple_of_til"
    """So many times the legal interest rate of each semester."""


class BelowFloor(StrEnum):
    """What is asked where a clause is below three times the legal rate (PEN-04: unsettled, a person answers for it)."""

    AS_STIPULATED = "AS_STIPULATED"
    FLOOR_PER_SEMESTER = "FLOOR_PER_SEMESTER"
    DEFAULT_RATE = "DEFAULT_RATE"


class Order(StrEnum):
    """What a part payment clears first; the indemnity comes last in both (IMP-01, IMP-02)."""

    INTEREST_FIRST = "INTEREST_FIRST"
    PRINCIPAL_FIRST = "PRINCIPAL_FIRST"


class Effect(StrEnum):
    """From when a credit note reduces the price (IMP-06)."""

    ORIGIN = "ORIGIN"
    DATE = "DATE"


@dataclass(frozen=True, slots=True)
class RateClause:
    """The penalty rate of the contract or of the general terms."""

    mode: RateMode = RateMode.DEFAULT
    value: Decimal = Decimal(0)
    """Percent a year (FIXED) or a factor (MULTIPLE_OF_LEGAL)."""
    below_floor: BelowFloor = BelowFloor.FLOOR_PER_SEMESTER


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money credited to the creditor's account on a day (TERM-11)."""

    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """A credit note."""

    on: date
    cents: int
    effect: Effect = Effect.ORIGIN


@dataclass(frozen=True, slots=True)
class Debt:
    """One invoice, or one instalment of it: what is owed by law follows from this, a day and the rates."""

    regime: Regime
    principal: int
    """All taxes included (PEN-05)."""
    due_on: date
    clause: RateClause = field(default_factory=RateClause)
    receipts: tuple[Receipt, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    order: Order = Order.INTEREST_FIRST
    notice_effective: date | None = None
    """B2C: interest runs from the day after (B2C-01, B2C-02)."""
    judgment_on: date | None = None
    """Insolvency: interest stops on the eve (INS-02)."""
    suspensions: tuple[tuple[date, date], ...] = ()
    """First and last day of each, both included, without interest (C. civ. 1343-5)."""
