"""The life of a contact: one permanent row per account and civil day, reserved before anything is rendered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from relance.domain.channels import Channel, Cost
from relance.domain.delivery import UNREACHED, DeliveryStatus
from relance.domain.errors import RejectedError
from relance.domain.reference import contact_reference


class ContactState(StrEnum):
    """Where a contact stands."""

    RESERVED = "RESERVED"
    """Ours to send; anyone may resume it."""
    SENDING = "SENDING"
    """The provider is being called; never retried by itself."""
    SENT = "SENT"
    UNKNOWN = "UNKNOWN"
    """The call had no answer: the provider's own record decides, then a person."""
    VOID = "VOID"
    """Stale before it was sent; the day may be reserved again, with a new document."""


TRANSITIONS: dict[ContactState, frozenset[ContactState]] = {
    ContactState.RESERVED: frozenset({ContactState.SENDING, ContactState.VOID}),
    ContactState.SENDING: frozenset(
        {ContactState.SENT, ContactState.UNKNOWN, ContactState.VOID, ContactState.RESERVED}
    ),
    ContactState.UNKNOWN: frozenset({ContactState.SENT, ContactState.VOID}),
    ContactState.VOID: frozenset({ContactState.RESERVED, ContactState.SENT}),
    ContactState.SENT: frozenset(),
}
"""SENDING goes back to RESERVED only where the provider said that it took nothing (throttled), never on silence.

VOID becomes SENT where the provider's own record comes after its silence was taken for a no.
"""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A file of ours: where it is and the SHA-256 of its bytes."""

    key: str
    sha256: str


def named(**files: StoredObject | None) -> dict[str, str]:
    """Files as an event names them, those that there are: "letter" is its key, "letter_sha256" its hash."""
    known = {name: file for name, file in files.items() if file is not None}
    return {**{name: file.key for name, file in known.items()}, **{f"{n}_sha256": f.sha256 for n, f in known.items()}}


@dataclass(frozen=True, slots=True)
class KeptProof:
    """A proof of a carrier or of ours, as it lies in the evidence bucket."""

    kind: str
    """A ProofKind of ports.carriers."""
    stored: StoredObject
    media_type: str
    fetched_at: datetime
    name: str
    """What the carrier calls it, hashed: the same proof offered twice is kept once."""


@dataclass(frozen=True, slots=True)
class LetterFact:
    """One fact of our own tracked letter, and what keeps it."""

    status: DeliveryStatus
    at: datetime
    """By our clock, or by that of the server that told it."""
    late: bool = False
    """After the letter had counted as neglected: kept, and changing nothing."""
    record: StoredObject | None = None
    """The fact as it lies in the evidence bucket; None: not there yet."""
    token: StoredObject | None = None
    """The certificate of its time (RFC 3161)."""
    certified_at: datetime | None = None
    """The authority's time: the fact is not younger."""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """What the ledger keeps of a contact."""

    account_id: str
    day: date
    attempt: int
    state: ContactState
    step_name: str
    rank: int
    document: str
    channel: str
    statement_hash: str
    since: datetime
    """When the state was entered, UTC."""
    statement: StoredObject | None = None
    letter: StoredObject | None = None
    message: StoredObject | None = None
    """The raw MIME or the SMS text, as handed to the provider."""
    message_id: str | None = None
    address: str | None = None
    segments: int | None = None
    parts: dict[str, str] | None = None
    """SHA-256 of each part of the message, by part name."""
    delivery: str | None = None
    """The delivery status folded so far (DeliveryStatus)."""
    reason: str | None = None
    """Why it is void or unknown."""
    carrier: str | None = None
    """Who was given the letter, or is being given it; None for what goes through AWS itself."""
    cost: Cost | None = None
    case_id: str | None = None
    tried: tuple[Channel, ...] = ()
    """Channels by which the same step went out before, and did not reach the debtor."""
    proofs: tuple[KeptProof, ...] = ()
    follow_at: datetime | None = None
    """When to ask what became of it; None: nothing more is expected."""
    followed_at: datetime | None = None
    """When the carrier was last asked: a hint that came before that is answered already."""
    heard: tuple[str, ...] = ()
    """The carrier's facts that were folded, by short hashes: what is read again is not written again."""
    tracked: tuple[LetterFact, ...] = ()
    """The facts of our own tracked letter, in the order in which they became known."""
    handed_over: tuple[ContactRow, ...] = ()
    """Earlier attempts of the day that the provider was given, and which counted as not accepted."""

    @property
    def reference(self) -> str:
        """Our reference at the provider."""
        return contact_reference(self.account_id, self.day, self.attempt)

    @property
    def gone_before(self) -> ContactRow | None:
        """An earlier attempt that its provider told of after all: whoever tries again would write twice."""
        gone = (row for row in self.handed_over if row.state is ContactState.SENT)
        return next((row for row in gone if row.delivery not in UNREACHED), None)

    def attempted(self, attempt: int) -> ContactRow | None:
        """An attempt of the day that the provider may know: the newest, or an earlier one that it was given."""
        return next((row for row in (self, *self.handed_over) if row.attempt == attempt), None)

    def with_attempted(self, changed: ContactRow) -> ContactRow:
        """The row of the day with one of its attempts changed."""
        if changed.attempt == self.attempt:
            return changed
        others = (changed if row.attempt == changed.attempt else row for row in self.handed_over)
        return replace(self, handed_over=tuple(others))

    def again(self) -> tuple[ContactRow, ...]:
        """What the next attempt of the day must remember of those before it."""
        given = (replace(self, handed_over=()),) if self.message is not None or self.carrier is not None else ()
        return (*self.handed_over, *given)

    def check_move(self, to: ContactState) -> None:
        """Raise unless the table above allows the move."""
        if to not in TRANSITIONS[self.state]:
            raise RejectedError(f"a contact cannot go from {self.state} to {to}")
