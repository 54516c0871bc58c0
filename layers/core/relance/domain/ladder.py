"""Climbing the plan: the step that an invoice waits for, the working day on which it falls, what is passed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.account import InvoiceState
from relance.domain.calendar import WorkingCalendar
from relance.domain.decision import Rest
from relance.domain.plan import Plan, Side, Step


@dataclass(frozen=True, slots=True)
class Next:
    """The next step of one invoice and the working day from which it may go."""

    state: InvoiceState
    step: Step
    on: date


@dataclass(frozen=True, slots=True)
class Ladder:
    """A plan, seen on a day from the department of a customer."""

    plan: Plan
    day: date
    calendar: WorkingCalendar
    department: str

    def next_of(self, state: InvoiceState) -> Next | None:
        """The step that an invoice waits for, gaps and caps aside; None: every one was sent."""
        passed = set(self.superseded(state))
        for step in self.plan.steps:
            if step.rank > state.progress.reached and step.rank not in passed:
                return Next(state, step, self.falls_on(step, state))
        return None

    def superseded(self, state: InvoiceState) -> list[int]:
        """Steps before the due date that can no longer go: the date is here, or a later such step is due."""
        before = [s for s in self.plan.steps if s.side is Side.BEFORE and s.rank > state.progress.reached]
        due = state.invoice.due_on
        ripe = [s for s in before if self.falls_on(s, state) <= self.day]
        return [
            s.rank
            for s in before
            if self.day >= due or self.falls_on(s, state) >= due or any(later.rank > s.rank for later in ripe)
        ]

    def turns(self, chased: list[InvoiceState], paused: list[Rest]) -> list[date]:
        """Days to come on which the answer may change: a step falls, an invoice is due or late, a pause ends."""
        steps = [self.falls_on(p, s) for s in chased for p in self.plan.steps if _within_reach(p, s)]
        dues = [s.invoice.due_on for s in chased]
        days = [*steps, *dues, *(d + timedelta(days=1) for d in dues), *(r.until for r in paused if r.until)]
        return [d for d in days if d > self.day]

    def falls_on(self, step: Step, state: InvoiceState) -> date:
        """The working day from which a step of an invoice may go."""
        return self.working(step.day_for(state.invoice.due_on))

    def working(self, day: date) -> date:
        """The day, or the next one that is worked where the customer is."""
        return self.calendar.on_or_after(day, self.department)


def _within_reach(step: Step, state: InvoiceState) -> bool:
    """Whether the step may be the invoice's next: one before the due date, or the lowest after it."""
    reached = state.progress.reached
    return reached < step.rank <= max(reached, 0) + 1
