"""SES's events, as EventBridge hands them over, in our vocabulary of delivery."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from relance.adapters.event_fields import mapping, parsed, tagged_contact, text
from relance.adapters.mail.tags import CONTACT
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.errors import InvalidRecordError

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


def mail_fact(body: str) -> DeliveryFact | None:
    """The fact in an EventBridge event of SES; None for a mail that is no contact of ours (no tags).

    Raises InvalidRecordError naming the field that cannot be read.
    """
    detail = mapping(parsed(body), "detail")
    mail = mapping(detail, "mail")
    tags = _tags(mail)
    if CONTACT not in tags:
        return None
    kind = text(detail, "eventType")
    about = detail.get(DETAIL.get(kind, kind.lower())) or {}
    account_id, day, attempt = tagged_contact(tags, "mail.tags")
    return DeliveryFact(
        account_id=account_id,
        day=day,
        attempt=attempt,
        kind=kind,
        status=_status(kind, about),
        mapped=kind in STATUS or kind == "Bounce",
        at=_instant(str(about.get("timestamp") or text(mail, "timestamp"))),
        event_id=_event_id(text(mail, "messageId"), kind, about),
        message_id=text(mail, "messageId"),
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
    told = json.dumps([message_id, kind, about], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _tags(mail: Mapping[str, Any]) -> dict[str, str]:
    tags = mail.get("tags") or {}
    return {str(name): str(values[0]) for name, values in tags.items() if values}


def _instant(written: str) -> datetime:
    try:
        instant = datetime.fromisoformat(written)
    except ValueError as error:
        raise InvalidRecordError([("timestamp", "is not an instant")]) from error
    if instant.tzinfo is None:
        raise InvalidRecordError([("timestamp", "names no time zone")])
    return instant
