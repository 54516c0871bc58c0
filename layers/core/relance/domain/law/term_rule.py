"""An agreed payment term and the due date it gives: calendar days, the day of issue not counted (TERM-05)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Method(StrEnum):
    """How days and the end of a month are put together; the contract says it, nobody guesses (TERM-05)."""

    NET = "NET"
    DAYS_THEN_MONTH_END = "DAYS_THEN_MONTH_END"
    MONTH_END_THEN_DAYS = "MONTH_END_THEN_DAYS"
    DECADE_END_THEN_DAYS = "DECADE_END_THEN_DAYS"
    """From the 10th, the 20th or the last day of the month: perishable food (TERM-07)."""


_FORMS = (
    (Method.NET, re.compile(r"NET([0-9]{1,3})")),
    (Method.DAYS_THEN_MONTH_END, re.compile(r"([0-9]{1,3})J_PUIS_FIN_DE_MOIS")),
    (Method.MONTH_END_THEN_DAYS, re.compile(r"FIN_DE_MOIS_PLUS_([0-9]{1,3})J")),
    (Method.DECADE_END_THEN_DAYS, re.compile(r"FIN_DE_DECADE_PLUS_([0-9]{1,3})J")),
)
# "30 jours fin de mois" is read in one way everywhere; of "45 jours fin de mois" the law accepts two readings.
_UNNAMED = re.compile(r"([0-9]{1,3})J_FIN_DE_MOIS")
WHOLE_MONTHS = (30, 60, 90, 120)


class UnknownTermError(ValueError):
    """The message says what is wrong, without the text that was read."""


class AmbiguousTermError(UnknownTermError):
    """An end of month that could be reached in two ways."""


@dataclass(frozen=True, slots=True)
class TermRule:
    """So many days, and what the end of the month has to do with them."""

    days: int
    method: Method = Method.NET

    @classmethod
    def read(cls, text: str) -> TermRule:
        """Of "NET30", "45J_PUIS_FIN_DE_MOIS", "FIN_DE_MOIS_PLUS_45J" or "30J_FIN_DE_MOIS", in any case.

        Raises UnknownTermError; AmbiguousTermError for an end of month whose method is not named.
        """
        for method, form in _FORMS:
            if found := form.fullmatch(text.upper()):
                return cls(int(found[1]), method)
        if not (found := _UNNAMED.fullmatch(text.upper())):
            raise UnknownTermError("is no payment term")
        days = int(found[1])
        if days not in WHOLE_MONTHS:
            raise AmbiguousTermError(f"says neither {days}J_PUIS_FIN_DE_MOIS nor FIN_DE_MOIS_PLUS_{days}J")
        return cls(days, Method.DAYS_THEN_MONTH_END)

    def __str__(self) -> str:
        """The name that `read` understands."""
        match self.method:
            case Method.NET:
                return f"NET{self.days}"
            case Method.DAYS_THEN_MONTH_END:
                return f"{self.days}J_PUIS_FIN_DE_MOIS"
            case Method.MONTH_END_THEN_DAYS:
                return f"FIN_DE_MOIS_PLUS_{self.days}J"
            case Method.DECADE_END_THEN_DAYS:
                return f"FIN_DE_DECADE_PLUS_{self.days}J"

    def due_date(self, start: date) -> date:
        """The last day to pay. It never moves for a weekend or a holiday (TERM-11)."""
        days = timedelta(days=self.days)
        match self.method:
            case Method.NET:
                return start + days
            case Method.DAYS_THEN_MONTH_END:
                return month_end(start + days)
            case Method.MONTH_END_THEN_DAYS:
                return month_end(start) + days
            case Method.DECADE_END_THEN_DAYS:
                return decade_end(start) + days


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def decade_end(day: date) -> date:
    """The 10th, the 20th or the last day of the month."""
    tens = -(-day.day // 10) * 10
    return day.replace(day=tens) if tens <= 20 else month_end(day)  # noqa: PLR2004
