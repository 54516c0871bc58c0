"""A carrier in memory whose answers a test chooses. One letter per reference, as the port promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from relance.adapters.outbox_carrier import CAPABILITIES
from relance.domain.channels import HOUSE
from relance.ports.carriers import (
    Capabilities,
    CarrierFact,
    Consignment,
    ForgedError,
    Hint,
    LetterCarrier,
    NotSetUpError,
    Proof,
    ProofExpiredError,
    ProofOffer,
    Taken,
)
from relance.ports.messaging import OutcomeUnknownError
from relance.ports.sender_sessions import SenderSession


@dataclass
class FakeCarrier:
    capabilities: Capabilities = CAPABILITIES
    price_cents: int | None = None
    letters: dict[str, Consignment] = field(default_factory=dict)
    """By reference; each is paid."""
    drafts: set[str] = field(default_factory=set)
    """References that were begun, and may become letters as long as nobody withdraws them."""
    calls: list[str] = field(default_factory=list)
    """References submitted, repeated ones included."""
    asked: list[str] = field(default_factory=list)
    """References looked up."""
    fails: list[Exception] = field(default_factory=list)
    """Raised instead of taking the letter, one per call."""
    lost_answers: list[Exception] = field(default_factory=list)
    """Raised after taking the letter, one per call."""
    unreachable: bool = False
    """Whether look-ups get no answer."""

    def submit(self, consignment: Consignment) -> Taken:
        self.calls.append(consignment.reference)
        if self.fails:
            raise self.fails.pop(0)
        self.letters.setdefault(consignment.reference, consignment)
        if self.lost_answers:
            raise self.lost_answers.pop(0)
        return self._taken(consignment.reference)

    def find(self, reference: str) -> Taken | None:
        if self.unreachable:
            raise OutcomeUnknownError("no answer")
        self.asked.append(reference)
        return self._taken(reference) if reference in self.letters else None

    def withdraw(self, reference: str) -> bool:
        if self.unreachable:
            raise OutcomeUnknownError("no answer")
        self.drafts.discard(reference)
        return reference not in self.letters

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        return ()

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        return ()

    def fetch(self, offer: ProofOffer) -> Proof:
        raise ProofExpiredError(offer.locator)

    def cancel(self, carrier_id: str) -> bool:
        return False

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:
        raise ForgedError("nobody calls")

    def able(self, **changes: object) -> FakeCarrier:
        """The carrier with other capabilities."""
        self.capabilities = replace(self.capabilities, **changes)  # type: ignore[arg-type]
        return self

    def _taken(self, reference: str) -> Taken:
        return Taken(f"CARRIER-{reference}", self.price_cents)


@dataclass
class FakeCarriers:
    """The carriers of a deployment; the outbox alone, unless a test says otherwise."""

    carriers: dict[str, LetterCarrier]
    wrongly_set_up: dict[str, Exception] = field(default_factory=dict)

    @classmethod
    def only(cls, carrier: LetterCarrier) -> FakeCarriers:
        return cls({HOUSE: carrier})

    def get(self, name: str) -> LetterCarrier:
        if name in self.wrongly_set_up:
            raise self.wrongly_set_up[name]
        if name not in self.carriers:
            raise NotSetUpError(f"carrier {name}: not set up")
        return self.carriers[name]


@dataclass
class FakePreflight:
    """Rules that a carrier finds broken, by its name."""

    broken: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def breaches(self, letter: bytes, *, carrier: str, printed: bool) -> tuple[str, ...]:
        return self.broken.get(carrier, ())


@dataclass
class FakeSessions:
    """What people opened."""

    kept: dict[str, SenderSession] = field(default_factory=dict)

    def get(self, carrier: str) -> SenderSession | None:
        return self.kept.get(carrier)

    def put(self, carrier: str, session: SenderSession) -> None:
        self.kept[carrier] = session


@dataclass
class Forgetful(FakeCarrier):
    """Does not list one letter that it took, nor knows it as begun."""

    forgotten: str = ""

    def find(self, reference: str) -> Taken | None:
        found = super().find(reference)
        return None if reference == self.forgotten else found

    def withdraw(self, reference: str) -> bool:
        return super().withdraw(reference) or reference == self.forgotten
