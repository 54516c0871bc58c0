"""Maileva's words as stages, one table for each product and each place where a word stands.

ACCEPTED is "taken by Maileva" everywhere but at the recipient of an LRE, who accepted the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from relance.domain.delivery import DeliveryStatus

Table = Mapping[str, DeliveryStatus]

SENDING: Final[Table] = {
    "DRAFT": DeliveryStatus.DRAFT,
    "PENDING": DeliveryStatus.SUBMITTED,
    "BLOCKED": DeliveryStatus.SUBMITTED,
    "ACCEPTED": DeliveryStatus.ACCEPTED,
    "PREPARING": DeliveryStatus.ACCEPTED,
    "REJECTED": DeliveryStatus.REJECTED,
    "CANCELED": DeliveryStatus.CANCELED,
    "PROCESSED": DeliveryStatus.SENT,
    # Some recipient failed: which, and whether it is ours, its own word says.
    "PROCESSED_WITH_ERRORS": DeliveryStatus.ACCEPTED,
}
RECIPIENT: Final[Table] = {**SENDING, "SENDING_REJECTED": DeliveryStatus.REJECTED}
# A failed sending under the word of its siblings fails here too: else the debtor would wait for what never left.
ERE_RECIPIENT: Final[Table] = {**RECIPIENT, "ERROR": DeliveryStatus.REJECTED}
LRE_RECIPIENT: Final[Table] = {
    "DRAFT": DeliveryStatus.DRAFT,
    "PENDING": DeliveryStatus.SUBMITTED,
    "BLOCKED": DeliveryStatus.SUBMITTED,
    "PROCESSED": DeliveryStatus.SENT,
    "CANCELED": DeliveryStatus.CANCELED,
    "REJECTED": DeliveryStatus.REJECTED,
    "SENDING_REJECTED": DeliveryStatus.REJECTED,
    "ERROR": DeliveryStatus.REJECTED,
    "ACCEPTED": DeliveryStatus.DELIVERED,
    "REFUSED": DeliveryStatus.REFUSED,
    "NOT_CLAIMED": DeliveryStatus.UNCLAIMED,
    "TO_UPDATE": DeliveryStatus.WRONG_ADDRESS,
}
ERE_DELIVERY: Final[Table] = {
    "DELIVERING": DeliveryStatus.AWAITING_RECIPIENT,
    "DELIVERED": DeliveryStatus.DELIVERED,
    "UNDELIVERED": DeliveryStatus.RETURNED,
    "UNDELIVERED BOUNCED": DeliveryStatus.WRONG_ADDRESS,
    "UNDELIVERED NOT_CLAIMED": DeliveryStatus.UNCLAIMED,
    "UNDELIVERED REFUSED": DeliveryStatus.REFUSED,
}
CATEGORY: Final[Table] = {
    "DELIVERING": DeliveryStatus.IN_TRANSIT,
    "FIRST_PRESENTATION": DeliveryStatus.PRESENTED,
    "DELIVERED": DeliveryStatus.DELIVERED,
    "UNDELIVERED": DeliveryStatus.RETURNED,
}
POSTAL: Final[Table] = {
    **dict.fromkeys(("LP01", "LP02"), DeliveryStatus.SENT),
    **dict.fromkeys(
        ("LP03", "LP04", "LP05", "LP06", "LP07", "LP11", "LP12", "LP13", "LP14"), DeliveryStatus.IN_TRANSIT
    ),
    "LP08": DeliveryStatus.AWAITING_RECIPIENT,
    **dict.fromkeys(("LP09", "LP10"), DeliveryStatus.PRESENTED),
    **dict.fromkeys(("LP15", "LP16", "LP28", "LP29"), DeliveryStatus.DELIVERED),
    # It announces a paper: whether somebody took the letter, another code says.
    "LP18": DeliveryStatus.IN_TRANSIT,
    **dict.fromkeys(("LP19", "LP25"), DeliveryStatus.UNCLAIMED),
    **dict.fromkeys(("LP20", "LP21"), DeliveryStatus.WRONG_ADDRESS),
    "LP22": DeliveryStatus.REFUSED,
    # Sent on to the addressee, not back to us.
    **dict.fromkeys(("LP23", "LP26"), DeliveryStatus.IN_TRANSIT),
    **dict.fromkeys(("LP17", "LP24", "LP27"), DeliveryStatus.RETURNED),
}
RETURNED_BECAUSE: Final[Table] = {
    "N02": DeliveryStatus.WRONG_ADDRESS,
    "N03": DeliveryStatus.UNCLAIMED,
    "N05": DeliveryStatus.REFUSED,
    "N07": DeliveryStatus.WRONG_ADDRESS,
}
LETTER_DELIVERY: Final[Table] = {"N10": DeliveryStatus.RETURNED}
