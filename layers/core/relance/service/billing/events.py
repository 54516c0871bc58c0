"""What a change of an invoice is worth telling on the account's timeline. Amounts and dates, no names."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from relance.domain.billing import Invoice, InvoiceStatus, Payment
from relance.domain.events import (
    CREDIT_SEEN,
    INVOICE_CHANGED,
    INVOICE_PAID,
    INVOICE_REOPENED,
    INVOICE_SEEN,
    INVOICE_WITHDRAWN,
    PAYMENT_REVERSED,
    PAYMENT_SEEN,
    NewEvent,
)

ACTOR = "billing"
TOLD_APART = frozenset({"version", "payments", "amount_paid", "credit_notes"})


def noted(kind: str, invoice: Invoice, at: datetime, **data: Any) -> NewEvent:
    """An event of one invoice."""
    about = {"invoice": invoice.key, "version": invoice.version, "outstanding": invoice.outstanding}
    return NewEvent(kind, at, ACTOR, about | data)


def events_between(old: Invoice, new: Invoice, at: datetime, *, as_read: Invoice, cycle: int) -> list[NewEvent]:
    """The events that lead from one state of an invoice to the next; none when only its version grew.

    `as_read` is the new state before undated payments were given a date.
    """
    if new.status is InvoiceStatus.WITHDRAWN:
        return [] if old.status is new.status else [noted(INVOICE_WITHDRAWN, new, at)]
    events = _money(old, new, at, as_read)
    if old.status is InvoiceStatus.WITHDRAWN:
        events.append(noted(INVOICE_SEEN, new, at, first=False))
    elif changed := _changed(old, new):
        events.append(noted(INVOICE_CHANGED, new, at, fields=changed, status=new.status))
    if old.outstanding.cents and not new.outstanding.cents:
        events.append(noted(INVOICE_PAID, new, at))
    if new.outstanding.cents and not old.outstanding.cents:
        events.append(noted(INVOICE_REOPENED, new, at, cycle=cycle))
    return events


def _money(old: Invoice, new: Invoice, at: datetime, as_read: Invoice) -> list[NewEvent]:
    if old.currency != new.currency:
        return []
    events = []
    if new.paid > old.paid:
        events.append(noted(PAYMENT_SEEN, new, at, amount=new.paid - old.paid, **_when_paid(old, new, as_read)))
    if new.paid < old.paid:
        events.append(noted(PAYMENT_REVERSED, new, at, amount=old.paid - new.paid))
    if new.credited != old.credited:
        events.append(noted(CREDIT_SEEN, new, at, amount=new.credited - old.credited))
    return events


def _when_paid(old: Invoice, new: Invoice, as_read: Invoice) -> dict[str, Any]:
    """The newest date among the payments that were added, and whether billing gave it."""
    added = _added(old.payments, new.payments)
    by_billing = bool(added) and all(p in as_read.payments for p in added)
    return {"on": max((p.on for p in added if p.on), default=None), "dated": by_billing}


def _added(old: tuple[Payment, ...], new: tuple[Payment, ...]) -> list[Payment]:
    left, added = list(old), []
    for payment in new:
        if payment in left:
            left.remove(payment)
        else:
            added.append(payment)
    return added


def _changed(old: Invoice, new: Invoice) -> list[str]:
    """Names of the fields that changed, beside money, which has events of its own."""
    names = [f.name for f in fields(Invoice) if f.name not in TOLD_APART]
    return [name for name in names if getattr(old, name) != getattr(new, name)]
