"""The worked examples of terms, deadlines and identifiers, read from data."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from relance.adapters.holidays_fr import FrenchHolidays
from relance.adapters.law.parameters_json import load_parameters
from relance.domain.calendar import WorkingCalendar
from relance.domain.law.parameters import Parameters

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "law" / "vectors.json").read_text(encoding="utf-8"))
CALENDAR = WorkingCalendar(FrenchHolidays())
TODAY = date(2026, 11, 22)


def day(text: str) -> date:
    return date.fromisoformat(text)


@cache
def parameters() -> Parameters:
    """As shipped."""
    return load_parameters((files("relance.policies") / "parameters.json").read_bytes())
