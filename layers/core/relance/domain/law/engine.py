"""What one invoice comes to by law at a day: the statement that a debtor can redo by hand."""

from __future__ import annotations

from datetime import date
from operator import attrgetter

from relance.domain.law.course import DAY, Course
from relance.domain.law.debt import Debt, Effect, RateMode, Receipt, Reduction, Regime
from relance.domain.law.figures import LegalFigures
from relance.domain.law.schedule import Frozen, Schedule
from relance.domain.law.statement import Flag, InvoiceStatement

BY_DAY = attrgetter("on")


def state_debt(debt: Debt, as_of: date, figures: LegalFigures, *, bears_indemnity: bool = True) -> InvoiceStatement:
    """The statement at the end of the day `as_of`. Raises MissingRateError where a day with interest has no rate.

    `bears_indemnity` is False for all instalments of an invoice but one (PEN-12).
    """
    notes = [note for note in debt.reductions if note.on <= as_of]
    receipts = [receipt for receipt in debt.receipts if receipt.on <= as_of]
    corrected = debt.principal - sum(note.cents for note in notes if note.effect is Effect.ORIGIN)
    course = Course(debt, max(corrected, 0), schedule_of(debt, figures), interest_window(debt, as_of))
    course.overpayment = max(-corrected, 0)
    dated = [note for note in notes if note.effect is Effect.DATE]
    # Sorting keeps the given order within a day; credit notes stand before payments.
    events: list[Reduction | Receipt] = sorted([*dated, *receipts], key=BY_DAY)
    in_time = [event for event in events if event.on <= debt.due_on]
    _undergo(course, in_time)
    owed_in_time = bears_indemnity and as_of > debt.due_on and course.principal > 0
    indemnity = _indemnity(debt, figures) if owed_in_time else 0
    course.indemnity = indemnity
    _undergo(course, events[len(in_time) :])
    course.advance(as_of)
    return _stated(debt, as_of, course, indemnity, _flags(debt, as_of, receipts, below_floor=course.below_floor))


def _undergo(course: Course, events: list[Reduction | Receipt]) -> None:
    for event in events:
        course.advance(event.on)
        if isinstance(event, Reduction):
            course.reduce(event)
        else:
            course.pay(event)


def interest_window(debt: Debt, as_of: date) -> tuple[date, date]:
    """First and last day that can bear interest; empty where the last comes first."""
    last = min(as_of, debt.judgment_on - DAY) if debt.judgment_on else as_of  # INS-02
    if debt.regime is not Regime.B2C:
        return debt.due_on + DAY, last  # PEN-06
    if debt.notice_effective is None:
        return last + DAY, last
    return max(debt.due_on, debt.notice_effective) + DAY, last  # B2C-01, B2C-02


def schedule_of(debt: Debt, figures: LegalFigures) -> Schedule:
    """The rates that a debt bears, suspensions apart."""
    if debt.regime is Regime.B2C:
        return figures.legal
    if debt.regime is Regime.PUBLIC:
        return Frozen(figures.public, debt.due_on + DAY)
    return figures.default if debt.clause.mode is RateMode.DEFAULT else figures.clause(debt.clause)


def _indemnity(debt: Debt, figures: LegalFigures) -> int:
    """40 € for each invoice paid late by a professional, save where a judgment forbade to pay in time (PEN-14)."""
    if debt.regime is Regime.B2C or (debt.judgment_on is not None and debt.judgment_on <= debt.due_on):
        return 0
    return figures.indemnity(debt.due_on + DAY)


def _flags(debt: Debt, as_of: date, receipts: list[Receipt], *, below_floor: bool) -> tuple[Flag, ...]:
    judgment = debt.judgment_on
    raised = {
        Flag.B2C_NO_FORMAL_NOTICE: debt.regime is Regime.B2C and debt.notice_effective is None,
        Flag.CONTRACT_RATE_BELOW_FLOOR: below_floor,
        Flag.INSOLVENCY: judgment is not None and judgment <= as_of,
        Flag.PAYMENT_AFTER_INSOLVENCY_JUDGMENT: judgment is not None and any(r.on >= judgment for r in receipts),
    }
    return tuple(sorted(flag for flag, is_raised in raised.items() if is_raised))


def _stated(debt: Debt, as_of: date, course: Course, indemnity: int, flags: tuple[Flag, ...]) -> InvoiceStatement:
    return InvoiceStatement(
        regime=debt.regime,
        order=debt.order,
        due_on=debt.due_on,
        as_of=as_of,
        principal=debt.principal,
        segments=tuple(course.segments),
        allocations=tuple(course.allocations),
        interest_accrued=course.accrued,
        interest_paid=course.paid,
        interest_due=course.interest,
        principal_due=course.principal,
        indemnity=indemnity,
        indemnity_due=course.indemnity,
        overpayment=course.overpayment,
        total_due=course.principal + course.interest + course.indemnity,
        flags=flags,
    )
