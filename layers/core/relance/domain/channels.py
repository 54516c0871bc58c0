"""The ways to reach a debtor: what each proves, what it costs here, and through whom it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from relance.domain.billing import Address


class Channel(StrEnum):
    """A way to reach the debtor."""

    EMAIL = "email"
    SMS = "sms"
    TRACKED = "tracked"
    """Our own tracked electronic letter (courrier suivi électronique): a private page, and its facts."""
    LETTER = "letter"
    TRACKED_LETTER = "tracked_letter"
    ERE = "ere"
    """Electronic registered delivery that is not qualified (eIDAS 43, 1)."""
    LRE = "lre"
    """Qualified electronic registered letter (CPCE-postes L100)."""
    REGISTERED = "registered"
    """LRAR: registered letter on paper, with acknowledgement of receipt."""


class ProofNeeded(StrEnum):
    """What a step must be able to prove, each more than the one before."""

    NONE = "none"
    SENDING = "sending"
    """That it was handed over, when, and what it said."""
    DELIVERY = "delivery"
    """That it reached the debtor, or that the debtor refused or neglected it."""
    REGISTERED = "registered"
    """A registered letter, where a text or the contract requires one: paper, or its qualified equivalent (L100)."""


GIVES: Final[Mapping[Channel, ProofNeeded]] = {
    Channel.EMAIL: ProofNeeded.NONE,
    Channel.SMS: ProofNeeded.NONE,
    Channel.LETTER: ProofNeeded.SENDING,
    Channel.TRACKED: ProofNeeded.DELIVERY,
    Channel.TRACKED_LETTER: ProofNeeded.DELIVERY,
    Channel.ERE: ProofNeeded.DELIVERY,
    Channel.LRE: ProofNeeded.REGISTERED,
    Channel.REGISTERED: ProofNeeded.REGISTERED,
}
PAPER: Final = frozenset({Channel.LETTER, Channel.TRACKED_LETTER, Channel.REGISTERED})
BY_MAIL: Final = frozenset({Channel.EMAIL, Channel.TRACKED, Channel.ERE, Channel.LRE})
"""Channels that reach an e-mail address."""
LETTERS: Final = PAPER | {Channel.ERE, Channel.LRE}
"""Channels that a carrier is paid for."""
NOTICES: Final = (Channel.REGISTERED, Channel.LRE, Channel.ERE)
"""Channels by which a formal notice may go: what we say of ourselves proves too little there."""
CONSENT: Final = frozenset({Channel.LRE, Channel.ERE})
"""Channels that whoever is no business must have agreed to (CPCE-postes L100; R53-3)."""

_STRENGTH: Final = tuple(ProofNeeded)


def gives(channel: Channel, needed: ProofNeeded) -> bool:
    """Whether a channel proves at least what is needed."""
    return _STRENGTH.index(GIVES[channel]) >= _STRENGTH.index(needed)


def postal_key(address: Address) -> str:
    """A postal address as one text, to tell a closed one from its successor."""
    return "|".join(" ".join(part.split()).casefold() for part in (*address.lines, address.postal_code, address.city))


@dataclass(frozen=True, slots=True)
class Offer:
    """A channel as this creditor can buy it."""

    channel: Channel
    micros: int
    """Millionths of a euro before VAT, for one dispatch; for a text message, for one segment."""
    carrier: str = ""
    """Who takes it; empty for what goes through AWS itself."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything that can be bought."""

    offers: tuple[Offer, ...]
    silence_days: Mapping[Channel, int] = field(default_factory=dict)
    """Days without a word of delivery after which a channel counts as having failed."""

    def of(self, channel: Channel) -> tuple[Offer, ...]:
        """The offers of a channel, the cheapest first."""
        return tuple(sorted((o for o in self.offers if o.channel is channel), key=lambda o: o.micros))

    def price(self, channel: Channel) -> int | None:
        """The lowest price of a channel; None where nobody offers it."""
        return min((o.micros for o in self.offers if o.channel is channel), default=None)


HOUSE: Final = "outbox"
"""The carrier that is no provider: letters wait in the archive, and people post them."""

WITHOUT_CARRIERS: Final = Offers(
    (Offer(Channel.EMAIL, 0), Offer(Channel.SMS, 0), Offer(Channel.REGISTERED, 0, HOUSE)),
)
"""What every deployment can do with no contract at all."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one dispatch cost, before VAT."""

    micros: int
    """Millionths of a euro."""
    source: str
    """"carrier" where it said so, else "configured"."""
