"""Delivery facts in one vocabulary. Events come at least once and in any order: fold by rank, the gravest wins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DeliveryStatus(StrEnum):
    """What is known of a sent message. For e-mail, DELIVERED means that the receiving server took it, no more."""

    SUBMITTED = "SUBMITTED"
    IN_TRANSIT = "IN_TRANSIT"
    DELIVERED = "DELIVERED"
    UNKNOWN = "UNKNOWN"
    REJECTED = "REJECTED"
    WRONG_ADDRESS = "WRONG_ADDRESS"
    COMPLAINED = "COMPLAINED"


RANK = {status: place for place, status in enumerate(DeliveryStatus)}
CLOSING = frozenset({DeliveryStatus.WRONG_ADDRESS, DeliveryStatus.COMPLAINED})
"""Statuses that close the address for the account (CONT-04)."""
FAILURES = frozenset({DeliveryStatus.REJECTED, DeliveryStatus.WRONG_ADDRESS, DeliveryStatus.COMPLAINED})


@dataclass(frozen=True, slots=True)
class DeliveryFact:
    """One event of a provider about one contact."""

    account_id: str
    day: date
    """With `attempt`, the contact that it speaks of."""
    attempt: int
    kind: str
    """The provider's own word, kept raw: "Delivery", "Bounce", "Open"…"""
    status: DeliveryStatus | None
    """None for facts that are not a status, such as an opening."""
    at: datetime
    event_id: str
    """Equal for the same event delivered twice."""
    message_id: str | None = None
    address: str | None = None
    detail: str = ""


def fold(known: DeliveryStatus | None, fact: DeliveryStatus | None) -> DeliveryStatus | None:
    """The status after a fact: order of arrival does not matter."""
    if fact is None or known is None:
        return fact or known
    return max(known, fact, key=RANK.__getitem__)
