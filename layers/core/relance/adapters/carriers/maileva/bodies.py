"""A consignment in Maileva's words: the sending, its recipient and its documents, checked before any call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from relance.adapters.carriers.maileva.address import six_lines, tidy
from relance.adapters.carriers.maileva.settings import PAPER, PATHS, MailevaSettings
from relance.adapters.carriers.maileva.sheets import check_sheets
from relance.domain.errors import RejectedError
from relance.ports.carriers import Consignment, Party, Service

REFERENCE: Final = re.compile(r"[A-Z0-9-]{1,30}")
COMPANY: Final = 38
"""At an LRE; an ERE sets no limit."""
NAME: Final = 50
PAPER_DOCUMENTS: Final = 30
PAPER_BYTES: Final = 20_000_000
ELECTRONIC_BYTES: Final = 256_000_000
MAILBOX: Final = re.compile(r"\w[\w.+-]*", re.ASCII)
LABEL: Final = re.compile(r"[\w-]{2,}", re.ASCII)
LETTERS: Final = re.compile(r"[a-zA-Z]{2,}")


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF at its place among the others, from 1 on."""

    place: int
    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """All that will be said of one letter."""

    service: Service
    reference: str
    sending: dict[str, Any]
    recipient: dict[str, Any]
    documents: tuple[Document, ...]


def ordered(consignment: Consignment, settings: MailevaSettings) -> Order:
    """Raises RejectedError naming the field that Maileva would refuse."""
    if consignment.service not in settings.services or consignment.service not in PATHS:
        raise RejectedError(f"service: {consignment.service.value} is not bought from Maileva")
    if not REFERENCE.fullmatch(consignment.reference):
        raise RejectedError("reference: at most 30 of A-Z, 0-9 and hyphen")
    paper = consignment.service in PAPER
    documents = _documents(consignment, paper=paper)
    if paper:
        check_sheets((document.body for document in documents), duplex=settings.duplex)
    sending = {"name": f"Courrier {consignment.reference}", "custom_id": consignment.reference}
    return Order(
        consignment.service,
        consignment.reference,
        sending | (_printed(consignment, settings) if paper else _electronic(consignment, settings)),
        {"custom_id": consignment.reference} | (_posted(consignment) if paper else _mailed(consignment)),
        documents,
    )


def _printed(consignment: Consignment, settings: MailevaSettings) -> dict[str, Any]:
    registered = consignment.service is Service.REGISTERED
    body: dict[str, Any] = {
        "color_printing": settings.color,
        "duplex_printing": settings.duplex,
        "optional_address_sheet": settings.address_sheet,
        "print_sender_address": settings.print_sender_address,
    }
    if consignment.sender.address is not None:
        sender = six_lines(consignment.sender, "sender", registered=registered)
        body |= {f"sender_{name}": value for name, value in sender.items()}
    if registered:
        return body | {
            "acknowledgement_of_receipt": True,
            "returned_mail_scanning": settings.scan_returned_mail,
            "archiving_duration": settings.archive_years,
            "postage_type": settings.postage,
        }
    body |= {
        "treat_undelivered_mail": settings.scan_returned_mail,
        "archiving_duration": settings.letter_archive_years,
        "postage_type": settings.letter_postage,
    }
    return body | ({"envelope_windows_type": settings.letter_window} if settings.letter_window else {})


def _electronic(consignment: Consignment, settings: MailevaSettings) -> dict[str, Any]:
    if consignment.service is Service.LRE:
        return {"sender_id": settings.lre_sender_id}
    return {"sender_id": settings.ere_sender_id, "notification_language": settings.language}


def _posted(consignment: Consignment) -> dict[str, Any]:
    return dict(six_lines(consignment.recipient, "recipient", registered=consignment.service is Service.REGISTERED))


def _mailed(consignment: Consignment) -> dict[str, Any]:
    party, qualified = consignment.recipient, consignment.service is Service.LRE
    if qualified and not party.professional and not consignment.consent:
        raise RejectedError("consent: a consumer's recorded consent is needed for an LRE")  # CPCE L100
    body: dict[str, Any] = {
        "email": _email(party.email or ""),
        "legal_status": "PROFESSIONAL" if party.professional else "INDIVIDUAL",
    }
    first, last = tidy(party.first_name), tidy(party.last_name)
    if first and last:
        body |= {"first_name": _short(first, "first_name"), "last_name": _short(last, "last_name")}
    elif qualified or not party.professional:
        raise RejectedError("recipient.last_name: first and last name of a person are needed")
    company = _company(party, qualified=qualified)
    if party.professional and not qualified and not company:
        raise RejectedError("recipient.company: needed for a professional")
    return body | ({"company": company} if company else {})


def _company(party: Party, *, qualified: bool) -> str:
    named = party.company or (party.name if party.professional and not party.last_name else "")
    whole = tidy(named)
    return whole[:COMPANY].rstrip() if qualified else whole


def _short(name: str, field: str) -> str:
    if len(name) > NAME:
        raise RejectedError(f"recipient.{field}: longer than {NAME} characters")
    return name


def _email(address: str) -> str:
    """Maileva's own pattern, label by label: as one expression it can be made to run for years."""
    mailbox, _, domain = address.rpartition("@")
    labels = domain.split(".")
    fits = (
        MAILBOX.fullmatch(mailbox)
        and len(labels) > 1
        and all(map(LABEL.fullmatch, labels))
        and LETTERS.fullmatch(labels[-1])
        and all(LETTERS.fullmatch(label) or LETTERS.fullmatch(following) for label, following in pairwise(labels[1:]))
    )
    if not fits:
        raise RejectedError("recipient.email: not an address that Maileva takes")
    return address


def _documents(consignment: Consignment, *, paper: bool) -> tuple[Document, ...]:
    sheets = (consignment.letter, *consignment.enclosures)
    if any(not sheet.body for sheet in sheets):
        raise RejectedError("letter: a document is empty")
    if paper and len(sheets) > PAPER_DOCUMENTS:
        raise RejectedError(f"enclosures: Maileva takes {PAPER_DOCUMENTS} documents a letter")
    most = PAPER_BYTES if paper else ELECTRONIC_BYTES
    if sum(len(sheet.body) for sheet in sheets) > most:
        raise RejectedError(f"letter: its documents weigh more than {most // 1_000_000} MB")
    return tuple(Document(place, sheet.name, sheet.body) for place, sheet in enumerate(sheets, start=1))
