"""Answers that are of the kind that they should be: what is of another leaves open what the carrier meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from relance.adapters.carriers.http import Answer
from relance.ports.messaging import OutcomeUnknownError

Json = Mapping[str, Any]
SKEW: Final = 60.0
"""Seconds that two clocks may differ without a word."""


def an_object(what: str, value: object) -> Json:
    """Raises OutcomeUnknownError for what is none."""
    if not isinstance(value, Mapping):
        raise OutcomeUnknownError(f"{what}: the answer holds no object where one should be")
    return value


def objects(what: str, value: object) -> list[Json]:
    """A list. Raises OutcomeUnknownError: an answer without its list must never be taken for an empty one."""
    if not isinstance(value, list):
        raise OutcomeUnknownError(f"{what}: the answer holds no list where one should be")
    return [an_object(what, each) for each in value]


def an_instant(what: str, value: object) -> datetime:
    """ISO 8601, in UTC; a time without a zone is the carrier's UTC. Raises OutcomeUnknownError."""
    try:
        at = datetime.fromisoformat(str(value))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise OutcomeUnknownError(f"{what}: a time is none") from None


def clocks(answer: Answer, now: datetime) -> str:
    """For an error, how far our clock is from the carrier's by its own Date; empty where they agree."""
    try:
        gap = (now - parsedate_to_datetime(answer.headers["date"])).total_seconds()
    except (KeyError, OverflowError, TypeError, ValueError):
        return ""
    if abs(gap) < SKEW:
        return ""
    return f"; our clock is {abs(gap):.0f} s {'ahead of' if gap > 0 else 'behind'} the carrier's"
