"""Why an invoice is not chased for now: settled, in a case, stopped by law, by billing, by people, or being paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from relance.domain.account import Account, Hold, HoldKind, InvoiceState
from relance.domain.agreement import Tracked, paid_since
from relance.domain.billing import Customer, Invoice, InvoiceStatus
from relance.domain.calendar import WorkingCalendar
from relance.domain.decision import Rest, Why

HELD: Final = {
    HoldKind.DISPUTE: Why.DISPUTED,
    HoldKind.PROMISE: Why.PROMISE,
    HoldKind.PAYMENT_ANNOUNCED: Why.PAYMENT_ANNOUNCED,
    HoldKind.PLAN: Why.INSTALMENTS,
    HoldKind.INSOLVENCY: Why.INSOLVENCY,
    HoldKind.OVERINDEBTED: Why.OVERINDEBTED,
    HoldKind.DECEASED: Why.DECEASED,
    HoldKind.GRACE_COURT: Why.GRACE_COURT,
    HoldKind.ASSIGNED: Why.ASSIGNED_TO_FACTOR,
    HoldKind.ADDRESS: Why.ADDRESS,
    HoldKind.LEGAL_CHECK_UNKNOWN: Why.LEGAL_CHECK_UNKNOWN,
}
"""What a hold is in a decision: the same word, whether a person or billing said it. A manual hold names its scope."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on contacts of one account (CONT-01) and days granted before chasing a payment under way."""

    days_between: int = 7
    in_thirty_days: int = 4
    announced_working_days: int = 2
    """Also for a payment that was promised, or that an instalment plan expects."""
    direct_debit_working_days: int = 3
    upcoming_days: int = 30


def standstill(account: Account, day: date) -> Rest | None:
    """Why nothing at all goes to the account on that day; None when its invoices decide."""
    customer = account.customer
    if customer.deceased:
        return Rest(Why.DECEASED, "the customer has died: a person deals with the heirs", None)
    if customer.over_indebted_since is not None:  # B2C-05; what is owed since then is for a person to judge
        return Rest(Why.OVERINDEBTED, f"over-indebted since {customer.over_indebted_since:%d/%m/%Y}", None)
    return held(account.hold, day, Why.ACCOUNT_ON_HOLD)


def held(hold: Hold | None, day: date, manual: Why) -> Rest | None:
    """What a person's hold means on that day; `manual` is the word for one of no special kind."""
    if hold is None or not hold.active(day):
        return None
    return Rest(HELD.get(hold.kind, manual), hold.reason, day_after(hold.until))


def paused(account: Account, day: date, *, calendar: WorkingCalendar, limits: Limits) -> dict[str, Rest]:
    """Why each invoice that is not chased on that day is not, by its key."""
    judge = _Pauses(account.customer, day, calendar, limits, tracked(account, calendar=calendar, limits=limits))
    found = ((state.invoice, judge.of(state)) for state in account.invoices)
    return {invoice.key: _named(rest, invoice) for invoice, rest in found if rest is not None}


def _named(rest: Rest, invoice: Invoice) -> Rest:
    return replace(rest, detail=f"{invoice.invoice_id}: {rest.detail}", subject=invoice.invoice_id)


def tracked(account: Account, *, calendar: WorkingCalendar, limits: Limits) -> Tracked | None:
    """The account's instalment plan with what has been paid on it; None where there is none."""
    if account.agreed is None:
        return None
    paid = paid_since(account.agreed, (s.invoice for s in account.invoices), account.customer.unapplied)
    return Tracked(account.agreed, paid, calendar, account.customer.department, limits.announced_working_days)


def broken(account: Account, day: date, *, calendar: WorkingCalendar, limits: Limits) -> Tracked | None:
    """The plan, where a missed instalment changes what is done on that day; None where something else decides.

    What is paid, or what nobody may claim any more, is not chased for an instalment that did not come.
    """
    plan = tracked(account, calendar=calendar, limits=limits)
    if plan is None or plan.kept(day) or standstill(account, day) is not None:
        return None
    rests = paused(account, day, calendar=calendar, limits=limits)
    mine = {s.invoice.key for s in account.invoices} & set(plan.agreed.invoices)
    freed = (key not in rests or rests[key].why is Why.INSTALMENT_MISSED for key in mine)
    return plan if any(freed) else None


