"""Turning a statement into what the debtor reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from relance.domain.statement import Statement


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A PNG that the HTML shows as `cid:` and its content id: a part of the mail, fetched from nowhere."""

    name: str
    body: bytes
    content_id: str


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """Subject and bodies of a mail."""

    subject: str
    html: str
    text: str
    """Paragraphs are one line each; whoever composes the mail folds them."""
    language: str = "fr"
    images: tuple[InlineImage, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedSms:
    """A text message and how many segments it takes."""

    text: str
    segments: int


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """An invoice's own PDF, as billing keeps it."""

    invoice_id: str
    body: bytes


class Renderer(Protocol):
    """Deterministic: equal statements give equal bytes. Raises RejectedError naming what cannot be rendered."""

    def letter(self, statement: Statement, *, reference: str, copies: Sequence[InvoiceFile] = ()) -> bytes:
        """The letter as PDF, with copies of invoices inside the file."""
        ...

    def mail(self, statement: Statement, *, reference: str) -> RenderedMail:
        """The e-mail that carries the letter."""
        ...

    def sms(self, statement: Statement, *, reference: str) -> RenderedSms:
        """The text message."""
        ...


class Preflight(Protocol):
    """The check of a letter's file before a carrier is paid."""

    def breaches(self, letter: bytes, *, carrier: str, printed: bool) -> tuple[str, ...]:
        """The carrier's rules that it breaks, by name and page ("FENETRE, page 1"); empty: it can go."""
        ...
