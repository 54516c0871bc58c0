"""What proves: files that nobody can change or delete, and times that somebody else certifies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError


class Evidence(Protocol):
    """Files kept under a lock. Keys end in the SHA-256 of what they hold, or name what exists once."""

    def keep(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
        """Store a file, once: under a key that exists the first body stays, and RejectedError tells of another."""
        ...

    def read(self, key: str) -> bytes:
        """The file's bytes. Raises RejectedError when there is none."""
        ...


class BadStampError(RejectedError):
    """A token that does not certify this digest, or that the authority did not sign."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A certified time."""

    at: datetime
    token: bytes
    """The RFC 3161 answer, DER: it verifies offline, for ever."""
    authority: str = ""
    """Who certifies, as its certificate names it."""


class StampVerifier(Protocol):
    """Judges tokens, without asking anybody."""

    def verify(self, token: bytes, sha256: bytes) -> Stamp:
        """What the token certifies of a digest. Raises BadStampError."""
        ...


class Stamper(Protocol):
    """A timestamp authority (RFC 3161)."""

    def stamp(self, sha256: bytes) -> Stamp:
        """Have a digest certified. Raises TransientError while the authority does not answer."""
        ...
