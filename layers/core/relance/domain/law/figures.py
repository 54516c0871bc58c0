"""The figures of the law in force: rates and parameters that agree with each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from relance.domain.errors import InvalidPolicyError
from relance.domain.law.debt import RateClause
from relance.domain.law.parameters import MissingParameterError, Parameters
from relance.domain.law.rates import RateTable, SemesterRates
from relance.domain.law.schedule import ClauseBases, ClauseTable, Rated, Table

CENTS: Final = 100
CONVENTIONS: Final = {"penalty.day_count": "ACT_365_FIXED", "penalty.rounding": "HALF_UP_PER_SEGMENT"}
"""What the engine does; data that asks for another convention is refused, not ignored."""
MARGIN: Final = "penalty.b2b.default_margin_points"
PUBLIC_MARGIN: Final = "penalty.public.margin_points"
FLOOR_MULTIPLE: Final = "penalty.b2b.floor_multiple"
INDEMNITY: Final = "indemnity.amount"


@dataclass(frozen=True, slots=True, eq=False)
class LegalFigures:
    """Raises InvalidPolicyError where a row of the rates is not what the parameters make of its own columns."""

    rates: RateTable
    parameters: Parameters
    default: Table = field(init=False, repr=False)
    """Between professionals, without a clause."""
    legal: Table = field(init=False, repr=False)
    """Legal interest, "all other cases"."""
    public: Table = field(init=False, repr=False)
    """A public buyer's rate, by the semester in which interest starts."""
    _indemnities: tuple[tuple[date, int], ...] = field(init=False, repr=False)
    _clauses: dict[RateClause, ClauseTable] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for key, done in CONVENTIONS.items():
            if self.parameters.text(key, self.rates.last_day) != done:
                raise InvalidPolicyError(f"parameters.json, {key} : seul {done} est calculé")
        mistakes = [mistake for row in self.rates.rows for mistake in self._mistakes(row)]
        if mistakes:
            raise InvalidPolicyError(" ; ".join(mistakes))
        rows = self.rates.rows
        derived = {
            "default": Table(self._default_row(row) for row in rows),
            "legal": Table(self._legal_row(row) for row in rows),
            "public": Table(self._public_row(row) for row in rows),
            "_indemnities": tuple(self._dated_indemnities()),
            "_clauses": {},
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def clause(self, clause: RateClause) -> ClauseTable:
        """The rates of a clause. A creditor has few, so each is worked out once."""
        found = self._clauses.get(clause)
        if found is None:
            day = self.rates.last_day
            floor = f"plancher {self._decimal(FLOOR_MULTIPLE, day)} x taux legal (C. com. L441-10 II)"
            bases = ClauseBases(floor, f"BCE + {self._decimal(MARGIN, day)} (clause ecartee)")
            found = self._clauses[clause] = ClauseTable(clause, self.rates, self.default, bases)
        return found

    def indemnity(self, day: date) -> int:
        """The fixed recovery indemnity, in cents, of a delay that begins on `day` (PEN-12)."""
        for valid_from, cents in self._indemnities:
            if valid_from <= day:
                return cents
        raise MissingParameterError(INDEMNITY, day)

    def _default_row(self, row: SemesterRates) -> Rated:
        margin = self._decimal(MARGIN, row.semester.start)
        return Rated.of(row.semester, row.default, f"BCE + {margin} (C. com. L441-10 II)", row.refinancing_source)

    def _legal_row(self, row: SemesterRates) -> Rated:
        return Rated.of(row.semester, row.legal, "taux legal, autres cas (C. civ. 1231-6, 1344-1)", row.legal_source)

    def _public_row(self, row: SemesterRates) -> Rated:
        margin = self._decimal(PUBLIC_MARGIN, row.semester.start)
        basis = f"BCE + {margin}, semestre de depart (CCP R2192-31)"
        return Rated.of(row.semester, row.public, basis, row.refinancing_source)

    def _dated_indemnities(self) -> list[tuple[date, int]]:
        rows = self.parameters.history(INDEMNITY)
        starts = [row.valid_from or date.min for row in rows]
        return [(start, int(self._decimal(INDEMNITY, start) * CENTS)) for start in starts]

    def _mistakes(self, row: SemesterRates) -> list[str]:
        """Tables in the wild copy a column into another, or print last year's: the columns are held together."""
        start = row.semester.start
        expected = (
            ("b2b_default_pct", row.default, row.refinancing + self._decimal(MARGIN, start)),
            ("public_pct", row.public, row.refinancing + self._decimal(PUBLIC_MARGIN, start)),
            ("floor_3x_til_pct", row.floor, row.legal * self._decimal(FLOOR_MULTIPLE, start)),
        )
        return [
            f"rates.csv, {row.semester}, {column} : {found} au lieu de {wanted}"
            for column, found, wanted in expected
            if found != wanted
        ]

    def _decimal(self, key: str, day: date) -> Decimal:
        return self.parameters.decimal(key, day)
