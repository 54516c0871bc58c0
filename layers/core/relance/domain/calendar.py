"""Working days and sending hours. Civil dates are those of Europe/Paris; sends follow the debtor's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
SATURDAY = 5

# DAY-06: a letter is scheduled in the debtor's local time. Departments absent here live in Paris time.
OVERSEAS_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


class Holidays(Protocol):
    """Public holidays of a French department (DAY-01 to DAY-03)."""

    def of_year(self, year: int, department: str) -> frozenset[date]:
        """The holidays of one civil year; an unknown department has the national ones."""
        ...


def civil_date(instant: datetime) -> date:
    """The civil date in Europe/Paris of an aware instant (DAY-07): 00:30 in Paris is that day, not the eve in UTC."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime has no civil date")
    return instant.astimezone(PARIS).date()


def department_zone(department: str) -> ZoneInfo:
    """The time zone in which debtors of a department live."""
    return ZoneInfo(OVERSEAS_ZONES[department]) if department in OVERSEAS_ZONES else PARIS


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Monday to Friday without the public holidays of the debtor's department (DAY-04, jour ouvré)."""

    holidays: Holidays

    def is_working_day(self, day: date, department: str) -> bool:
        """Whether people work there on that day."""
        return day.weekday() < SATURDAY and day not in self.holidays.of_year(day.year, department)

    def on_or_after(self, day: date, department: str) -> date:
        """The day itself when worked, else the next worked one (DAY-06: sends shift forward)."""
        while not self.is_working_day(day, department):
            day += timedelta(days=1)
        return day

    def after(self, day: date, department: str, *, days: int = 1) -> date:
        """The n-th working day after `day`."""
        for _ in range(days):
            day = self.on_or_after(day + timedelta(days=1), department)
        return day


@dataclass(frozen=True, slots=True)
class SendingHours:
    """The hours of a working day in which a debtor may be contacted, local time (CONT-01)."""

    opens: time = time(8, 30)
    closes: time = time(19, 0)

    def contain(self, instant: datetime, department: str) -> bool:
        """Whether the debtor's clock is inside the hours of the civil day that was judged a working one."""
        there = instant.astimezone(department_zone(department))
        # Friday evening in Paris is Saturday morning in Wallis: nobody works there.
        return there.date() == civil_date(instant) and self.opens <= there.time() < self.closes
