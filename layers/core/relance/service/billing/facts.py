"""What billing's facts do to an account: pure, one record at a time. Versions decide, never the order of arrival.

Two sources tell of a record. Images of the stream tell its history, one by one; the table, read after the account
was loaded, tells the truth. Images are folded first, in order, then the table. A higher version wins; of one
version, the image later in the stream; of one version, the table over any image.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.domain.account import Progress
from relance.domain.billing import Customer, Invoice, InvoiceStatus
from relance.domain.events import INVOICE_MOVED, INVOICE_SEEN, VERSION_WENT_BACK, NewEvent
from relance.domain.record import AccountRecord, LedgerInvoice, Seen
from relance.service.billing.events import ACTOR, events_between, noted

REOPENS = frozenset({InvoiceStatus.OPEN, InvoiceStatus.DISPUTED})


@dataclass(frozen=True, slots=True)
class Moment:
    """When facts are taken in: `day` is the day that undated facts get, `at` the instant of the events."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Folded:
    """The account with a record taken in, and what there is to tell of it."""

    record: AccountRecord
    events: tuple[NewEvent, ...] = ()
    went_back: tuple[str, NewEvent] | None = None
    """An older version came after a newer one: told once, under the name in front."""


def fold_customer(record: AccountRecord, customer: Customer, sequence: str, when: Moment) -> Folded:
    """Take in the customer; an empty `sequence` means that it was read from the table."""
    seen = record.customer
    if seen is None:
        return Folded(replace(record, customer=Seen(customer, sequence, when.day)))
    if not _wins(seen.facts.version, seen.sequence, customer.version, sequence):
        return _loser(record, "CUSTOMER", seen.facts.version, customer.version, sequence, when)
    taken = replace(seen, facts=customer, sequence=sequence or seen.sequence)
    return Folded(replace(record, customer=taken))


def fold_invoice(
    record: AccountRecord, invoice: Invoice, sequence: str, when: Moment, *, as_read: Invoice | None = None
) -> Folded:
    """Take in an invoice that this account owes, or remembers because somebody else pays it.

    `as_read` is the invoice as billing wrote it, where `invoice` has dates of ours.
    """
    entry = record.invoices.get(invoice.key)
    if entry is None:
        return _first_sight(record, invoice, sequence, when, as_read or invoice)
    seen = entry.seen
    if not _wins(seen.facts.version, seen.sequence, invoice.version, sequence):
        return _loser(record, invoice.key, seen.facts.version, invoice.version, sequence, when)
    facts = dated(invoice, seen.facts, when.day)
    taken = replace(entry, seen=replace(seen, facts=facts, sequence=sequence or seen.sequence))
    return _owed(record, entry, taken, as_read or invoice, when)


def fold_gone(record: AccountRecord, invoice_key: str, when: Moment) -> Folded:
    """The table no longer holds the invoice: it is closed as withdrawn, and stays in the ledger."""
    entry = record.invoices.get(invoice_key)
    if entry is None:
        return Folded(record)
    facts = withdrawn(entry.seen.facts)
    return _owed(record, entry, replace(entry, seen=replace(entry.seen, facts=facts)), facts, when)


def fold_image(record: AccountRecord, image: Invoice, sequence: str, current: Invoice | None, when: Moment) -> Folded:
    """Take in an image of the stream, unless the ledger holds already what the table holds: then it is history."""
    entry = record.invoices.get(image.key)
    if entry is None or current is None or image.version > current.version:
        return fold_invoice(record, image, sequence, when)
    if not _same(entry, current, record.account_id, when.day):
        return fold_invoice(record, image, sequence, when)
    seen = entry.seen
    if image.version != seen.facts.version or sequence <= seen.sequence:
        return Folded(record)
    return Folded(record.with_invoice(replace(entry, seen=replace(seen, sequence=sequence))))


def fold_deletion(
    record: AccountRecord, invoice_key: str, old: Invoice | None, sequence: str, current: Invoice | None, when: Moment
) -> Folded:
    """Take in a deletion of the stream: whatever its version, it came after everything before it in the stream."""
    entry = record.invoices.get(invoice_key)
    if entry is None:
        return fold_invoice(record, withdrawn(old), sequence, when) if old else Folded(record)
    history = current is not None and _same(entry, current, record.account_id, when.day)
    if history or sequence <= entry.seen.sequence:
        return Folded(record)
    if old is None:  # it was broken when it was deleted: a late image may still tell what it was before
        return fold_gone(record, invoice_key, when)
    last = old if old.version >= entry.seen.facts.version else entry.seen.facts
    facts = dated(withdrawn(last), entry.seen.facts, when.day)
    taken = replace(entry, seen=replace(entry.seen, facts=facts, sequence=sequence))
    return _owed(record, entry, taken, facts, when)


