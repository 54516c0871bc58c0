"""What our own tracked letter needs from outside: signed addresses, the notice, the pages, the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from relance.domain.contact import LetterFact
from relance.domain.tracked_letter import Manifest
from relance.ports.cases import Page
from relance.ports.rendering import RenderedMail


@dataclass(frozen=True, slots=True)
class LetterLink:
    """What the address in a notice names."""

    account_id: str
    day: date
    attempt: int
    expires: datetime


@dataclass(frozen=True, slots=True)
class FilePass:
    """What the short-lived address of one file allows."""

    letter: LetterLink
    """Expires within minutes."""
    number: int
    """Of the part of the deposit: 0 is the letter."""


class LetterTokens(Protocol):
    """Signed tokens: the only thing that opens a letter's page. Both readers raise BadLinkError for any other text."""

    def sign(self, link: LetterLink) -> str:
        """The token of a letter."""
        ...

    def read(self, token: str) -> LetterLink:
        """The letter of a token; whether it has expired is the caller's to see."""
        ...

    def sign_file(self, allowed: FilePass) -> str:
        """The token of a file."""
        ...

    def read_file(self, token: str) -> FilePass:
        """The file of a token."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """What the e-mail says that announces a letter: nothing of why it was written."""

    reference: str
    recipient: str
    language: str
    url: str
    last_day: date
    """The last day on which the letter may be opened or refused."""


class NoticeMails(Protocol):
    """Writes the e-mail that announces a letter."""

    def notice(self, notice: Notice) -> RenderedMail:
        """Its subject and preview name the creditor and say that a letter waits, nothing more."""
        ...


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that the addressee may fetch now."""

    name: str
    size: int
    path: str
    """On the site of the page itself."""


@dataclass(frozen=True, slots=True)
class LetterView:
    """What the addressee sees of a letter."""

    manifest: Manifest
    facts: Sequence[LetterFact]
    last_day: date
    readable_until: date
    """The last day on which the page answers."""
    files: Sequence[FileView] = ()
    """Only in the answer to whoever opened the letter."""


class LetterPages(Protocol):
    """The pages behind a notice, in the addressee's language. They fetch nothing from elsewhere."""

    def letter(self, view: LetterView) -> Page:
        """The letter as it stands: waiting, opened, refused, neglected."""
        ...

    def refusal(self, view: LetterView) -> Page:
        """Asks whether the letter is really to be refused."""
        ...

    def invalid(self) -> Page:
        """For every address that opens nothing: names nobody, and always the same."""
        ...

    def busy(self) -> Page:
        """Nothing was recorded; to be tried again."""
        ...


@dataclass(frozen=True, slots=True)
class ProofFile:
    """A file that proves a fact."""

    name: str
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """What a certificate tells."""

    manifest: Manifest
    facts: Sequence[LetterFact]
    """Oldest first."""
    made_at: datetime
    last_day: date | None
    """The last day on which the letter could be opened or refused; None: nobody told of the notice."""
    proofs: Sequence[ProofFile]
    """The records of the facts, and the tokens that certify their times."""


class Certificates(Protocol):
    """Writes the certificate of a letter, in the addressee's language."""

    def certificate(self, view: CertificateView) -> bytes:
        """A PDF that holds the proofs; equal views give equal bytes."""
        ...
