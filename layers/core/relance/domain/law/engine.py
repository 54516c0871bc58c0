"""What one invoice comes to by law at a day: the statement that a debtor can redo by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from operator import attrgetter

from relance.domain.law.debt import Debt, Effect, RateMode, Receipt, Reduction, Regime
from relance.domain.law.figures import LegalFigures
from relance.domain.law.imputation import imputed
from relance.domain.law.schedule import DAY, Frozen, Graced, Schedule, accrue, make
from relance.domain.law.statement import Allocation, Flag, InvoiceStatement, Segment

BY_DAY = attrgetter("on")
B2B, B2C, PUBLIC = Regime.B2B, Regime.B2C, Regime.PUBLIC
NO_CLAUSE = RateMode.DEFAULT


def state_debt(debt: Debt, as_of: date, figures: LegalFigures, *, bears_indemnity: bool = True) -> InvoiceStatement:
    """The statement at the end of the day `as_of`. Raises MissingRateError where a day with interest has no rate.

    `bears_indemnity` is False for all instalments of an invoice but one (PEN-12).
    """
    is_plain = debt.regime is B2B and debt.clause.mode is NO_CLAUSE and debt.judgment_on is None
    if is_plain and not (debt.receipts or debt.reductions or debt.suspensions):
        return _plainly(debt, as_of, figures, bears_indemnity=bears_indemnity)
    return _with_events(debt, as_of, figures, bears_indemnity=bears_indemnity)


def _plainly(debt: Debt, as_of: date, figures: LegalFigures, *, bears_indemnity: bool) -> InvoiceStatement:
    """Nothing was paid, the default rate runs: most invoices, straight on."""
    principal, due_on = debt.principal, debt.due_on
    segments: list[Segment] = []
    interest = indemnity = 0
    if principal and as_of > due_on:
        starts_on = due_on + DAY
        interest = accrue(principal, figures.default.spans(starts_on, as_of), segments)
        if bears_indemnity:
            indemnity = figures.indemnity(starts_on)
    total = principal + interest + indemnity
    sums = (interest, 0, interest, principal, indemnity, indemnity, 0, total)
    return make(InvoiceStatement, (B2B, debt.order, due_on, as_of, principal, tuple(segments), (), *sums, ()))


def _with_events(debt: Debt, as_of: date, figures: LegalFigures, *, bears_indemnity: bool) -> InvoiceStatement:
    price, events = _price_and_events(debt, as_of)
    owed_when_due = price - sum([event.cents for event in events if event.on <= debt.due_on])
    is_late = bears_indemnity and owed_when_due > 0 and as_of > debt.due_on
    indemnity = _indemnity(debt, figures) if is_late else 0
    rates, order = schedule_of(debt, figures), debt.order
    first, stop = interest_window(debt, as_of)
    principal, interest, paid, indemnity_due = max(price, 0), 0, 0, indemnity
    overpayment = principal - price
    segments: list[Segment] = []
    allocations: list[Allocation] = []
    for event in events:
        until = min(event.on, stop)
        if first <= until:  # the day of a payment still bears interest (IMP-07)
            if principal:
                interest += accrue(principal, rates.spans(first, until), segments)
            first = until + DAY
        allocation = imputed(event, order, interest, principal, indemnity_due)
        _, _, cents, to_interest, to_principal, to_indemnity = allocation
        paid += to_interest
        interest -= to_interest
        principal -= to_principal
        indemnity_due -= to_indemnity
        overpayment += cents - to_interest - to_principal - to_indemnity
        allocations.append(allocation)
    if principal and first <= stop:
        interest += accrue(principal, rates.spans(first, stop), segments)
    return InvoiceStatement(
        regime=debt.regime,
        order=order,
        due_on=debt.due_on,
        as_of=as_of,
        principal=debt.principal,
        segments=tuple(segments),
        allocations=tuple(allocations),
        interest_accrued=interest + paid,
        interest_paid=paid,
        interest_due=interest,
        principal_due=principal,
        indemnity=indemnity,
        indemnity_due=indemnity_due,
        overpayment=overpayment,
        total_due=principal + interest + indemnity_due,
        flags=_flags(debt, as_of, figures, segments),
    )


def _price_and_events(debt: Debt, as_of: date) -> tuple[int, list[Reduction | Receipt]]:
    """The price as corrected from the origin, and what happened by `as_of`: credit notes first on each day."""
    price = debt.principal
    events: list[Reduction | Receipt] = []
    for note in debt.reductions:
        if note.on > as_of:
            continue
        if note.effect is Effect.ORIGIN:
            price -= note.cents
        else:
            events.append(note)
    events += [receipt for receipt in debt.receipts if receipt.on <= as_of]
    events.sort(key=BY_DAY)  # keeps the given order within a day
    return price, events


def interest_window(debt: Debt, as_of: date) -> tuple[date, date]:
    """First and last day that can bear interest; empty where the last comes first."""
    last = min(as_of, debt.judgment_on - DAY) if debt.judgment_on else as_of  # INS-02
    if debt.regime is not B2C:
        return debt.due_on + DAY, last  # PEN-06
    if debt.notice_effective is None:
        return last + DAY, last
    return max(debt.due_on, debt.notice_effective) + DAY, last  # B2C-01, B2C-02


def schedule_of(debt: Debt, figures: LegalFigures) -> Schedule:
    """The rates that a debt bears."""
    if debt.suspensions:
        return Graced(schedule_of(replace(debt, suspensions=()), figures), debt.suspensions)
    if debt.regime is B2C:
        return figures.legal
    if debt.regime is PUBLIC:
        return Frozen(figures.public, debt.due_on + DAY)
    return figures.default if debt.clause.mode is NO_CLAUSE else figures.clause(debt.clause)


def _indemnity(debt: Debt, figures: LegalFigures) -> int:
    """40 € for each invoice paid late by a professional, save where a judgment forbade to pay in time (PEN-14)."""
    if debt.regime is B2C or (debt.judgment_on is not None and debt.judgment_on <= debt.due_on):
        return 0
    return figures.indemnity(debt.due_on + DAY)


def _flags(debt: Debt, as_of: date, figures: LegalFigures, segments: list[Segment]) -> tuple[Flag, ...]:
    found: list[Flag] = []
    if debt.regime is B2C and debt.notice_effective is None:
        found.append(Flag.B2C_NO_FORMAL_NOTICE)
    if (
        debt.regime is B2B
        and debt.clause.mode is not NO_CLAUSE
        and figures.clause(debt.clause).is_below_floor(segments)
    ):
        found.append(Flag.CONTRACT_RATE_BELOW_FLOOR)
    judgment = debt.judgment_on
    if judgment is not None and judgment <= as_of:
        found.append(Flag.INSOLVENCY)
        if any(judgment <= receipt.on <= as_of for receipt in debt.receipts):
            found.append(Flag.PAYMENT_AFTER_INSOLVENCY_JUDGMENT)
    return tuple(found)
