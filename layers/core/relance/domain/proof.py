"""Kinds of proof, and which of them a letter must leave behind before nobody asks after it any more."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryStatus


class ProofKind(StrEnum):
    """What a proof proves."""

    DEPOSIT = "DEPOSIT"
    CONTENT = "CONTENT"
    RECEIPT = "RECEIPT"
    REFUSAL = "REFUSAL"
    UNCLAIMED = "UNCLAIMED"
    UNDELIVERED = "UNDELIVERED"
    BUNDLE = "BUNDLE"


_OWED: Final[Mapping[DeliveryStatus, frozenset[ProofKind]]] = {
    DeliveryStatus.DELIVERED: frozenset({ProofKind.RECEIPT}),
    DeliveryStatus.READ: frozenset({ProofKind.RECEIPT}),
    DeliveryStatus.REFUSED: frozenset({ProofKind.REFUSAL, ProofKind.UNDELIVERED}),
    DeliveryStatus.UNCLAIMED: frozenset({ProofKind.UNCLAIMED, ProofKind.UNDELIVERED}),
}
"""Any one of these proves the outcome; carriers of paper give the envelope that came back for both of the last."""
BY_HAND: Final[Mapping[str, tuple[DeliveryStatus, ProofKind]]] = {
    "deposited": (DeliveryStatus.SENT, ProofKind.DEPOSIT),
    "delivered": (DeliveryStatus.DELIVERED, ProofKind.RECEIPT),
    "refused": (DeliveryStatus.REFUSED, ProofKind.REFUSAL),
    "unclaimed": (DeliveryStatus.UNCLAIMED, ProofKind.UNCLAIMED),
    "wrong-address": (DeliveryStatus.WRONG_ADDRESS, ProofKind.UNDELIVERED),
    "lost": (DeliveryStatus.LOST, ProofKind.UNDELIVERED),
}
"""What people say of a letter that they posted, and what the paper that comes back with it proves."""
PROVEN: Final = frozenset({Channel.REGISTERED, Channel.LRE, Channel.ERE})
"""Channels whose carriers prove what became of a letter (CH-03, CH-04; CPCE-postes R53-2, R53-3)."""


def awaited(channel: str, status: DeliveryStatus | None, kept: frozenset[str]) -> bool:
    """Whether a proof that is owed is still to come: of an ERE its receipt, of registered letters every one."""
    if channel not in PROVEN or status is None or status not in _OWED:
        return False
    lacks = not (_OWED[status] & kept)
    if channel == Channel.ERE:
        return status is DeliveryStatus.DELIVERED and lacks
    return lacks or ProofKind.DEPOSIT not in kept
