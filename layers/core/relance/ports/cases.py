"""What cases need from outside beside the common ports: frozen values, signed links, pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from relance.domain.case import Approval, Gate
from relance.domain.channels import Channel
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.domain.handoff import Claim, HandoffRecord
from relance.domain.notice import Fate

Value = TypeVar("Value")


class FrozenValues(Protocol):
    """Values kept as canonical JSON in the archive, read back as they were."""

    def keep(self, key: str, value: object) -> StoredObject:
        """Store a value."""
        ...

    def read(self, kind: type[Value], stored: StoredObject) -> Value:
        """The value. Raises RejectedError when the file is gone or its hash is another."""
        ...


@dataclass(frozen=True, slots=True)
class Link:
    """What a signed link allows: deciding on one document, at one gate of one case, until an instant."""

    account_id: str
    case_id: str
    gate: Gate
    document_sha256: str
    expires: datetime


class BadLinkError(RejectedError):
    """The link was not signed by us."""


class Links(Protocol):
    """Signed links. The signature is all that protects them: they are compared in constant time."""

    def sign(self, link: Link) -> str:
        """The link as a URL-safe token."""
        ...

    def read(self, token: str) -> Link:
        """What the token allows. Raises BadLinkError for any other text."""
        ...


class DocumentUrls(Protocol):
    """Short-lived addresses under which a browser reads a file of the archive."""

    def url(self, key: str) -> str:
        """The address."""
        ...


@dataclass(frozen=True, slots=True)
class Sending:
    """How a notice would go, once approved: words ready to be read."""

    channel: Channel
    way: str
    why: str
    carriers: tuple[str, ...] = ()
    """In the order in which they are asked."""
    price: str = ""
    """What it is expected to cost before VAT; empty where nobody said."""
    email: str = ""
    """Whose mailbox; empty for paper."""
    tried: tuple[str, ...] = ()
    """The ways by which an earlier notice reached nobody."""
    sender_identifies: bool = False
    """Whether a person must prove to the carrier who sends it before it goes."""


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """What an approver sees before deciding."""

    link: Link
    claim: Claim
    document_url: str
    rank: int
    answer_by: date
    sending: Sending | None = None
    served_on: date | None = None
    fate: Fate | None = None
    carrier: str | None = None
    pieces: tuple[tuple[int, str, str, str, str], ...] = ()
    """(number, kind, subject, SHA-256, address) of the handoff file."""
    missing: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()
    name: str = ""
    reason: str = ""
    error: str = ""
    """What to mend in the form."""


class Notice(StrEnum):
    """Pages that only say something."""

    RECORDED = "RECORDED"
    DECIDED = "DECIDED"
    VOID = "VOID"
    EXPIRED = "EXPIRED"
    INVALID = "INVALID"
    TOO_LARGE = "TOO_LARGE"
    NOT_FOUND = "NOT_FOUND"
    BUSY = "BUSY"


@dataclass(frozen=True, slots=True)
class Page:
    """HTML, and what the content security policy must let it show: inline styles and scripts by their hashes."""

    html: str
    style_hashes: tuple[str, ...] = ()
    script_hashes: tuple[str, ...] = ()
    images: bool = False
    """Whether it shows images that it holds itself."""


class DeskPages(Protocol):
    """Pages for finance people, in French."""

    def approval(self, view: ApprovalView) -> Page:
        """What would be approved, with a form for each decision."""
        ...

    def notice(self, notice: Notice, *, case_id: str = "", decision: Approval | None = None) -> Page:
        """What became of a request."""
        ...


class Bordereaux(Protocol):
    """The list of pieces of a file, for its reader."""

    def bordereau(self, record: HandoffRecord, decisions: tuple[Approval, ...]) -> bytes:
        """A printable document; equal records give equal bytes."""
        ...
