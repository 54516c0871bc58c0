"""Reading the orders that our queues carry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from relance.adapters.event_fields import parsed
from relance.domain.errors import InvalidRecordError
from relance.ports.messaging import ContactOrder, DispatchOrder


def contact_order(body: str) -> ContactOrder:
    """The order in a message of the contact queue. Raises InvalidRecordError naming what is wrong."""
    fields = parsed(body)
    return ContactOrder(_text(fields, "account_id"), _day(fields))


def dispatch_order(body: str) -> DispatchOrder:
    """The order in a message of the dispatch queue. Raises InvalidRecordError naming what is wrong."""
    fields = parsed(body)
    attempt = fields.get("attempt")
    if not isinstance(attempt, int) or isinstance(attempt, bool) or attempt < 1:
        raise InvalidRecordError([("attempt", "must be a whole number from 1")])
    return DispatchOrder(_text(fields, "account_id"), _day(fields), attempt)


def scheduled_instant(event: dict[str, Any]) -> datetime:
    """The instant in a schedule's payload, `{"scheduled_time": "2026-03-02T07:30:00Z"}`: a run can be replayed."""
    text = _text(event, "scheduled_time")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidRecordError([("scheduled_time", "must be an ISO 8601 instant")]) from error
    if instant.tzinfo is None:
        raise InvalidRecordError([("scheduled_time", "must name its time zone")])
    return instant


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidRecordError([(name, "must be a text")])
    return value


def _day(fields: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(_text(fields, "day"))
    except ValueError as error:
        raise InvalidRecordError([("day", "must be a date such as 2026-03-02")]) from error
