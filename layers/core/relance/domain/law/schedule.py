"""Which rate runs on which day, made ready for whole cents; and the segments that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from relance.domain.law.debt import BelowFloor, RateClause, RateMode
from relance.domain.law.rates import MissingRateError, RateTable, SemesterRates
from relance.domain.law.semester import Semester
from relance.domain.law.statement import Segment

PERCENT_DAYS: Final = 365 * 100
"""ACT/365: a rate of one percent, for so many days, gives the principal itself (PEN-07)."""
CENT: Final = Decimal("0.01")
GRACE: Final = "suspension (C. civ. 1343-5 al. 4)"
DAY: Final = timedelta(days=1)
REMEMBERED: Final = 4096
"""Spans kept by a table: invoices of one morning fall due on few distinct days."""
make = tuple.__new__
"""What a NamedTuple's constructor comes to: hundreds of thousands of segments are made in a second."""


class Rated(NamedTuple):
    """A rate, with its ground and where it was read."""

    semester: Semester
    rate: Decimal
    """Percent a year, with two decimals or as many as it needs."""
    basis: str
    source: str

    @classmethod
    def of(cls, semester: Semester, rate: Decimal, basis: str, source: str) -> Rated:
        """A rate as a clause and the law's figures make it."""
        short = rate.quantize(CENT)
        return cls(semester, short if short == rate else rate.normalize(), basis, source)


class Span(NamedTuple):
    """Days of one rate. Their interest is principal × weight / whole."""

    first: date
    last: date
    days: int
    rate: Decimal
    weight: int
    half: int
    whole: int
    basis: str
    source: str

    @classmethod
    def of(cls, first: date, last: date, rated: Rated) -> Span:
        """From `first` to `last`, both included."""
        days = (last - first).days + 1
        places = -int(rated.rate.as_tuple().exponent)
        whole = PERCENT_DAYS * 10**places
        weight = int(rated.rate.scaleb(places)) * days
        return cls(first, last, days, rated.rate, weight, whole // 2, whole, rated.basis, rated.source)


class Schedule(Protocol):
    """The rates that a debt bears."""

    def spans(self, first: date, last: date) -> tuple[Span, ...]:
        """The days from `first` to `last`, both included, parted by semesters. Raises MissingRateError."""
        ...


def accrue(principal: int, spans: tuple[Span, ...], segments: list[Segment]) -> int:
    """Append the segments of a principal, each rounded half up to the cent, once (PEN-08); give their interest."""
    accrued = 0
    for first, last, days, rate, weight, half, whole, basis, source in spans:
        interest = (principal * weight + half) // whole
        segments.append(make(Segment, (first, last, days, principal, rate, interest, basis, source)))
        accrued += interest
    return accrued


class Table:
    """A row for each semester of the rate table."""

    def __init__(self, rows: Iterable[Rated]) -> None:
        self._rows = {row.semester: row for row in rows}
        self.spans = lru_cache(REMEMBERED)(self._spans)

    def of(self, semester: Semester) -> Rated:
        """The row of a semester. Raises MissingRateError naming it."""
        if semester not in self._rows:
            raise MissingRateError(semester)
        return self._rows[semester]

    def _spans(self, first: date, last: date) -> tuple[Span, ...]:
        return tuple(Span.of(start, end, self.of(Semester.of(start))) for start, end in parted(first, last))


class Frozen:
    """For ever the rate of the semester in which interest starts (PUB-01); later semesters need no row."""

    def __init__(self, table: Table, starts_on: date) -> None:
        self._table = table
        self._semester = Semester.of(starts_on)

    def spans(self, first: date, last: date) -> tuple[Span, ...]:
        """See Schedule. Semesters still part the statement."""
        rated = self._table.of(self._semester)
        return tuple(Span.of(start, end, rated) for start, end in parted(first, last))


class Graced:
    """Days that a court gave bear nothing, so that they need no rate; on the others the rates run (C. civ. 1343-5)."""

    def __init__(self, rates: Schedule, periods: tuple[tuple[date, date], ...]) -> None:
        self._rates = rates
        self._periods = periods
        self._edges = sorted({day for first, last in periods for day in (first - DAY, last)})

    def spans(self, first: date, last: date) -> tuple[Span, ...]:
        """See Schedule. Both edges of each period part the statement too."""
        found: list[Span] = []
        for edge in [*(edge for edge in self._edges if first <= edge < last), last]:
            found += self._graced(first, edge) if self._is_in_grace(first) else self._rates.spans(first, edge)
            first = edge + DAY
        return tuple(found)

    def _is_in_grace(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self._periods)

    def _graced(self, first: date, last: date) -> list[Span]:
        rated = Rated(Semester.of(first), Decimal("0.00"), GRACE, "court")
        return [Span.of(start, end, rated) for start, end in parted(first, last)]


def parted(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days from `first` to `last`, parted where a semester ends."""
    while first <= last:
        end = min(Semester.of(first).end, last)
        yield first, end
        first = end + DAY


class ClauseBases(NamedTuple):
    """How it is said that the clause itself is not applied."""

    floor: str
    set_aside: str


class ClauseTable(Table):
    """The clause, held against the floor semester by semester (PEN-03, PEN-04)."""

    def __init__(self, clause: RateClause, rates: RateTable, default: Table, bases: ClauseBases) -> None:
        self._clause, self._default, self._bases = clause, default, bases
        self._below = {row.semester for row in rates.rows if self._stipulated(row) < row.floor}
        super().__init__(map(self._rated, rates.rows))

    def is_below_floor(self, segments: Iterable[Segment]) -> bool:
        """Whether the clause is below the floor in a semester that bears interest."""
        return any(s.basis != GRACE and Semester.of(s.first) in self._below for s in segments)

    def _stipulated(self, row: SemesterRates) -> Decimal:
        return self._clause.value * (row.legal if self._clause.mode is RateMode.MULTIPLE_OF_LEGAL else 1)

    def _rated(self, row: SemesterRates) -> Rated:
        policy = self._clause.below_floor if row.semester in self._below else BelowFloor.AS_STIPULATED
        if policy is BelowFloor.AS_STIPULATED:
            also = f"+{row.legal_source}" if self._clause.mode is RateMode.MULTIPLE_OF_LEGAL else ""
            return Rated.of(row.semester, self._stipulated(row), "taux contractuel", f"contract{also}")
        if policy is BelowFloor.FLOOR_PER_SEMESTER:
            return Rated.of(row.semester, row.floor, self._bases.floor, row.legal_source)
        return self._default.of(row.semester)._replace(basis=self._bases.set_aside)
