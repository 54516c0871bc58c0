"""How letters travel: which word a carrier says of a letter, so many days after it was taken."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
SUNDAY = 6
DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Stage:
    """A word, and how many days after the letter was taken it is said."""

    days: int
    word: str


def journey(carrier: str, service: str, outcome: str) -> tuple[Stage, ...]:
    """The stages of a letter. Raises KeyError for an outcome that the carrier does not know of such a letter."""
    table = _tables()[carrier][service]
    return tuple(Stage(days, word) for days, word in (*table["start"], *table[outcome]))


def is_due(stage: Stage, taken_at: datetime, now: datetime) -> bool:
    """Whether its day has come. What falls on a Sunday is told on Monday: carriers rest, too."""
    day = taken_at.astimezone(PARIS).date() + timedelta(days=stage.days)
    day += timedelta(days=day.weekday() == SUNDAY)
    return now.astimezone(PARIS).date() >= day


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("journeys.toml").read_text(encoding="utf-8"))
