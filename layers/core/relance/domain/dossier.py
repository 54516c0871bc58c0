"""All that proves what happened to one account, as it was found: nothing in it is believed before it is verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.case import Case
from relance.domain.contact import ContactRow
from relance.domain.record import AccountRecord
from relance.domain.sealing import Link


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event as it lies in the ledger."""

    place: str
    """Its sort key: ten digits."""
    hash: str
    """The hash that it bears."""
    text: str
    """What the hash should be the SHA-256 of (domain.events.event_text)."""


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The rows beside the chain."""

    record: AccountRecord | None
    """The account with its cases; None: there is no such row, or none that can be read."""
    contacts: tuple[ContactRow, ...] = ()
    unreadable: tuple[str, ...] = ()
    """Names of rows that are no rows of ours any more."""
    astray: tuple[str, ...] = ()
    """Names of rows that repeat what a contact says, as its line in the month's costs does, and say otherwise."""

    @property
    def cases(self) -> tuple[Case, ...]:
        """The account's cases."""
        return tuple(self.record.cases.values()) if self.record else ()


@dataclass(frozen=True, slots=True)
class Sealing:
    """The account's leaf in a seal, and the path from it to the root."""

    leaf: str
    index: int
    path: tuple[str, ...]
    """Hashes in hexadecimal, the nearest first."""


@dataclass(frozen=True, slots=True)
class FoundSeal:
    """A day's seal."""

    day: date
    body: bytes
    token: bytes | None = None
    """The timestamp of the body; None where there is none, or where it was left out because a later one covers it."""
    sealing: Sealing | None = None
    """None: the account did not move."""
    root: str | None = None
    """The root of all leaves, where they were read; None: only the account's own path is known."""


Bodies = Callable[[Sequence[str]], Iterator[bytes | None]]
"""The files of some keys, in their order; None for each that is not there."""


@dataclass(frozen=True, slots=True)
class Certified:
    """What a token says."""

    at: datetime
    authority: str


Judge = Callable[[bytes, bytes], Certified]
"""Verifies a token over a SHA-256. Raises RejectedError where it does not certify it."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """One account's evidence. Events are in the order of their places, seals in that of their days."""

    account_id: str
    events: Sequence[FoundEvent]
    rows: FoundRows
    bodies: Bodies
    seals: Sequence[FoundSeal]
    last_seal: Link | None
    """The newest seal, as the ledger names it; None: nothing was ever sealed."""
    last_stamps: tuple[Link, ...]
    """Tokens that no seal names yet."""
    judge: Judge
