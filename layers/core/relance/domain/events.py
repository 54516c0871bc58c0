"""The account's history: append-only, each event carrying the hash of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from relance.domain.canonical import canonical_json

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened, not yet in the chain. `data` holds ids, dates, codes and S3 keys; no personal content.

    `content` names an object (key and SHA-256) that holds what is personal, so that a lawful erasure keeps the chain.
    """

    kind: str
    at: datetime
    actor: str
    data: dict[str, Any] = field(default_factory=dict)
    content_key: str | None = None
    content_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event in its account's chain."""

    account_id: str
    seq: int
    kind: str
    at: datetime
    actor: str
    data: dict[str, Any]
    content_key: str | None
    content_sha256: str | None
    previous: str
    hash: str
    rows: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the ledger's rows that were written with it (domain.rows), by name."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link: how many events there are, and the hash of the newest."""

    seq: int = 0
    hash: str = GENESIS


def append(account_id: str, head: ChainHead, new: NewEvent, rows: Mapping[str, str] | None = None) -> Event:
    """Link an event to the chain's head."""
    event = Event(
        account_id=account_id,
        seq=head.seq + 1,
        kind=new.kind,
        at=new.at,
        actor=new.actor,
        data=new.data,
        content_key=new.content_key,
        content_sha256=new.content_sha256,
        previous=head.hash,
        hash="",
        rows=dict(rows or {}),
    )
    return replace(event, hash=hashlib.sha256(event_text(event).encode()).hexdigest())


def event_text(event: Event) -> str:
    """What an event's hash is the SHA-256 of: everything else, as canonical JSON. Rows are left out where none are."""
    body: dict[str, Any] = {
        "account_id": event.account_id,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "data": event.data,
        "content_key": event.content_key,
        "content_sha256": event.content_sha256,
        "previous": event.previous,
    }
    return canonical_json(body | {"rows": event.rows} if event.rows else body)


CONTACT_RESERVED = "contact.reserved"
CONTACT_SENT = "contact.sent"
CONTACT_SKIPPED = "contact.skipped"
CONTACT_VOIDED = "contact.voided"
CONTACT_UNKNOWN = "contact.unknown"
CONTACT_BLOCKED = "contact.blocked"
STEPS_SUPERSEDED = "steps.superseded"
DELIVERY_FACT = "delivery.fact"
ADDRESS_CLOSED = "address.closed"
CONTACT_UNDELIVERED = "contact.undelivered"
PROOF_KEPT = "proof.kept"
PROOF_LOST = "proof.lost"
"""A proof that was there once and can no longer be fetched."""
CONTENT_ERASED = "content.erased"
"""A file was erased on purpose, as the law may ask; its hash stays."""
INVOICE_SEEN = "billing.invoice"
INVOICE_PAID = "billing.paid"
INVOICE_WITHDRAWN = "billing.withdrawn"
INVOICE_CHANGED = "billing.changed"
INVOICE_MOVED = "billing.moved"
INVOICE_REOPENED = "billing.reopened"
PAYMENT_SEEN = "billing.payment"
PAYMENT_REVERSED = "billing.payment_reversed"
CREDIT_SEEN = "billing.credit"
VERSION_WENT_BACK = "billing.version_went_back"
HOLD_SET = "hold.set"
HOLD_RELEASED = "hold.released"
AGREEMENT_MADE = "agreement.made"
AGREEMENT_MISSED = "agreement.missed"
AGREEMENT_RELEASED = "agreement.released"
CASE_OPENED = "case.opened"
CASE_APPROVAL_ASKED = "case.approval_asked"
CASE_APPROVED = "case.approved"
CASE_REFUSED = "case.refused"
CASE_NOTICE_SERVED = "case.notice_served"
CASE_NOTICE_WRITTEN = "case.notice_written"
CASE_NOTICE_MOVED = "case.notice_moved"
"""The carrier said something of the notice that gives it no effect and takes none away."""
CASE_NOTICE_EFFECTIVE = "case.notice_effective"
"""The notice has effect from a day; told again when an earlier or a better fact moves that day."""
CASE_NOTICE_UNDELIVERED = "case.notice_undelivered"
CASE_WOKEN = "case.woken"
CASE_CLOSED = "case.closed"
CASE_HANDED_OFF = "case.handed_off"
