"""Real MIME: both bodies, the letter and the invoices' copies. The same draft and reference give the same bytes.

Names come from outside: every one loses its control characters here, so that none can add a header.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from email import message_from_bytes, policy
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from relance.domain.calendar import PARIS
from relance.domain.creditor import Creditor
from relance.domain.errors import RejectedError
from relance.ports.messaging import Attachment, MailDraft, Mime

LARGEST = 40 * 1024 * 1024
"""In bytes, encoded: what SESv2 takes in one message."""
LONGEST_NAME = 120
REFERENCE_HEADER = "X-Relance-Reference"
TEXT, HTML = "text", "html"


class MimeComposer:
    """MailComposer. Sender and reply address are the creditor's of the moment of the call."""

    def __init__(self, *, creditor: Callable[[], Creditor]) -> None:
        self._creditor = creditor

    def compose(self, draft: MailDraft, *, reference: str, day: date) -> Mime:
        """Headers, both bodies, attachments. Raises RejectedError for an address that cannot be written."""
        creditor = self._creditor()
        names = _file_names(draft.attachments)
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = _address(creditor.sender_email, creditor.legal_name)
        message["To"] = _address(draft.to)
        message["Reply-To"] = _address(creditor.email, creditor.legal_name)
        message["Subject"] = one_line(draft.subject)
        # SES puts the true instant of sending in its place; a mail kept as a file needs some date of its own.
        message["Date"] = datetime.combine(day, time(12), PARIS)
        message["Message-ID"] = f"<{reference}@{message['From'].addresses[0].domain}>"
        message[REFERENCE_HEADER] = reference
        message["Auto-Submitted"] = "auto-generated"
        _bodies(message, draft, reference)
        for name, attachment in zip(names, draft.attachments, strict=True):
            _attach(message, attachment, name)
        raw = message.as_bytes()
        if len(raw) > LARGEST:
            raise RejectedError(f"the mail takes {len(raw)} bytes, more than the {LARGEST} that SES takes")
        return Mime(draft.to, raw, part_hashes(raw))


def part_hashes(raw: bytes) -> dict[str, str]:
    """SHA-256 of each part as a reader of the mail decodes it: "text", "html", and each file by its name."""
    found: dict[str, str] = {}
    for part in message_from_bytes(raw, policy=policy.SMTP).walk():
        if part.is_multipart():
            continue
        name = part.get_filename() or (HTML if part.get_content_type() == "text/html" else TEXT)
        body = part.get_payload(decode=True)
        found[name] = hashlib.sha256(body if isinstance(body, bytes) else b"").hexdigest()
    return found


def one_line(text: str, longest: int = 400) -> str:
    """Printable text of one line: what a header may hold."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text[: 4 * longest])
    return re.sub(" {2,}", " ", kept).strip()[:longest]


def _bodies(message: EmailMessage, draft: MailDraft, reference: str) -> None:
    message.set_content(draft.text, cte="quoted-printable")
    message.add_alternative(draft.html, subtype="html", cte="quoted-printable")
    message.set_boundary(_boundary(reference, "alternative"))
    if draft.attachments:
        message.make_mixed(boundary=_boundary(reference, "mixed"))


def _attach(message: EmailMessage, attachment: Attachment, name: str) -> None:
    main, _, sub = attachment.media_type.partition("/")
    message.add_attachment(attachment.body, maintype=main, subtype=sub, filename=name)


def _boundary(reference: str, part: str) -> str:
    """Derived, never random. The equals sign stands in no base64 or quoted-printable line before a letter."""
    return f"=_{hashlib.sha256(f'{reference}|{part}'.encode()).hexdigest()[:40]}"


def _address(email: str, name: str = "") -> Address:
    try:
        return Address(display_name=one_line(name, LONGEST_NAME), addr_spec=_ascii(email))
    except (ValueError, IndexError, HeaderParseError, MessageError) as error:
        raise RejectedError("an e-mail address of the mail cannot be written in a header") from error


def _ascii(email: str) -> str:
    """SES takes no letters beyond ASCII: a domain has its ASCII form, a mailbox has none."""
    mailbox, at, domain = email.rpartition("@")
    if not at or not mailbox.isascii() or email != one_line(email):
        raise ValueError("no address")
    return f"{mailbox}@{domain.encode('idna').decode()}"


def _file_names(attachments: tuple[Attachment, ...]) -> list[str]:
    """Names of one line without folders, each once: the hashes are kept by name."""
    names: list[str] = []
    for attachment in attachments:
        name = one_line(attachment.name.replace("\\", "/").rpartition("/")[2], LONGEST_NAME) or "document.pdf"
        stem, dot, ending = name.rpartition(".")
        number = 2
        while name in (*names, TEXT, HTML):
            name = f"{stem} ({number}){dot}{ending}" if stem else f"{ending} ({number})"
            number += 1
        names.append(name)
    return names