def _lapsed(state: InvoiceState) -> Rest | None:
    """LIM-06: what is time-barred may still be paid, but no letter may call it enforceable any more."""
    return Rest(Why.TIME_BARRED, f"time-barred since {state.lapsed_on}", None) if state.lapsed_on else None


@dataclass(frozen=True, slots=True)
class _Pauses:
    customer: Customer
    day: date
    calendar: WorkingCalendar
    limits: Limits
    plan: Tracked | None

    def of(self, state: InvoiceState) -> Rest | None:
        invoice = state.invoice
        ends = (
            (invoice.status in (InvoiceStatus.CANCELLED, InvoiceStatus.WITHDRAWN), Why.CANCELLED, str(invoice.status)),
            (invoice.outstanding.cents == 0, Why.NOTHING_OWED, "settled"),
            (state.case_id is not None, Why.IN_CASE, f"in case {state.case_id}"),
        )
        return (
            _first(ends)
            or self._by_law(invoice)
            or _lapsed(state)
            or held(state.hold, self.day, Why.INVOICE_ON_HOLD)
            or self._instalments(invoice)
            or self._under_way(invoice)
        )

    def _by_law(self, invoice: Invoice) -> Rest | None:
        """What nobody may set aside comes first, so that a hold with an end never hides a stop that has none."""
        judgment = self.customer.insolvency_judgment_on
        stops = (
            # INS-04: what was supplied since the judgment is paid when due, and is chased like any other debt.
            (judgment is not None and invoice.predates(judgment), Why.INSOLVENCY, f"owed before {judgment}"),
            (invoice.factor is not None, Why.ASSIGNED_TO_FACTOR, "assigned to a factor"),
            (invoice.status is InvoiceStatus.DISPUTED, Why.DISPUTED, "disputed"),
        )
        return _first(stops) or self._graced(invoice)

    def _graced(self, invoice: Invoice) -> Rest | None:
        ends = [last for first, last in invoice.suspensions if first <= self.day <= last]
        return Rest(Why.GRACE_COURT, "within a period of grace", day_after(max(ends))) if ends else None

    def _instalments(self, invoice: Invoice) -> Rest | None:
        """While the plan is kept nothing is chased; once missed, only what is due may be: the rest waits (1305-4)."""
        plan = self.plan
        if plan is None or invoice.key not in plan.agreed.invoices or plan.kept_until is None:
            return None
        if plan.kept(self.day):
            waited = plan.waits_for
            said = f"{waited.amount} are expected on {waited.due_on:%d/%m/%Y}" if waited else ""
            return Rest(Why.INSTALMENTS, said, day_after(plan.kept_until))
        if plan.all_due(self.day):
            return None
        return Rest(
            Why.INSTALMENT_MISSED, "an instalment was missed; the rest is not due", day_after(plan.all_due_after)
        )

    def _under_way(self, invoice: Invoice) -> Rest | None:
        """A payment that is on its way holds the invoice until it had time to arrive."""
        ways = (
            (invoice.payment_announced_on, self.limits.announced_working_days, Why.PAYMENT_ANNOUNCED),
            (invoice.direct_debit_on, self.limits.direct_debit_working_days, Why.DIRECT_DEBIT),
        )
        for on, granted, why in ways:
            if on is not None:
                last = self.calendar.after(on, self.customer.department, days=granted)
                if self.day <= last:
                    return Rest(why, f"expected on {on:%d/%m/%Y}", day_after(last))
        return None


def _first(reasons: Iterable[tuple[bool, Why, str]]) -> Rest | None:
    """The first reason that holds; only a new fact ends it."""
    return next((Rest(why, said, None) for holds, why, said in reasons if holds), None)


def day_after(day: date | None) -> date | None:
    """The day after a last day, where there is one."""
    return day + timedelta(days=1) if day else None
