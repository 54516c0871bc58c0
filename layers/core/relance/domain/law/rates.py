"""The rates of each semester, with where they were read. A semester that is not there is never guessed (RATE-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from relance.domain.errors import InvalidPolicyError, MissingFigureError
from relance.domain.law.semester import Semester

PUBLISHED_BY: Final = 20
"""Of June and December: the rates of the next semester are known by then (RATE-03)."""


class MissingRateError(MissingFigureError):
    """No rates for a semester that bears interest. Documents that print interest wait for them."""

    def __init__(self, semester: Semester) -> None:
        self.semester = semester
        super().__init__(str(semester), f"taux du semestre {semester} absents de rates.csv : rien n'est extrapolé")


@dataclass(frozen=True, slots=True)
class SemesterRates:
    """One row. Rates in percent a year."""

    semester: Semester
    refinancing: Decimal
    """The ECB's, in force on the first day of the semester (PEN-02)."""
    default: Decimal
    """Between professionals without a clause."""
    public: Decimal
    """Of a public buyer whose interest starts in this semester (PUB-01)."""
    legal_individuals: Decimal
    """Legal interest where the creditor is a natural person outside any trade; never ours (B2C-01)."""
    legal: Decimal
    """Legal interest in all other cases."""
    floor: Decimal
    """Of a clause between professionals (PEN-03)."""
    refinancing_confidence: str
    refinancing_source: str
    legal_confidence: str
    legal_source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rows without a gap, oldest first."""

    rows: tuple[SemesterRates, ...]
    sources: tuple[tuple[str, str], ...] = ()
    """What the sources' keys stand for."""

    def __post_init__(self) -> None:
        if not self.rows:
            raise InvalidPolicyError("rates.csv : aucun semestre")
        for row, following in pairwise(self.rows):
            if following.semester != row.semester.next:
                raise InvalidPolicyError(
                    f"rates.csv : après {row.semester} vient {row.semester.next}, et non {following.semester}"
                )

    @property
    def first(self) -> Semester:
        """The oldest semester known."""
        return self.rows[0].semester

    @property
    def last(self) -> Semester:
        """The latest semester known."""
        return self.rows[-1].semester

    @property
    def last_day(self) -> date:
        """The last day that has a rate."""
        return self.last.end

    def of(self, semester: Semester) -> SemesterRates:
        """The rates of a semester. Raises MissingRateError naming it."""
        place = 2 * (semester.year - self.first.year) + semester.half - self.first.half
        if not 0 <= place < len(self.rows):
            raise MissingRateError(semester)
        return self.rows[place]

    def on(self, day: date) -> SemesterRates:
        """The rates of a day's semester. Raises MissingRateError naming it."""
        return self.of(Semester.of(day))


def rate_due(today: date, table: RateTable) -> Semester | None:
    """The first semester that ought to be in the table today and is not (RATE-03)."""
    current = Semester.of(today)
    published = today.month == current.end.month and today.day >= PUBLISHED_BY
    wanted = current.next if published else current
    return table.last.next if wanted > table.last else None
