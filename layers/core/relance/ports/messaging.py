"""Queues between the functions, and the senders of messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from relance.domain.errors import RejectedError, TransientError
from relance.ports.rendering import InlineImage


@dataclass(frozen=True, slots=True)
class ContactOrder:
    """Look at this account on this day."""

    account_id: str
    day: date


@dataclass(frozen=True, slots=True)
class DispatchOrder:
    """Send this reserved contact."""

    account_id: str
    day: date
    attempt: int


class ContactQueue(Protocol):
    """Accounts to look at."""

    def put_all(self, orders: Iterable[ContactOrder]) -> int:
        """Queue the orders, in batches; returns how many."""
        ...


class DispatchQueue(Protocol):
    """Contacts ready to go."""

    def put(self, order: DispatchOrder) -> None:
        """Queue one order."""
        ...


class NotAcceptedError(RejectedError):
    """The provider said no, for good: nothing was sent."""


class OptedOutError(NotAcceptedError):
    """The provider said no, for the debtor asked it for no more messages there: the address closes."""


class TryLaterError(TransientError):
    """The provider said not now (throttled, paused): nothing was sent."""


class OutcomeUnknownError(TransientError):
    """No answer (time-out, cut connection, server error): it may have been sent. Never sent again blindly."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail."""

    name: str
    body: bytes
    media_type: str = "application/pdf"
    expendable: bool = False
    """Left out where the mail would weigh more than the provider takes."""


@dataclass(frozen=True, slots=True)
class MailDraft:
    """A mail before it is MIME."""

    to: str
    subject: str
    html: str
    text: str
    """Paragraphs of one line each."""
    attachments: tuple[Attachment, ...] = ()
    images: tuple[InlineImage, ...] = ()
    """What the HTML shows by its content id."""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Mime:
    """A mail as bytes, with the SHA-256 of each part by name ("text", "html", each attachment's file name)."""

    to: str
    raw: bytes
    parts: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    """Names of the expendable attachments for which the mail had no room."""


class MailComposer(Protocol):
    """Makes real MIME; the same draft and reference give the same bytes."""

    def compose(self, draft: MailDraft, *, reference: str, day: date) -> Mime:
        """Headers, both bodies, attachments."""
        ...


class Mailer(Protocol):
    """Sends a mail, once: its own retries are off."""

    def send(self, mime: Mime, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        """The provider's message id. Raises NotAcceptedError, TryLaterError or OutcomeUnknownError."""
        ...


class Texter(Protocol):
    """Sends a text message, once: its own retries are off."""

    def send(self, mobile: str, text: str, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        """The provider's message id. Raises NotAcceptedError, TryLaterError or OutcomeUnknownError."""
        ...
