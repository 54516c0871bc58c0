"""The story as data: what happens on which day, read from chronicle.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from relance.domain.calendar import PARIS

HERE = Path(__file__).parent
AFTERNOON = time(15, 0)
FIELDS_OF_EVERY_EVENT = frozenset({"on", "at", "do", "says", "between"})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person, a debtor or billing does."""

    on: date
    at: time
    do: str
    says: str
    between: bool
    """Between the morning's planning and its sending."""
    details: dict[str, Any]

    @property
    def moment(self) -> datetime:
        """When it happens."""
        return datetime.combine(self.on, self.at, PARIS)


@dataclass(frozen=True, slots=True)
class Outage:
    """Days on which the scheduler does not run."""

    first: date
    last: date
    says: str


@dataclass(frozen=True, slots=True)
class CarrierOutage:
    """Days on which a carrier of letters answers nothing, from morning to evening."""

    carrier: str
    first: date
    last: date
    channels: tuple[str, ...]
    """What we buy there."""
    says: str
    text: str
    """For the page, in French."""

    def about(self, channel: str) -> bool:
        """Whether letters of that channel met it."""
        return channel in self.channels


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a customer's letters by one channel, one after the other; of those after them, delivered."""

    customer: str
    channel: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The whole story."""

    first_day: date
    last_day: date
    sundays: tuple[date, ...]
    """Days on which the weekly and nightly schedules fire too."""
    outages: tuple[Outage, ...]
    events: tuple[Event, ...]
    verified: str = ""
    """The customer whose evidence is verified at the end."""
    carrier_outages: tuple[CarrierOutage, ...] = ()
    fates: tuple[Fate, ...] = ()
    readers: Mapping[str, str] = field(default_factory=dict)
    """What a customer does with a tracked electronic letter on the day after: read or refuse it; else nothing."""

    def days(self) -> Iterator[date]:
        """Every civil day, in order."""
        day = self.first_day
        while day <= self.last_day:
            yield day
            day += timedelta(days=1)

    def events_of(self, day: date, *, between: bool = False) -> list[Event]:
        """The day's events in order of time."""
        return [e for e in self.events if e.on == day and e.between is between]

    def outage(self, day: date) -> Outage | None:
        """The outage that covers a day."""
        return next((o for o in self.outages if o.first <= day <= o.last), None)


def load_chronicle(path: Path = HERE / "chronicle.toml") -> Chronicle:
    """The story's file."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    events = sorted((_event(entry) for entry in document["event"]), key=lambda e: (e.on, e.at))
    return Chronicle(
        first_day=document["first_day"],
        last_day=document["last_day"],
        sundays=tuple(document["sundays"]),
        outages=tuple(Outage(o["first"], o["last"], o["says"]) for o in document.get("outage", ())),
        events=tuple(events),
        verified=document["verified"],
        carrier_outages=tuple(map(_carrier_outage, document.get("carrier_outage", ()))),
        fates=tuple(Fate(f["customer"], f["channel"], tuple(f["outcomes"])) for f in document.get("letters", ())),
        readers=document.get("readers", {}),
    )


def _carrier_outage(entry: dict[str, Any]) -> CarrierOutage:
    return CarrierOutage(**{**entry, "channels": tuple(entry["channels"])})


def _event(entry: dict[str, Any]) -> Event:
    return Event(
        on=entry["on"],
        at=entry.get("at", AFTERNOON),
        do=entry["do"],
        says=entry["says"],
        between=entry.get("between", False),
        details={name: value for name, value in entry.items() if name not in FIELDS_OF_EVERY_EVENT},
    )
