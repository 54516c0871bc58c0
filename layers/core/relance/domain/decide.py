"""The daily decision: account, plan and day in; contact, case or rest out, with the reason.

Due means "on or before, and not done", so a missed day is caught up; the lowest rank after the due date that was
not sent goes first, so a long silence never skips a step; one contact a day covers the whole account.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.account import Account, InvoiceState
from relance.domain.agreement import Instalment
from relance.domain.calendar import WorkingCalendar
from relance.domain.channels import WITHOUT_CARRIERS, Channel, Offers
from relance.domain.decision import Contact, Decision, Escalate, Rest, Trigger, Why
from relance.domain.money import Money
from relance.domain.pauses import Limits, paused, standstill, tracked
from relance.domain.plan import Plan, Side, Step
from relance.domain.reach import choose_channel

RECHECK = timedelta(days=30)
"""How often an account that waits for nothing datable is looked at again."""


@dataclass(frozen=True, slots=True)
class _Next:
    """The next step of one invoice and the working day from which it may go."""

    state: InvoiceState
    step: Step
    on: date


def decide(
    account: Account,
    plan: Plan,
    day: date,
    *,
    calendar: WorkingCalendar,
    limits: Limits,
    offers: Offers = WITHOUT_CARRIERS,
) -> Decision:
    """Decide for one account on one civil day. Pure: the same arguments give the same answer."""
    return standstill(account, day) or _Judge(account, plan, day, calendar, limits, offers).decide()


@dataclass(frozen=True, slots=True)
class _Judge:
    account: Account
    plan: Plan
    day: date
    calendar: WorkingCalendar
    limits: Limits
    offers: Offers = WITHOUT_CARRIERS

    def decide(self) -> Decision:
        chased, paused = self._sort()
        if not chased:
            return self._all_paused(paused)
        if covered := self._credit_covers(chased, paused):
            return covered
        nexts = [n for s in chased if (n := self.next_of(s)) is not None]
        superseded = tuple((s.invoice.key, rank) for s in chased for rank in self._superseded(s))
        later = [n.on for n in nexts if n.on > self.day] + [r.until for r in paused if r.until]
        ripe = [n for n in nexts if n.on <= self.day]
        if again := self._again(chased, ripe):
            return self._decide_again(again, chased, paused, superseded)
        if not ripe:
            return self._nothing_ripe(chased, min(later, default=None), superseded)
        decision = self._decide_ripe(ripe, chased, superseded)
        return self._looked_at_again(decision, chased, paused) if isinstance(decision, Rest) else decision

    def _again(self, chased: list[InvoiceState], ripe: list[_Next]) -> list[_Next]:
        """Invoices whose last step did not reach the debtor, where it can go by another channel.

        A higher step of another invoice covers them: one contact a day lists the whole account.
        """
        failed = self.account.undelivered
        step = self.plan.step(failed.rank) if failed else None
        if failed is None or step is None or choose_channel(step, self.account, self.offers, failed.tried) is None:
            return []
        late = step.side is Side.AFTER
        states = [s for s in chased if s.progress.reached == step.rank and late == (s.invoice.due_on < self.day)]
        keys = {s.invoice.key for s in states}
        if any(n.step.rank > step.rank for n in ripe if n.state.invoice.key not in keys):
            return []
        return [_Next(state, step, self.day) for state in states]

    def _decide_again(
        self,
        again: list[_Next],
        chased: list[InvoiceState],
        paused: list[Rest],
        superseded: tuple[tuple[str, int], ...],
    ) -> Decision:
        decision = self._decide_ripe(again, chased, superseded)
        if isinstance(decision, Rest):
            return self._looked_at_again(decision, chased, paused)
        return decision

    def _nothing_ripe(
        self, chased: list[InvoiceState], until: date | None, superseded: tuple[tuple[str, int], ...]
    ) -> Rest:
        if until is not None:
            return Rest(Why.NOT_YET, "no step is due yet", until, superseded)
        if self._missed(s.invoice.key for s in chased):
            said = "an instalment was missed, and every step of the plan was sent before"
            return Rest(Why.INSTALMENT_MISSED, said, None, superseded)
        return Rest(Why.PLAN_COMPLETED, "every step of the plan was sent", None, superseded)

    def _missed(self, keys: Iterable[str]) -> Instalment | None:
        """The instalment whose absence lets some of these invoices be chased again."""
        plan = tracked(self.account, calendar=self.calendar, limits=self.limits)
        return plan.missed(self.day) if plan and not set(keys).isdisjoint(plan.agreed.invoices) else None

    def _decide_ripe(
        self, ripe: list[_Next], chased: list[InvoiceState], superseded: tuple[tuple[str, int], ...]
    ) -> Decision:
        # Once for each step, not for each invoice: an account may have thousands.
        ranks = {n.step.rank: n.step for n in ripe}
        enough = {rank for rank, step in ranks.items() if self._worth(step, chased)}
        worth = [n for n in ripe if n.step.rank in enough]
        if not worth:
            said = f"less than {ripe[0].step.minimum} is owed"
            return Rest(Why.BELOW_MINIMUM, said, self.day + RECHECK, superseded)
        step = max((n.step for n in worth), key=lambda s: s.rank)
        if rest := self._too_soon(step):
            return replace(rest, superseded=superseded)
        if step.escalates:
            return self._escalation(step, worth, superseded)
        return self._contact(step, worth, chased, superseded)

    def _escalation(self, step: Step, worth: list[_Next], superseded: tuple[tuple[str, int], ...]) -> Decision:
        keys = tuple(n.state.invoice.key for n in worth if n.step.escalates)
        tried = self._tried(step)
        reach = choose_channel(step, self.account, self.offers, tried)
        if reach is None:
            return self._no_channel(step, superseded)
        reason = self._reason(step, keys)
        return Escalate(step, keys, reason, superseded, reach.channel, reach.recipient, reach.reason, tried)

    def _tried(self, step: Step) -> tuple[Channel, ...]:
        failed = self.account.undelivered
        return failed.tried if failed and failed.rank == step.rank else ()

    def _no_channel(self, step: Step, superseded: tuple[tuple[str, int], ...]) -> Rest:
        said = f"no usable address for {', '.join(step.ways)}"
        return Rest(Why.NO_CHANNEL, said, self.day + RECHECK, superseded)

    def _looked_at_again(self, rest: Rest, chased: list[InvoiceState], paused: list[Rest]) -> Rest:
        """Another step, sum or channel may end it sooner: it is looked at on the next day that may bring one."""
        if rest.why in (Why.NOT_A_WORKING_DAY, Why.CONTACT_CAP) or rest.until is None:
            return rest
        soonest, last = self.day, self.account.last_contact
        if rest.why is Why.GAP and last is not None:
            gap = max(self.limits.days_between, min(step.gap_days for step in self.plan.steps))
            soonest = last.day + timedelta(days=gap)
        turns = [max(d, soonest) for d in self._turns(chased, paused)]
        return replace(rest, until=min([*turns, rest.until]))

    def _turns(self, chased: list[InvoiceState], paused: list[Rest]) -> list[date]:
        """Days to come on which the answer may change: a step falls, an invoice is due or late, a pause ends."""
        steps = [self._falls_on(p, s) for s in chased for p in self.plan.steps if _within_reach(p, s)]
        dues = [s.invoice.due_on for s in chased]
        days = [*steps, *dues, *(d + timedelta(days=1) for d in dues), *(r.until for r in paused if r.until)]
        return [d for d in days if d > self.day]

    def _sort(self) -> tuple[list[InvoiceState], list[Rest]]:
        rests = paused(self.account, self.day, calendar=self.calendar, limits=self.limits)
        states = sorted(self.account.invoices, key=lambda s: (s.invoice.due_on, s.invoice.key))
        chased = [s for s in states if s.invoice.key not in rests]
        return chased, [rests[s.invoice.key] for s in states if s.invoice.key in rests]

    @property
    def _department(self) -> str:
        return self.account.customer.department

    def _all_paused(self, paused: list[Rest]) -> Rest:
        waiting = [r for r in paused if r.why not in (Why.NOTHING_OWED, Why.CANCELLED)]
        if not waiting:
            return Rest(Why.NOTHING_OWED, "no invoice is owed", None)
        dated = sorted((r for r in waiting if r.until), key=lambda r: r.until or date.max)
        return dated[0] if dated else waiting[0]

    def _credit_covers(self, chased: list[InvoiceState], paused: list[Rest]) -> Rest | None:
        """Credits of the customer that cover what is due stop the reminder: billing must match them first."""
        credit = _by_currency(u.amount for u in self.account.customer.unapplied)
        due = _by_currency(s.invoice.outstanding for s in chased if s.invoice.due_on < self.day)
        if not due or any(amount.cents > credit.get(c, Money(0, c)).cents for c, amount in due.items()):
            return None
        until = min([*self._turns(chased, paused), self.day + RECHECK])
        return Rest(Why.CREDIT_COVERS, "payments or credits not yet applied cover what is due", until)

    def next_of(self, state: InvoiceState) -> _Next | None:
        passed = set(self._superseded(state))
        for step in self.plan.steps:
            if step.rank > state.progress.reached and step.rank not in passed:
                return _Next(state, step, self._falls_on(step, state))
        return None

    def _falls_on(self, step: Step, state: InvoiceState) -> date:
        return self.calendar.on_or_after(step.day_for(state.invoice.due_on), self._department)

    def _superseded(self, state: InvoiceState) -> list[int]:
        """Steps before the due date that can no longer go: the date is here, or a later such step is due."""
        before = [s for s in self.plan.steps if s.side is Side.BEFORE and s.rank > state.progress.reached]
        due = state.invoice.due_on
        ripe = [s for s in before if self._falls_on(s, state) <= self.day]
        return [
            s.rank
            for s in before
            if self.day >= due or self._falls_on(s, state) >= due or any(later.rank > s.rank for later in ripe)
        ]

    def _worth(self, step: Step, chased: list[InvoiceState]) -> bool:
        """Whether what is owed reaches the step's minimum, in any one currency; nothing is converted."""
        counted = [s for s in chased if step.side is Side.BEFORE or s.invoice.due_on < self.day]
        owed = _by_currency(s.invoice.outstanding for s in counted)
        credit = _by_currency(u.amount for u in self.account.customer.unapplied)
        return any(m.cents - credit.get(c, Money(0, c)).cents >= max(step.minimum.cents, 1) for c, m in owed.items())

    def _too_soon(self, step: Step) -> Rest | None:
        if not self.calendar.is_working_day(self.day, self._department):
            until = self.calendar.on_or_after(self.day, self._department)
            return Rest(Why.NOT_A_WORKING_DAY, "contacts go out on working days only", until)
        last = self.account.last_contact
        if last is None:
            return None
        opens = self._working(last.day + timedelta(days=step.gap_days))
        if opens > self.day:
            return Rest(Why.GAP, f"{step.gap_days} days must pass since the contact of {last.day:%d/%m/%Y}", opens)
        return self._capped()

    def _capped(self) -> Rest | None:
        days = sorted(c.day for c in self.account.real_contacts)
        if not days:
            return None
        opens = days[-1] + timedelta(days=self.limits.days_between)
        if len(days) >= self.limits.in_thirty_days:
            opens = max(opens, days[-self.limits.in_thirty_days] + timedelta(days=30))
        if opens <= self.day:
            return None
        return Rest(Why.CONTACT_CAP, "the cap on contacts is reached", self._working(opens))

    def _working(self, day: date) -> date:
        return self.calendar.on_or_after(day, self._department)

    def _contact(
        self, step: Step, worth: list[_Next], chased: list[InvoiceState], superseded: tuple[tuple[str, int], ...]
    ) -> Decision:
        tried = self._tried(step)
        reach = choose_channel(step, self.account, self.offers, tried)
        if reach is None:
            return self._no_channel(step, superseded)
        horizon = self.day + timedelta(days=self.limits.upcoming_days)
        triggers = tuple(Trigger(n.state.invoice.key, n.step) for n in worth if not n.step.escalates)
        triggered = {t.invoice_key for t in triggers}
        upcoming = [s for s in chased if s.invoice.due_on >= self.day]
        return Contact(
            step=step,
            triggers=triggers,
            overdue=tuple(s.invoice.key for s in chased if s.invoice.due_on < self.day),
            upcoming=tuple(
                s.invoice.key for s in upcoming if s.invoice.due_on <= horizon or s.invoice.key in triggered
            ),
            channel=reach.channel,
            recipient=reach.recipient,
            reason=self._reason(step, tuple(t.invoice_key for t in triggers)),
            superseded=superseded,
            why_channel=reach.reason,
            tried=tried,
        )

    def _reason(self, step: Step, keys: tuple[str, ...]) -> str:
        said = f"{step.name}, {step.days} days {step.side} the due date, of {len(keys)} invoice(s)"
        missed = self._missed(keys)
        return f"{said}; the instalment of {missed.due_on:%d/%m/%Y} was missed" if missed else said


def _within_reach(step: Step, state: InvoiceState) -> bool:
    """Whether the step may be the invoice's next: one before the due date, or the lowest after it."""
    reached = state.progress.reached
    return reached < step.rank <= max(reached, 0) + 1


def next_step(
    state: InvoiceState, account: Account, plan: Plan, day: date, *, calendar: WorkingCalendar, limits: Limits
) -> tuple[Step, date] | None:
    """The step that an invoice waits for and the working day on which it falls, gaps and caps aside; to explain."""
    found = _Judge(account, plan, day, calendar, limits).next_of(state)
    return (found.step, found.on) if found else None


def _by_currency(amounts: Iterable[Money]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money(0, amount.currency)) + amount
    return sums
