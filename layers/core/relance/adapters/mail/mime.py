"""Real MIME: both bodies, the letter and the invoices' copies. The same draft and reference give the same bytes.

Names come from outside: every one loses its control characters here, so that none can add a header.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, time
from email import message_from_bytes, policy
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from relance.adapters.mail.flowed import flowed
from relance.adapters.mail.headers import LOOKS_ENCODED, encoded, is_plain, mailbox, one_line
from relance.domain.calendar import PARIS
from relance.domain.creditor import Creditor
from relance.domain.errors import RejectedError
from relance.ports.messaging import Attachment, MailDraft, Mime
from relance.ports.rendering import InlineImage

LARGEST = 40 * 1024 * 1024
"""In bytes, encoded: what SESv2 takes in one message."""
SPARE = 1024 * 1024
"""Kept for headers, bodies and the logo."""
LONGEST_NAME = 120
REFERENCE_HEADER = "X-Relance-Reference"
TEXT, HTML = "text", "html"


class MimeComposer:
    """MailComposer. Sender and reply address are the creditor's of the moment of the call."""

    def __init__(self, *, creditor: Callable[[], Creditor]) -> None:
        self._creditor = creditor

    def compose(self, draft: MailDraft, *, reference: str, day: date) -> Mime:
        """Headers, both bodies, images, attachments. Raises RejectedError for an address that cannot be written."""
        borne, left_out = sorted_by_room(draft.attachments, LARGEST - SPARE)
        message = EmailMessage(policy=policy.SMTP)
        self._head(message, draft, reference, day)
        _bodies(message, draft, reference)
        for name, attachment in zip(_file_names(borne, draft.images), borne, strict=True):
            _attach(message, attachment, name)
        # Last: the parts would take any header about content along with their bodies.
        message["Content-Language"] = draft.language
        raw = message.as_bytes()
        if len(raw) > LARGEST:
            raise RejectedError(f"the mail takes {len(raw)} bytes, more than the {LARGEST} that SES takes")
        return Mime(draft.to, raw, part_hashes(raw), tuple(a.name for a in left_out))

    def _head(self, message: EmailMessage, draft: MailDraft, reference: str, day: date) -> None:
        creditor = self._creditor()
        name = one_line(creditor.legal_name, LONGEST_NAME)
        message.set_raw("From", mailbox(_address(creditor.sender_email).addr_spec, name, "From"))
        message["To"] = _address(draft.to)
        message.set_raw("Reply-To", mailbox(_address(creditor.email).addr_spec, name, "Reply-To"))
        _entitle(message, one_line(draft.subject))
        # SES puts the true instant of sending in its place; a mail kept as a file needs some date of its own.
        message["Date"] = datetime.combine(day, time(12), PARIS)
        message["Message-ID"] = f"<{reference}@{message['From'].addresses[0].domain}>"
        message[REFERENCE_HEADER] = reference
        # A person's reply is wanted, a machine's is not: RFC 3834, and the same for Exchange, which does not read it.
        # Reports that a mail could not be delivered are left alone: they close a channel.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"


def sorted_by_room(
    attachments: tuple[Attachment, ...], room: int
) -> tuple[tuple[Attachment, ...], tuple[Attachment, ...]]:
    """Those that go with a mail of `room` bytes, and the expendable ones that do not: what must go is counted first."""
    left = room - sum(_encoded_size(a) for a in attachments if not a.expendable)
    going: list[Attachment] = []
    left_out: list[Attachment] = []
    for attachment in attachments:
        size = _encoded_size(attachment) if attachment.expendable else 0
        (going if size <= left or not attachment.expendable else left_out).append(attachment)
        left -= size if size <= left else 0
    return tuple(going), tuple(left_out)


def _encoded_size(attachment: Attachment) -> int:
    """Base64 in lines of 76 signs with their line ends, and the part's own headers."""
    return -(-len(attachment.body) // 57) * 78 + 1000


def part_hashes(raw: bytes) -> dict[str, str]:
    """SHA-256 of each part as a reader of the mail decodes it: "text", "html", and each file by its name."""
    found: dict[str, str] = {}
    # The older policy reads the same names and bodies, and parses no header that is not asked for.
    for part in message_from_bytes(raw, policy=policy.compat32).walk():
        if part.is_multipart():
            continue
        name = part.get_filename() or (HTML if part.get_content_type() == "text/html" else TEXT)
        body = part.get_payload(decode=True)
        found[name] = hashlib.sha256(body if isinstance(body, bytes) else b"").hexdigest()
    return found


def _bodies(message: EmailMessage, draft: MailDraft, reference: str) -> None:
    message.set_content(flowed(draft.text), cte="quoted-printable", params={"format": "flowed"})
    message.add_alternative(draft.html, subtype="html", cte="quoted-printable")
    message.set_boundary(_boundary(reference, "alternative"))
    if draft.images:
        _embed(message, draft.images, reference)
    if draft.attachments:
        message.make_mixed(boundary=_boundary(reference, "mixed"))


def _embed(message: EmailMessage, images: tuple[InlineImage, ...], reference: str) -> None:
    """Images belong to the HTML alone: a reader of the plain text is shown no stray file."""
    html = message.get_payload(1)
    if not isinstance(html, EmailMessage):
        raise TypeError("the second alternative of a mail is its HTML")
    for image in images:
        html.add_related(
            image.body,
            maintype="image",
            subtype="png",
            cid=f"<{image.content_id}>",
            filename=image.name,
            disposition="inline",
        )
    html.set_boundary(_boundary(reference, "related"))
    html.set_param("type", "text/html")


def _attach(message: EmailMessage, attachment: Attachment, name: str) -> None:
    main, _, sub = attachment.media_type.partition("/")
    message.add_attachment(attachment.body, maintype=main, subtype=sub, filename=name)


def _boundary(reference: str, part: str) -> str:
    """Derived, never random. The equals sign stands in no base64 or quoted-printable line before a letter."""
    return f"=_{hashlib.sha256(f'{reference}|{part}'.encode()).hexdigest()[:40]}"


def _entitle(message: EmailMessage, subject: str) -> None:
    if is_plain(subject):
        message["Subject"] = subject
    else:
        message.set_raw("Subject", encoded(subject, "Subject"))


def _address(email: str) -> Address:
    try:
        return Address(addr_spec=_ascii(email))
    except (ValueError, IndexError, HeaderParseError, MessageError) as error:
        raise RejectedError("an e-mail address of the mail cannot be written in a header") from error


def _ascii(email: str) -> str:
    """SES takes no letters beyond ASCII: a domain has its ASCII form, a mailbox has none."""
    mailbox, at, domain = email.rpartition("@")
    if not at or not mailbox.isascii() or email != one_line(email):
        raise ValueError("no address")
    return f"{mailbox}@{domain.encode('idna').decode()}"


def _file_names(attachments: tuple[Attachment, ...], images: tuple[InlineImage, ...]) -> list[str]:
    """Names of one line without folders, each once: the hashes are kept by name."""
    taken = (TEXT, HTML, *(image.name for image in images))
    names: list[str] = []
    for attachment in attachments:
        bare = attachment.name.replace("\\", "/").rpartition("/")[2].replace(LOOKS_ENCODED, "=")
        name = one_line(bare, LONGEST_NAME) or "document.pdf"
        stem, dot, ending = name.rpartition(".")
        number = 2
        while name in (*names, *taken):
            name = f"{stem} ({number}){dot}{ending}" if stem else f"{ending} ({number})"
            number += 1
        names.append(name)
    return names
