"""Instants as people read them, in Paris time: a fact has its hour, a proof its second."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from relance.adapters.rendering.words.typography import NBSP, long_date
from relance.domain.calendar import PARIS

AT: Final = {"fr": "{day} à {time}", "en": "{day} at {time}"}


def moment(at: datetime, language: str) -> str:
    """Such as "2 mars 2026 à 8 h 05" or "2 March 2026 at 08:05"."""
    local = at.astimezone(PARIS)
    time = f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}" if language == "fr" else f"{local:%H:%M}"
    return AT[language].format(day=long_date(local.date(), language), time=time)


def second(at: datetime, language: str) -> str:
    """Such as "2 mars 2026 à 8 h 05 min 09 s" or "2 March 2026 at 08:05:09"."""
    local = at.astimezone(PARIS)
    fine = f"{NBSP}min{NBSP}{local.second:02d}{NBSP}s" if language == "fr" else f":{local.second:02d}"
    return moment(at, language) + fine


def universal(at: datetime) -> str:
    """Such as "2026-03-02 07:05:09 UTC": what a machine's record says."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
