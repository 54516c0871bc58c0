"""The law of late payment, day by day and in fractions: slow, plain, and written without a look at the engine.

It shares with the engine the form of a debt only. The tests hold the engine against it; `make bench` times the two.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import NamedTuple

import relance.policies
from relance.domain.law.debt import BelowFloor, Debt, Effect, Order, RateMode, Regime

DAY = timedelta(days=1)
INDEMNITY = 4000


class Reckoned(NamedTuple):
    """Amounts in cents. Segments are (first, last, days, principal, rate, interest)."""

    segments: tuple[tuple[date, date, int, int, Fraction, int], ...]
    allocations: tuple[tuple[int, int, int], ...]
    accrued: int
    interest_due: int
    principal_due: int
    indemnity: int
    indemnity_due: int
    overpayment: int


def reckon(debt: Debt, as_of: date) -> Reckoned:
    """The account at the end of the day `as_of`, lived through one day after the other."""
    book = _Book(debt, as_of)
    happenings = [note.on for note in debt.reductions] + [receipt.on for receipt in debt.receipts]
    day = min([debt.due_on, as_of, *happenings])
    while day <= as_of:
        book.live(day)
        day += DAY
    book.close()
    return book.reckoned()


class _Book:
    def __init__(self, debt: Debt, as_of: date) -> None:
        self.debt, self.as_of = debt, as_of
        origin = [n.cents for n in debt.reductions if n.effect is Effect.ORIGIN and n.on <= as_of]
        self.principal = max(debt.principal - sum(origin), 0)
        self.overpayment = max(sum(origin) - debt.principal, 0)
        self.indemnity = self.indemnity_due = 0
        self.accrued = self.interest = 0
        self.segments: list[tuple[date, date, int, int, Fraction, int]] = []
        self.allocations: list[tuple[int, int, int]] = []
        self.days: list[tuple[date, Fraction]] = []
        self.alike: object = None

    def live(self, day: date) -> None:
        bears = self.bears(day) and self.principal > 0
        alike = (day.year, day.month > 6, self.graces(day)) if bears else None
        if alike != self.alike:
            self.close()
        self.alike = alike
        if bears:
            rate = Fraction(0) if any(self.graces(day)) else rate_of(self.debt, day)
            self.days.append((day, rate))
        notes = [n for n in self.debt.reductions if n.effect is Effect.DATE and n.on == day]
        receipts = [r for r in self.debt.receipts if r.on == day]
        if notes or receipts:
            self.close()
        for note in notes:
            self.take(note.cents, credit_note=True)
        for receipt in receipts:
            self.take(receipt.cents, credit_note=False)
        if day == self.debt.due_on and self.owes_indemnity():
            self.indemnity = self.indemnity_due = INDEMNITY

    def bears(self, day: date) -> bool:
        debt = self.debt
        if day <= debt.due_on or (debt.judgment_on is not None and day >= debt.judgment_on):
            return False
        return debt.regime is not Regime.B2C or (debt.notice_effective is not None and day > debt.notice_effective)

    def graces(self, day: date) -> tuple[bool, ...]:
        return tuple(first <= day <= last for first, last in self.debt.suspensions)

    def owes_indemnity(self) -> bool:
        debt = self.debt
        forbidden = debt.judgment_on is not None and debt.judgment_on <= debt.due_on
        late = self.as_of > debt.due_on and self.principal > 0
        return late and debt.regime is not Regime.B2C and not forbidden

    def close(self) -> None:
        if self.days:
            exact = sum((self.principal * rate / 36500 for _, rate in self.days), Fraction(0))
            cents = floor(exact + Fraction(1, 2))
            first, rate = self.days[0]
            self.segments.append((first, self.days[-1][0], len(self.days), self.principal, rate, cents))
            self.accrued += cents
            self.interest += cents
        self.days = []

    def take(self, cents: int, *, credit_note: bool) -> None:
        shares = {"interest": 0, "principal": 0, "indemnity_due": 0}
        order = ["principal"] if credit_note else ["interest", "principal", "indemnity_due"]
        if self.debt.order is Order.PRINCIPAL_FIRST and not credit_note:
            order = ["principal", "interest", "indemnity_due"]
        for name in order:
            shares[name] = min(cents, getattr(self, name))
            setattr(self, name, getattr(self, name) - shares[name])
            cents -= shares[name]
        self.overpayment += cents
        self.allocations.append((shares["interest"], shares["principal"], shares["indemnity_due"]))

    def reckoned(self) -> Reckoned:
        return Reckoned(
            tuple(self.segments),
            tuple(self.allocations),
            self.accrued,
            self.interest,
            self.principal,
            self.indemnity,
            self.indemnity_due,
            self.overpayment,
        )


def rate_of(debt: Debt, day: date) -> Fraction:
    """Percent a year on a day that bears interest."""
    row = _row(day)
    if debt.regime is Regime.B2C:
        return row["til_autres_cas_pct"]
    if debt.regime is Regime.PUBLIC:
        return _row(debt.due_on + DAY)["public_pct_if_interest_starts_in_semester"]
    if debt.clause.mode is RateMode.DEFAULT:
        return row["b2b_default_pct"]
    factor = row["til_autres_cas_pct"] if debt.clause.mode is RateMode.MULTIPLE_OF_LEGAL else 1
    stipulated = Fraction(debt.clause.value) * factor
    if stipulated >= row["floor_3x_til_pct"]:
        return stipulated
    instead = {
        BelowFloor.AS_STIPULATED: stipulated,
        BelowFloor.FLOOR_PER_SEMESTER: row["floor_3x_til_pct"],
        BelowFloor.DEFAULT_RATE: row["b2b_default_pct"],
    }
    return instead[debt.clause.below_floor]


def _row(day: date) -> dict[str, Fraction]:
    return _table()[day.year, day.month > 6]


@cache
def _table() -> dict[tuple[int, bool], dict[str, Fraction]]:
    file = Path(relance.policies.__file__).with_name("rates.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        return {
            (int(line["semester"][:4]), line["semester"].endswith("2")): {
                name: Fraction(text) for name, text in line.items() if name.endswith("pct") or "public" in name
            }
            for line in csv.DictReader(lines)
        }
