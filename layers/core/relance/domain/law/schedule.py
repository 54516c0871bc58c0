"""Which rate runs on which day, made ready for whole cents: one row for each semester and kind of debt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from relance.domain.law.debt import BelowFloor, RateClause, RateMode
from relance.domain.law.rates import MissingRateError, RateTable, SemesterRates
from relance.domain.law.semester import JULY, Semester

PERCENT_DAYS = 365 * 100
"""ACT/365: a rate of one percent, for so many days, gives the principal itself (PEN-07)."""
CENT = Decimal("0.01")


class Rated(NamedTuple):
    """A rate until the end of a semester. Interest in cents is cents × days × weight / whole."""

    last: date
    rate: Decimal
    weight: int
    whole: int
    """Even, so that half of it is exact."""
    basis: str
    source: str
    below_floor: bool = False

    @classmethod
    def of(cls, semester: Semester, rate: Decimal, basis: str, source: str, *, below_floor: bool = False) -> Rated:
        """A rate in percent a year."""
        shown = _shown(rate)
        places = -int(shown.as_tuple().exponent)
        return cls(
            semester.end, shown, int(shown.scaleb(places)), PERCENT_DAYS * 10**places, basis, source, below_floor
        )


class Schedule(Protocol):
    """The rates that a debt bears."""

    def on(self, day: date) -> Rated:
        """The rate of a day, until its semester ends. Raises MissingRateError."""
        ...


class Table:
    """A row for each semester of the rate table."""

    def __init__(self, rows: Iterable[Rated]) -> None:
        self._rows = tuple(rows)
        first = self._rows[0].last
        self._offset = 2 * first.year + (first.month >= JULY)

    def on(self, day: date) -> Rated:
        """See Schedule."""
        place = 2 * day.year + (day.month >= JULY) - self._offset
        if not 0 <= place < len(self._rows):
            raise MissingRateError(Semester.of(day))
        return self._rows[place]


class Frozen:
    """For ever the rate of the semester in which interest starts (PUB-01); later semesters need no row."""

    def __init__(self, table: Table, starts_on: date) -> None:
        self._table = table
        self._starts_on = starts_on

    def on(self, day: date) -> Rated:
        """See Schedule. Semesters still part the statement."""
        return self._table.on(self._starts_on)._replace(last=Semester.of(day).end)


class Suspended:
    """The days that a court gave bear nothing, so that they need no rate."""

    BASIS = "suspension (C. civ. 1343-5 al. 4)"

    def on(self, day: date) -> Rated:
        """See Schedule."""
        return Rated.of(Semester.of(day), Decimal("0.00"), self.BASIS, "court")


def of_clause(clause: RateClause, rates: RateTable, default: Table, floor_basis: str, set_aside: str) -> Table:
    """The clause, held against the floor semester by semester (PEN-03, PEN-04)."""

    def rated(row: SemesterRates) -> Rated:
        rate = clause.value * (row.legal if clause.mode is RateMode.MULTIPLE_OF_LEGAL else 1)
        read = f"contract+{row.legal_source}" if clause.mode is RateMode.MULTIPLE_OF_LEGAL else "contract"
        if rate >= row.floor:
            return Rated.of(row.semester, rate, "taux contractuel", read)
        match clause.below_floor:
            case BelowFloor.AS_STIPULATED:
                return Rated.of(row.semester, rate, "taux contractuel", read, below_floor=True)
            case BelowFloor.FLOOR_PER_SEMESTER:
                return Rated.of(row.semester, row.floor, floor_basis, row.legal_source, below_floor=True)
            case BelowFloor.DEFAULT_RATE:
                instead = default.on(row.semester.start)
                return instead._replace(basis=set_aside, below_floor=True)

    return Table(map(rated, rates.rows))


def _shown(rate: Decimal) -> Decimal:
    """Two decimals, or as many as the product of a clause and a rate has."""
    short = rate.quantize(CENT)
    return short if short == rate else rate.normalize()
