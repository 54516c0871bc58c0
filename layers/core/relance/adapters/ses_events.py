"""SES's events, as EventBridge hands them over, in our vocabulary of delivery."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from relance.adapters.mail.tags import CONTACT, contact_of
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.errors import InvalidRecordError, RejectedError

STATUS: dict[str, DeliveryStatus | None] = {
    "Send": DeliveryStatus.SUBMITTED,
    "DeliveryDelay": DeliveryStatus.IN_TRANSIT,
    "Delivery": DeliveryStatus.DELIVERED,
    "Reject": DeliveryStatus.REJECTED,
    "Rendering Failure": DeliveryStatus.REJECTED,
    "Complaint": DeliveryStatus.COMPLAINED,
    "Open": None,
    "Click": None,
    "Subscription": None,
}
"""A bounce is read apart: only a permanent one says that the address is wrong."""

DETAIL = {"Delivery": "delivery", "Bounce": "bounce", "Complaint": "complaint", "DeliveryDelay": "deliveryDelay"}
RECIPIENTS = {"Bounce": "bouncedRecipients", "Complaint": "complainedRecipients"}


def delivery_fact(body: str) -> DeliveryFact | None:
    """The fact in an EventBridge event of SES; None for a mail that is no contact of ours (no tags).

    Raises InvalidRecordError naming the field that cannot be read.
    """
    detail = _mapping(_parsed(body), "detail")
    mail = _mapping(detail, "mail")
    tags = _tags(mail)
    if CONTACT not in tags:
        return None
    kind = _text(detail, "eventType")
    about = detail.get(DETAIL.get(kind, kind.lower())) or {}
    account_id, day, attempt = _contact(tags)
    return DeliveryFact(
        account_id=account_id,
        day=day,
        attempt=attempt,
        kind=kind,
        status=_status(kind, about),
        at=_instant(str(about.get("timestamp") or _text(mail, "timestamp"))),
        event_id=_event_id(_text(mail, "messageId"), kind, about),
        message_id=_text(mail, "messageId"),
        address=_recipient(kind, about),
        detail=_detail(about),
    )


def _status(kind: str, about: Mapping[str, Any]) -> DeliveryStatus | None:
    if kind == "Bounce":
        permanent = about.get("bounceType") == "Permanent"
        return DeliveryStatus.WRONG_ADDRESS if permanent else DeliveryStatus.BOUNCED
    return STATUS.get(kind, DeliveryStatus.UNKNOWN)


def _recipient(kind: str, about: Mapping[str, Any]) -> str | None:
    people = about.get(RECIPIENTS.get(kind, "")) or []
    return str(people[0]["emailAddress"]) if people and "emailAddress" in people[0] else None


def _detail(about: Mapping[str, Any]) -> str:
    """Codes only: a server's own words may hold names and addresses."""
    codes = ("bounceType", "bounceSubType", "complaintFeedbackType", "complaintSubType", "delayType", "reason")
    return " ".join(str(about[c]) for c in codes if about.get(c))


def _event_id(message_id: str, kind: str, about: Mapping[str, Any]) -> str:
    """Equal for an event published twice, different for two openings of one mail."""
    text = json.dumps([message_id, kind, about], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _contact(tags: Mapping[str, str]) -> tuple[str, date, int]:
    try:
        account_id, day, attempt, _ = contact_of(tags)
    except RejectedError as error:
        raise InvalidRecordError([("mail.tags", str(error))]) from error
    return account_id, day, attempt


def _tags(mail: Mapping[str, Any]) -> dict[str, str]:
    tags = mail.get("tags") or {}
    return {str(name): str(values[0]) for name, values in tags.items() if values}


def _parsed(body: str) -> Mapping[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise InvalidRecordError([("body", "is not JSON")]) from error
    if not isinstance(parsed, dict):
        raise InvalidRecordError([("body", "is not a JSON object")])
    return parsed


def _mapping(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise InvalidRecordError([(name, "is missing")])
    return value


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidRecordError([(name, "is missing")])
    return value


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidRecordError([("timestamp", "is not an instant")]) from error
    if instant.tzinfo is None:
        raise InvalidRecordError([("timestamp", "names no time zone")])
    return instant
