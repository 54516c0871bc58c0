"""The sender's identity, where a carrier of qualified letters wants it proved by a person (CPCE-postes L100)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from relance.ports.messaging import TryLaterError


class SenderUnidentifiedError(TryLaterError):
    """The carrier wants the sender identified first, and a person must do that: nothing was taken."""


@dataclass(frozen=True, slots=True)
class SenderSession:
    """A time in which the sender counts as identified: what a carrier gave for a one-time code."""

    hash: str = field(repr=False)
    """A secret; empty where the carrier keeps the session itself."""
    expires_at: datetime


@runtime_checkable
class HoldsCertificate(Protocol):
    """A carrier that keeps the sender's certificate for some days."""

    def register_certificate(self, certificate: str) -> None:
        """Hand it over. Raises RejectedError, TryLaterError, OutcomeUnknownError."""
        ...


class SenderSessions(Protocol):
    """The sessions that people opened. The codes themselves are kept nowhere."""

    def get(self, carrier: str) -> SenderSession | None:
        """The newest, whether it lasts still or not."""
        ...

    def put(self, carrier: str, session: SenderSession) -> None:
        """Keep it until the next one."""
        ...


@runtime_checkable
class IdentifiesSender(Protocol):
    """A carrier whose qualified letters go in a session that a person opens."""

    def open_session(self, code: str) -> SenderSession:
        """Give the sender's one-time code for a session. Raises RejectedError, TryLaterError, OutcomeUnknownError."""
        ...
