"""Half a civil year: the span for which the rates of late payment are fixed (PEN-02)."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

WRITTEN = re.compile(r"([0-9]{4})-S([12])")
JULY = 7


class Semester(NamedTuple):
    """Written "2026-S2". Semesters are ordered."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> Semester:
        """The semester that a day lies in."""
        return cls(day.year, 2 if day.month >= JULY else 1)

    @classmethod
    def parse(cls, text: str) -> Semester:
        """Read "2026-S2". Raises ValueError."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a semester such as 2026-S2")
        return cls(int(found[1]), int(found[2]))

    @property
    def start(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else JULY, 1)

    @property
    def end(self) -> date:
        """30 June or 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def next(self) -> Semester:
        """The one that follows."""
        return Semester(self.year, 2) if self.half == 1 else Semester(self.year + 1, 1)

    def __str__(self) -> str:
        return f"{self.year}-S{self.half}"
