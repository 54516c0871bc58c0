"""What becomes of a message or a letter, in one vocabulary. Facts come at least once and in any order: fold by rank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from relance.domain.channels import Channel


class DeliveryStatus(StrEnum):
    """What is known of something that was sent. Each adapter maps for each product, never by a word alone."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    """Taken by the provider."""
    SENT = "SENT"
    IN_TRANSIT = "IN_TRANSIT"
    NOTIFIED = "NOTIFIED"
    """The addressee was told that an electronic letter waits."""
    OPENED = "OPENED"
    """The notice was opened; the letter was not read for that."""
    PRESENTED = "PRESENTED"
    AWAITING_RECIPIENT = "AWAITING_RECIPIENT"
    DELIVERED = "DELIVERED"
    """For an e-mail: the receiving server took it, no more."""
    READ = "READ"
    """The addressee opened the electronic letter itself."""
    REFUSED = "REFUSED"
    UNCLAIMED = "UNCLAIMED"
    """Not fetched, or neglected, in the time that there was."""
    BOUNCED = "BOUNCED"
    """An e-mail came back for now: mailbox full, server away. It may still arrive."""
    RETURNED = "RETURNED"
    """Back at the sender, the reason not known yet."""
    LOST = "LOST"
    WRONG_ADDRESS = "WRONG_ADDRESS"
    REJECTED = "REJECTED"
    COMPLAINED = "COMPLAINED"
    CANCELED = "CANCELED"
    UNKNOWN = "UNKNOWN"
    """A provider's word that nobody has mapped: kept raw, alarmed, never dropped."""


_S = DeliveryStatus
_ON_THE_WAY: Final = (
    *(_S.UNKNOWN, _S.DRAFT, _S.SUBMITTED, _S.ACCEPTED, _S.SENT),
    *(_S.IN_TRANSIT, _S.NOTIFIED, _S.OPENED, _S.PRESENTED, _S.AWAITING_RECIPIENT),
)
_MESSAGE: Final = (*_ON_THE_WAY, _S.LOST, _S.DELIVERED, _S.BOUNCED, _S.REJECTED, _S.WRONG_ADDRESS, _S.COMPLAINED)
"""Of an e-mail or a text message: what a server took may still bounce; a phone that had it was reached after all."""
_LETTER: Final = (
    *(*_ON_THE_WAY, _S.BOUNCED, _S.RETURNED, _S.LOST, _S.CANCELED, _S.REJECTED, _S.COMPLAINED, _S.WRONG_ADDRESS),
    *(_S.UNCLAIMED, _S.REFUSED, _S.DELIVERED, _S.READ),
)
"""Of a letter: a proof that it reached the addressee beats every report that it did not."""

CLOSING: Final = frozenset({_S.WRONG_ADDRESS, _S.COMPLAINED})
"""Statuses that close the address for the account (CONT-04)."""
UNREACHED: Final = frozenset({_S.REJECTED, _S.WRONG_ADDRESS, _S.COMPLAINED, _S.LOST, _S.CANCELED})
"""The debtor was not reached: the same step goes once more, by another channel."""
REACHED: Final = frozenset({_S.DELIVERED, _S.READ, _S.REFUSED, _S.UNCLAIMED})
"""The letter reached the debtor, or counts as if it had: a refused or unclaimed notice stays valid (CH-04, MED-02)."""
NEVER_TAKEN: Final = frozenset({_S.DRAFT, _S.REJECTED, _S.CANCELED})
"""What a provider says of something that never left, once its silence had counted as a no."""
ENDED: Final = UNREACHED | REACHED
"""Nothing more comes but proofs."""


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
    mapped: bool = True
    """False for a word of the provider that nobody has given a meaning yet: the status is then UNKNOWN."""
    carrier: str | None = None
    payload_sha256: str | None = None
    """Of what the carrier answered, where it was read back."""
    told_by: str = ""
    """The person who told it, where no provider did."""
    call: str | None = None
    """Key of the carrier's call after which it was read back."""
    call_sha256: str | None = None


def fold(channel: str, known: DeliveryStatus | None, fact: DeliveryStatus | None) -> DeliveryStatus | None:
    """The status after a fact: order of arrival does not matter."""
    if fact is None or known is None:
        return fact or known
    order = _MESSAGE if channel in (Channel.EMAIL, Channel.SMS) else _LETTER
    return max(known, fact, key=lambda status: order.index(status) if status in order else -1)
