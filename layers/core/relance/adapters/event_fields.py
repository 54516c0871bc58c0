"""Reading an event of EventBridge strictly: what is missing or of another kind is refused, naming the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from relance.adapters.mail.tags import contact_of
from relance.domain.errors import InvalidRecordError, RejectedError


def parsed(body: str) -> Mapping[str, Any]:
    """The event. Raises InvalidRecordError for what is no JSON object."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise InvalidRecordError([("body", "is not JSON")]) from error
    if not isinstance(found, dict):
        raise InvalidRecordError([("body", "is not a JSON object")])
    return found


def mapping(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of it."""
    value = fields.get(name)
    if not isinstance(value, dict):
        raise InvalidRecordError([(name, "is missing")])
    return value


def text(fields: Mapping[str, Any], name: str) -> str:
    """A text that is not empty."""
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidRecordError([(name, "is missing")])
    return value


def tagged_contact(tags: Mapping[str, str], where: str) -> tuple[str, date, int]:
    """Account, day and attempt that our tags name."""
    try:
        account_id, day, attempt, _ = contact_of(tags)
    except RejectedError as error:
        raise InvalidRecordError([(where, str(error))]) from error
    return account_id, day, attempt
