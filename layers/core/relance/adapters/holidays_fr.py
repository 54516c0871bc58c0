"""French public holidays by department, from the `holidays` library (DAY-01 to DAY-03)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

# Only departments with days of their own; the library names some of them after their region.
SUBDIVISIONS = {
    "57": "57",  # Alsace-Moselle: Good Friday and 26 December (DAY-02)
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


class FrenchHolidays:
    """See domain.calendar.Holidays."""

    def of_year(self, year: int, department: str) -> frozenset[date]:
        """The holidays of one civil year; an unknown department, or none, has the national ones."""
        return _holidays(year, SUBDIVISIONS.get(department))


@lru_cache(maxsize=256)
def _holidays(year: int, subdivision: str | None) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("FR", subdiv=subdivision, years=year).keys())