def withdrawn(invoice: Invoice) -> Invoice:
    """The invoice as deleted at billing."""
    return replace(invoice, status=InvoiceStatus.WITHDRAWN)


def dated(new: Invoice, old: Invoice | None, day: date) -> Invoice:
    """Payments without a date keep the day on which they were first seen; new ones get `day`."""
    if all(p.on for p in new.payments):
        return new
    kept = list(old.payments) if old else []
    for payment in new.payments:
        if payment.on and payment in kept:
            kept.remove(payment)
    payments = []
    for payment in new.payments:
        earlier = next((k for k in kept if k.amount == payment.amount), None) if payment.on is None else None
        if earlier is not None:
            kept.remove(earlier)
        payments.append(payment if payment.on else replace(payment, on=earlier.on if earlier else day))
    return replace(new, payments=tuple(payments))


def _wins(seen_version: int, seen_sequence: str, version: int, sequence: str) -> bool:
    """The table wins over its equal; an image wins when it is later in the stream, so a redelivered one does not."""
    if not sequence:
        return version >= seen_version
    return (version, sequence) > (seen_version, seen_sequence)


def _loser(record: AccountRecord, name: str, seen: int, version: int, sequence: str, when: Moment) -> Folded:
    """Nothing is overwritten. An older version read from the table itself is worth telling."""
    if sequence or version >= seen:
        return Folded(record)
    event = NewEvent(VERSION_WENT_BACK, when.at, ACTOR, {"record": name, "seen": seen, "found": version})
    return Folded(record, went_back=(f"{VERSION_WENT_BACK}#{name}#{seen}>{version}", event))


def _first_sight(record: AccountRecord, invoice: Invoice, sequence: str, when: Moment, as_read: Invoice) -> Folded:
    facts = dated(invoice, None, when.day)
    entry = LedgerInvoice(Seen(facts, sequence, when.day))
    if invoice.account_id != record.account_id:
        # The customer's own account remembers whose it is, and so no older image can give it to another one.
        return Folded(record.with_invoice(replace(entry, moved_to=invoice.account_id)))
    event = noted(INVOICE_SEEN, facts, when.at, first=True, undated=sum(p.on is None for p in as_read.payments))
    return Folded(record.with_invoice(entry), (event,))


def _owed(record: AccountRecord, before: LedgerInvoice, taken: LedgerInvoice, as_read: Invoice, when: Moment) -> Folded:
    """Who owes it now, which cycle it is in, and the events of the change."""
    facts, old = taken.seen.facts, before.seen.facts
    if facts.account_id != record.account_id:
        return _moved_away(record, before, taken, when)
    events: list[NewEvent] = []
    if before.moved_to:
        events.append(noted(INVOICE_SEEN, facts, when.at, first=False))
    # Only a reversed payment opens another cycle: what was sent in the last one stays in its events.
    reopened = old.outstanding.cents == 0 and facts.outstanding.cents > 0 and facts.status in REOPENS
    progress = Progress(before.progress.cycle + 1) if reopened else before.progress
    events += events_between(old, facts, when.at, as_read=as_read, cycle=progress.cycle)
    return Folded(record.with_invoice(replace(taken, moved_to=None, progress=progress)), tuple(events))


def _moved_away(record: AccountRecord, before: LedgerInvoice, taken: LedgerInvoice, when: Moment) -> Folded:
    payer = taken.seen.facts.account_id
    told = before.moved_to == payer
    events = () if told else (noted(INVOICE_MOVED, taken.seen.facts, when.at, moved_to=payer),)
    return Folded(record.with_invoice(replace(taken, moved_to=payer)), events)


def _same(entry: LedgerInvoice, current: Invoice, account_id: str, day: date) -> bool:
    here = entry.moved_to is None if current.account_id == account_id else entry.moved_to == current.account_id
    return here and dated(current, entry.seen.facts, day) == entry.seen.facts
