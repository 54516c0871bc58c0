"""Rows of the ledger: what an account, an invoice, a case, a contact and an event look like in the table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from relance.adapters.dynamodb import keys
from relance.adapters.dynamodb.codec import decode, encode
from relance.domain.canonical import canonical_json
from relance.domain.case import Case
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.events import Event
from relance.domain.record import AccountRecord, LedgerInvoice

Item = dict[str, Any]

UNSETTLED = frozenset({ContactState.RESERVED, ContactState.SENDING, ContactState.UNKNOWN})
"""States that stand on the sweeper's index."""


def account_item(record: AccountRecord) -> Item:
    """The account's own row: everything but invoices and cases, which have rows of their own."""
    item: Item = {**keys.account_key(record.account_id), **encode(replace(record, invoices={}, cases={}))}
    if record.next_day is not None:
        item["agenda_shard"] = keys.agenda_shard(keys.shard_of(record.account_id))
        item["agenda_at"] = record.next_day.isoformat()
    return item


def invoice_item(account_id: str, invoice: LedgerInvoice) -> Item:
    """One invoice's row."""
    return {**keys.invoice_key(account_id, invoice.key), **encode(invoice)}


def case_item(account_id: str, case: Case) -> Item:
    """One case's row."""
    return {**keys.case_key(account_id, case.case_id), **encode(case)}


def record_of(account_id: str, items: Iterable[Item]) -> AccountRecord:
    """The account from the rows of its partition; revision 0 when there are none."""
    record = AccountRecord(account_id)
    invoices: dict[str, LedgerInvoice] = {}
    cases: dict[str, Case] = {}
    for item in items:
        if item["sk"] == keys.ACCOUNT_ROW:
            record = decode(AccountRecord, item)
        elif item["sk"].startswith(keys.INVOICE):
            invoice = decode(LedgerInvoice, item)
            invoices[invoice.key] = invoice
        else:
            case = decode(Case, item)
            cases[case.case_id] = case
    return replace(record, invoices=invoices, cases=cases)


def contact_item(row: ContactRow) -> Item:
    """A contact's row; on the sweeper's index until it is settled, then on the followers' until it has ended."""
    item: Item = {**keys.contact_key(row.account_id, row.day), **encode(row)}
    shard = keys.shard_of(row.account_id)
    if row.state in UNSETTLED:
        item["agenda_shard"] = keys.pending_shard(shard)
        item["agenda_at"] = keys.instant_text(row.since)
    elif row.follow_at is not None:
        item["agenda_shard"] = keys.follow_shard(shard)
        item["agenda_at"] = keys.instant_text(row.follow_at)
    return item


def pointer_items(row: ContactRow) -> list[Item]:
    """Rows by which a carrier's word and the month's costs find the contact; equal however often they are written."""
    told = [each for each in row.handed_over if each.state is ContactState.SENT]
    return [pointer for each in (row, *told) for pointer in _pointers(each)]


def _pointers(row: ContactRow) -> list[Item]:
    named = {"account_id": row.account_id, "day": row.day.isoformat()}
    found: list[Item] = []
    if row.carrier is not None or row.channel == Channel.TRACKED:
        found.append({**keys.reference_key(row.reference), **named})
    if row.carrier is not None and row.message_id is not None:
        found.append({**keys.letter_key(row.carrier, row.message_id), **named})
    if row.cost is not None and row.state is ContactState.SENT:
        found.append({**encode(row), **keys.cost_key(row.day, row.reference)})
    return found


def contact_of(item: Item) -> ContactRow:
    """The contact from its row."""
    row: ContactRow = decode(ContactRow, item)
    return row


def event_item(event: Event) -> Item:
    """An event's row. Its data stays the JSON text that was hashed, so that the chain verifies to the byte."""
    return {**keys.event_key(event.account_id, event.seq), **encode(replace(event, data={})), "data": json_of(event)}


def event_of(item: Item) -> Event:
    """The event from its row."""
    event: Event = decode(Event, {**item, "data": json.loads(item["data"])})
    return event


def json_of(event: Event) -> str:
    """The event's data as it was hashed."""
    return canonical_json(event.data)
