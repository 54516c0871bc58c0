"""A day's seal: one hash for the chains of all accounts that moved since the seal before, which it names too.

Its text is what a timestamp authority certifies. The leaves lie in a file of their own, so that one account's file can
show its seal, and the path that leads to it, without a word on the others.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from relance.domain.canonical import canonical_json
from relance.domain.events import ChainHead
from relance.domain.merkle import Tree

FORMAT: Final = 1
_LEAF: Final = re.compile(r"([0-9a-f]{64}) ([0-9]{10}) ([0-9a-f]{64})")


class NotASealError(ValueError):
    """The bytes are no seal of ours, or no leaves."""


@dataclass(frozen=True, slots=True)
class AccountHead:
    """How far an account's chain had come."""

    account_id: str
    head: ChainHead


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """An account's head in a seal, under a name that tells nobody who it is."""

    account: str
    """SHA-256 of the account's id."""
    seq: int
    hash: str

    @classmethod
    def of(cls, known: AccountHead) -> Leaf:
        """The leaf of an account."""
        return cls(account_name(known.account_id), known.head.seq, known.head.hash)

    @classmethod
    def read(cls, line: str) -> Leaf:
        """The leaf of a line. Raises NotASealError."""
        if not (match := _LEAF.fullmatch(line)):
            raise NotASealError("a line of the leaves is no leaf")
        return cls(match[1], int(match[2]), match[3])

    @property
    def text(self) -> str:
        """What is hashed: account, ten digits, hash."""
        return f"{self.account} {self.seq:010} {self.hash}"


@dataclass(frozen=True, slots=True)
class Link:
    """The file of a day, by its SHA-256: a seal's text, or its timestamp."""

    day: date
    sha256: str


@dataclass(frozen=True, slots=True)
class Seal:
    """What is certified of a day."""

    day: date
    accounts: int
    root: str
    previous: Link | None = None
    """The seal before; None: this is the first."""
    stamps: tuple[Link, ...] = ()
    """The tokens that came since the seal before: the day of the seal that each certifies, and its own SHA-256."""

    @property
    def body(self) -> bytes:
        """The seal's text, one line of JSON; always the same for the same seal."""
        known = {
            "format": FORMAT,
            "day": self.day,
            "accounts": self.accounts,
            "root": self.root,
            "previous": self.previous,
            "stamps": self.stamps,
        }
        return f"{canonical_json(known)}\n".encode()

    @property
    def link(self) -> Link:
        """How the seal after names this one."""
        return Link(self.day, hashlib.sha256(self.body).hexdigest())


def account_name(account_id: str) -> str:
    """An account's name in seals."""
    return hashlib.sha256(account_id.encode()).hexdigest()


def make_seal(day: date, leaves: Iterable[Leaf], previous: Link | None, stamps: Iterable[Link]) -> Seal:
    """The seal over some leaves, which are put in order."""
    ordered = sorted(leaves)
    return Seal(day, len(ordered), tree(ordered).root.hex(), previous, tuple(stamps))


def tree(leaves: Iterable[Leaf]) -> Tree:
    """The hash tree of leaves in order."""
    return Tree.of([leaf.text.encode() for leaf in leaves])


def read_seal(body: bytes) -> Seal:
    """The seal of a text. Raises NotASealError for what is not, to the byte, a seal's text."""
    try:
        found = _seal(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotASealError("the text is no seal") from error
    if found.body != body:
        raise NotASealError("the text is no seal as we write it")
    return found


def _seal(known: dict[str, Any]) -> Seal:
    previous = known["previous"]
    return Seal(
        day=date.fromisoformat(known["day"]),
        accounts=int(known["accounts"]),
        root=str(known["root"]),
        previous=_link(previous) if previous else None,
        stamps=tuple(map(_link, known["stamps"])),
    )


def _link(known: dict[str, Any]) -> Link:
    return Link(date.fromisoformat(known["day"]), str(known["sha256"]))


def leaves_body(leaves: Iterable[Leaf]) -> bytes:
    """The leaves in order, one a line."""
    return "".join(f"{leaf.text}\n" for leaf in sorted(leaves)).encode()


def read_leaves(body: bytes) -> list[Leaf]:
    """The leaves of a file. Raises NotASealError for what is not, to the byte, such a file."""
    try:
        found = [Leaf.read(line) for line in body.decode("ascii").split("\n")[:-1]]
    except UnicodeDecodeError as error:
        raise NotASealError("the leaves are no text") from error
    if leaves_body(found) != body or len({leaf.account for leaf in found}) != len(found):
        raise NotASealError("the leaves are not as we write them")
    return found


SEALS: Final = "seals/"


def seal_key(day: date) -> str:
    """Where a day's seal lies among the evidence."""
    return f"{SEALS}{day.isoformat()}.json"


def leaves_key(day: date) -> str:
    """Where its leaves lie."""
    return f"{SEALS}{day.isoformat()}.leaves"


def token_key(day: date) -> str:
    """Where its timestamp lies, which may come later."""
    return f"{SEALS}{day.isoformat()}.tsr"


@dataclass(frozen=True, slots=True)
class SealState:
    """What the next run must know of those before; all of it can be read from the seals themselves."""

    last: Link | None = None
    unstamped: tuple[date, ...] = ()
    """Days whose seal is not certified yet, the oldest first."""
    stamps: tuple[Link, ...] = ()
    """Tokens that no seal names yet."""
