"""The events of AWS End User Messaging, as EventBridge hands them over, in our vocabulary of delivery."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from relance.adapters.event_fields import mapping, parsed, tagged_contact, text
from relance.adapters.mail.tags import CONTACT
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.errors import InvalidRecordError

SOURCE: Final = "aws.sms-voice"
_S = DeliveryStatus
STATUS: Final[Mapping[str, DeliveryStatus]] = {
    "TEXT_QUEUED": _S.SUBMITTED,
    "TEXT_PENDING": _S.SUBMITTED,
    "TEXT_SUCCESSFUL": _S.SENT,
    "TEXT_DELIVERED": _S.DELIVERED,
    # The number is none.
    "TEXT_INVALID": _S.WRONG_ADDRESS,
    # This message: its words, its sender or where it goes.
    "TEXT_INVALID_MESSAGE": _S.REJECTED,
    "TEXT_BLOCKED": _S.REJECTED,
    "TEXT_CARRIER_BLOCKED": _S.REJECTED,
    "TEXT_PROTECT_BLOCKED": _S.REJECTED,
    "TEXT_SPAM": _S.REJECTED,
    # This time: the phone was off, or the network was ill. The number stays good.
    "TEXT_UNREACHABLE": _S.LOST,
    "TEXT_CARRIER_UNREACHABLE": _S.LOST,
    "TEXT_TTL_EXPIRED": _S.LOST,
    "TEXT_UNKNOWN": _S.UNKNOWN,
}
"""Whatever a carrier says of a phone is an operational fact, no proof."""


def text_fact(body: str) -> DeliveryFact | None:
    """The fact in an event; None for a text message that is no contact of ours (no context).

    Raises InvalidRecordError naming the field that cannot be read.
    """
    detail = mapping(parsed(body), "detail")
    context = detail.get("context") or {}
    if not isinstance(context, dict) or CONTACT not in context:
        return None
    kind, message_id = text(detail, "eventType"), text(detail, "messageId")
    at = _instant(detail.get("eventTimestamp"))
    account_id, day, attempt = tagged_contact(context, "context")
    return DeliveryFact(
        account_id=account_id,
        day=day,
        attempt=attempt,
        kind=kind,
        status=_status(kind, final=detail.get("isFinal") is not False),
        mapped=kind in STATUS,
        at=at,
        event_id=hashlib.sha256(json.dumps([message_id, kind, at.isoformat()]).encode()).hexdigest(),
        message_id=message_id,
    )


def _status(kind: str, *, final: bool) -> DeliveryStatus:
    status = STATUS.get(kind, _S.UNKNOWN)
    return _S.SUBMITTED if status is _S.LOST and not final else status  # it is tried again


def _instant(millis: Any) -> datetime:
    if isinstance(millis, bool) or not isinstance(millis, int):
        raise InvalidRecordError([("eventTimestamp", "is not a number of milliseconds")])
    try:
        return datetime.fromtimestamp(millis / 1000, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise InvalidRecordError([("eventTimestamp", "is not an instant")]) from error
