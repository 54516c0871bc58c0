"""Why an invoice is not chased for now: settled, in a case, on hold, disputed, or its payment is on its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.account import InvoiceState
from relance.domain.billing import Invoice, InvoiceStatus
from relance.domain.calendar import WorkingCalendar
from relance.domain.decision import Rest, Why


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on contacts of one account (CONT-01) and days granted before chasing a payment under way."""

    days_between: int = 7
    in_thirty_days: int = 4
    announced_working_days: int = 2
    direct_debit_working_days: int = 3
    upcoming_days: int = 30


def pause(state: InvoiceState, day: date, *, department: str, calendar: WorkingCalendar, limits: Limits) -> Rest | None:
    """Why an invoice is not chased on that day; None when it is."""
    rest = _pause(state, day, department, calendar, limits)
    return replace(rest, subject=state.invoice.invoice_id) if rest else None


def _pause(state: InvoiceState, day: date, department: str, calendar: WorkingCalendar, limits: Limits) -> Rest | None:
    invoice = state.invoice
    ends = (
        (invoice.status in (InvoiceStatus.CANCELLED, InvoiceStatus.WITHDRAWN), Why.CANCELLED, f"is {invoice.status}"),
        (invoice.outstanding.cents == 0, Why.NOTHING_OWED, "is settled"),
        (state.case_id is not None, Why.IN_CASE, f"is in case {state.case_id}"),
    )
    stops = (
        (invoice.status is InvoiceStatus.DISPUTED, Why.DISPUTED, "is disputed"),
        (invoice.factor is not None, Why.ASSIGNED_TO_FACTOR, "is assigned to a factor"),
    )
    return (
        _first(ends, invoice)
        or _held(state, day)
        or _first(stops, invoice)
        or _under_way(state, day, department, calendar, limits)
    )


def _first(reasons: Iterable[tuple[bool, Why, str]], invoice: Invoice) -> Rest | None:
    """The first reason that holds; only a new fact ends it."""
    return next((Rest(why, f"{invoice.invoice_id} {said}", None) for holds, why, said in reasons if holds), None)


def _held(state: InvoiceState, day: date) -> Rest | None:
    if state.hold is None or not state.hold.active(day):
        return None
    detail = f"{state.invoice.invoice_id}: {state.hold.reason}"
    return Rest(Why.INVOICE_ON_HOLD, detail, day_after(state.hold.until))


def _under_way(
    state: InvoiceState, day: date, department: str, calendar: WorkingCalendar, limits: Limits
) -> Rest | None:
    """A payment that is on its way holds the invoice until it had time to arrive."""
    ways = (
        (state.invoice.payment_announced_on, limits.announced_working_days, Why.PAYMENT_ANNOUNCED),
        (state.invoice.direct_debit_on, limits.direct_debit_working_days, Why.DIRECT_DEBIT),
    )
    for on, granted, why in ways:
        if on is not None:
            last = calendar.after(on, department, days=granted)
            if day <= last:
                return Rest(why, f"{state.invoice.invoice_id}: expected on {on:%d/%m/%Y}", last + timedelta(days=1))
    return None


def day_after(day: date | None) -> date | None:
    """The day after a last day, where there is one."""
    return day + timedelta(days=1) if day else None
