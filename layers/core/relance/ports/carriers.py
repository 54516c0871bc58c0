"""Carriers of letters on paper and electronic: one port, whatever the provider calls things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from relance.domain import proof
from relance.domain.billing import Address
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError


class Service(StrEnum):
    """What is bought."""

    LETTER = "letter"
    TRACKED_LETTER = "tracked_letter"
    REGISTERED = "registered"
    """LRAR: registered letter on paper, with acknowledgement of receipt."""
    LRE = "lre"
    """Qualified electronic registered letter (CPCE-postes L100)."""
    ERE = "ere"
    """Electronic registered delivery that is not qualified (eIDAS 43, 1)."""


ProofKind = proof.ProofKind


class Idempotency(StrEnum):
    """How a carrier tells one letter from the same letter again."""

    NATIVE = "native"
    """By a key that we give; it forgets it after `Capabilities.remembers_hours`."""
    DRAFT = "draft"
    """A draft first, then a point of no return."""
    NONE = "none"


class WebhookAuth(StrEnum):
    """What a carrier can show of who calls."""

    NONE = "none"
    SECRET = "secret"  # noqa: S105 a word, not a secret
    BASIC = "basic"
    HMAC = "hmac"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a carrier does, as far as its contract says."""

    services: frozenset[Service]
    idempotency: Idempotency
    webhook_auth: WebhookAuth
    finds_by_reference: bool
    cancels: bool
    remembers_hours: int | None = None
    settles_after_seconds: int = 0
    """How long after silence `find` can say "none" while the carrier is still at work on what it was given."""
    sees_back_hours: int | None = None
    """How old a letter may be for `find` to see it; None: any."""
    otp_required: frozenset[Service] = frozenset()
    """Services for which the sender must prove who it is, in person or by certificate."""
    consent_required: frozenset[Service] = frozenset()
    """Services that a consumer must have agreed to."""
    webhook_answer: int = 200
    """The HTTP status that the carrier expects of us."""


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or an addressee."""

    name: str
    """The person, or the company where there is no person."""
    company: str = ""
    address: Address | None = None
    email: str | None = None
    professional: bool = True
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A PDF of a consignment."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Consignment:
    """One letter. `reference` is ours: at most 30 of A-Z, 0-9 and hyphen, and permanent."""

    reference: str
    service: Service
    day: date
    sender: Party
    recipient: Party
    letter: Sheet
    enclosures: tuple[Sheet, ...] = ()
    consent: str = ""
    """Reference of the recorded consent, where one is required."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The carrier's answer: it has the letter."""

    carrier_id: str
    price_cents: int | None = None
    raw: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CarrierFact:
    """One thing that a carrier says of a letter."""

    carrier_id: str
    reference: str | None
    status: DeliveryStatus
    raw: str
    """The carrier's own word."""
    at: datetime
    payload_sha256: str
    event_id: str
    """Equal for the same fact told twice."""


@dataclass(frozen=True, slots=True)
class ProofOffer:
    """A proof that can be fetched now."""

    carrier_id: str
    kind: ProofKind
    locator: str
    """A path, an id or a short-lived address, as the carrier wants it back."""
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof's bytes."""

    kind: ProofKind
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Hint:
    """What a webhook is worth: a letter that has news. The resource itself is read back."""

    carrier_id: str | None
    reference: str | None
    raw: str


class ForgedError(RejectedError):
    """A webhook that the carrier did not send, or that nobody can tell from one."""


class ProofExpiredError(RejectedError):
    """The proof was there and cannot be fetched any more."""


class NotSetUpError(RejectedError):
    """This deployment has no account at the carrier."""


class Carriers(Protocol):
    """The carriers that this deployment has a contract with."""

    def get(self, name: str) -> LetterCarrier:
        """The carrier of that name.

        Raises NotSetUpError, RejectedError naming the field that is wrong, TryLaterError where the accounts cannot
        be read now.
        """
        ...


class LetterCarrier(Protocol):
    """Calls that send raise NotAcceptedError, TryLaterError or OutcomeUnknownError of ports.messaging."""

    capabilities: Capabilities

    def submit(self, consignment: Consignment) -> Taken:
        """Hand over a letter. On silence OutcomeUnknownError: nobody submits again before `find` has answered."""
        ...

    def find(self, reference: str) -> Taken | None:
        """The letter that the carrier has under our reference; None: it certainly has none.

        Raises OutcomeUnknownError where the carrier cannot be asked.
        """
        ...

    def withdraw(self, reference: str) -> bool:
        """See to it that what was begun under our reference can never become a letter; False: it is one.

        Asked before the same contact goes by another reference or carrier. Raises as `find`.
        """
        ...

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        """Everything that the carrier knows of a letter, oldest first."""
        ...

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        """The proofs that exist now."""
        ...

    def fetch(self, offer: ProofOffer) -> Proof:
        """A proof's bytes. Raises ProofExpiredError."""
        ...

    def cancel(self, carrier_id: str) -> bool:
        """Whether the letter was stopped; False: too late, or not offered."""
        ...

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:
        """What a call says. Raises ForgedError, or RejectedError naming what is malformed."""
        ...
