"""When the deployed schedules fire: their own expressions, read back from the deployment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from local.story.world import World
from relance.domain.calendar import WorkingCalendar

# cron(minutes hours day-of-month month days-of-week year), as far as the templates' expressions go.
CRON = re.compile(r"cron\((\d+) (\d+)(?:-(\d+))? \? \* (\w{3})-(\w{3}) \*\)")
DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
AFTERNOON = 14
"""The morning of the Caribbean: of the later runs of a day, the story plays this one."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The planner's cron, and the schedules that fire beside it."""

    schedule: str
    weekdays: range
    minute: int
    hours: range
    calendar: WorkingCalendar
    besides: tuple[str, ...]
    nightly: str

    @property
    def first(self) -> time:
        """The day's first run."""
        return time(self.hours[0], self.minute)

    def runs(self, day: date) -> list[time]:
        """The day's runs that the story plays."""
        if day.weekday() not in self.weekdays:
            return []
        return [time(hour, self.minute) for hour in self.hours if hour in (self.hours[0], AFTERNOON)]

    def is_working_day(self, day: date) -> bool:
        """Whether people work in metropolitan France."""
        return self.calendar.is_working_day(day, "")


def read_timetable(world: World, *, planner: str, besides: tuple[str, ...], nightly: str) -> Timetable:
    """The schedules as they were deployed, by logical id."""
    scheduler = world.stack.client("scheduler")
    group, _, name = world.stack.resources[planner].rpartition("|")
    found = scheduler.get_schedule(Name=name, **({"GroupName": group} if group else {}))
    cron = CRON.fullmatch(found["ScheduleExpression"])
    if cron is None:
        raise ValueError(f"{planner} has {found['ScheduleExpression']}, which the story cannot read")
    minute, opens, closes, first, last = cron.groups()
    return Timetable(
        schedule=planner,
        weekdays=range(DAYS.index(first), DAYS.index(last) + 1),
        minute=int(minute),
        hours=range(int(opens), int(closes or opens) + 1),
        calendar=world.app.calendar,
        besides=besides,
        nightly=nightly,
    )
