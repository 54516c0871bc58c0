"""What a chain says of the rows that change beside it: each event carries the hashes of those written with it.

Hashed is what matters as evidence, not what only tells us when to look again. What holds nothing is left out, so that a
field added later leaves the hashes of older rows as they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from relance.domain.canonical import plain
from relance.domain.case import Case
from relance.domain.contact import ContactRow, ContactState
from relance.domain.events import ChainHead, Event, NewEvent, append
from relance.domain.record import AccountRecord

ACCOUNT: Final = "ACCOUNT"
CASE: Final = "CASE#"
CONTACT: Final = "CONTACT#"

UNDER_WAY: Final = frozenset({ContactState.RESERVED, ContactState.SENDING})
"""A contact that is being written and sent: its files are named once it is known what became of it."""
_RESERVED: Final = ("account_id", "day", "attempt", "step_name", "rank", "document", "statement_hash", "statement")
_SETTLED: Final = (
    *_RESERVED,
    "state",
    "channel",
    "letter",
    "message",
    "message_id",
    "address",
    "segments",
    "parts",
    "delivery",
    "carrier",
    "cost",
    "case_id",
    "tried",
    "proofs",
    "tracked",
)
_OF_CASE: Final = (
    "case_id",
    "account_id",
    "state",
    "opened_on",
    "rank",
    "invoices",
    "statement_hash",
    "channel",
    "tried",
    "statement",
    "notice",
    "enclosures",
    "approvals",
    "served_reference",
    "served_on",
    "notice_facts",
    "handoff",
)
_OF_ACCOUNT: Final = ("account_id", "hold", "agreed", "contacts", "closed_addresses")


def contact_hash(row: ContactRow) -> str:
    """Of the contact of a day, with its earlier attempts."""
    names = _RESERVED if row.state in UNDER_WAY else _SETTLED
    return _hash(_chosen(row, names) | {"handed_over": [_chosen(earlier, _SETTLED) for earlier in row.handed_over]})


def case_hash(case: Case) -> str:
    """Of a case."""
    return _hash(_chosen(case, _OF_CASE))


def account_hash(record: AccountRecord) -> str:
    """Of the account's own row and the holds of its invoices."""
    holds = {key: invoice.hold for key, invoice in record.invoices.items() if invoice.hold}
    return _hash(_chosen(record, _OF_ACCOUNT) | {"holds": holds})


def changed_rows(before: AccountRecord, after: AccountRecord, contact: ContactRow | None) -> dict[str, str]:
    """The hash of each row that a change of the account writes, where it says something new."""
    known = {name: case_hash(case) for name, case in before.cases.items() if after.cases.get(name) != case}
    written = {name: case_hash(case) for name, case in after.cases.items() if before.cases.get(name) != case}
    rows = {CASE + name: digest for name, digest in written.items() if known.get(name) != digest}
    own = account_hash(after)
    if not before.head.seq or own != account_hash(before):
        rows[ACCOUNT] = own
    if contact is not None:
        rows[CONTACT + contact.day.isoformat()] = contact_hash(contact)
    return rows


def link(
    before: AccountRecord, after: AccountRecord, events: Sequence[NewEvent], contact: ContactRow | None
) -> list[Event]:
    """What happened, linked to the account's chain; the last event names the rows."""
    links: list[Event] = []
    head = before.head
    for new in events:
        rows = changed_rows(before, after, contact) if new is events[-1] else {}
        links.append(append(before.account_id, head, new, rows))
        head = ChainHead(links[-1].seq, links[-1].hash)
    return links


def _chosen(value: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _hash(value: dict[str, Any]) -> str:
    text = json.dumps(_solid(plain(value)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _solid(value: Any) -> Any:
    """Without what holds nothing."""
    if isinstance(value, dict):
        solid = {name: _solid(held) for name, held in value.items()}
        return {name: held for name, held in solid.items() if held or (held == 0 and held is not False)}
    return [_solid(held) for held in value] if isinstance(value, list) else value
