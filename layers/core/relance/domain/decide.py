"""The daily decision: account, plan and day in; contact, case or rest out, with the reason.

Due means "on or before, and not done", so a missed day is caught up; the lowest rank after the due date that was
not sent goes first, so a long silence never skips a step; one contact a day covers the whole account.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.account import Account, InvoiceState, Undelivered
from relance.domain.agreement import Instalment
from relance.domain.calendar import WorkingCalendar
from relance.domain.channels import WITHOUT_CARRIERS, Channel, Offers
from relance.domain.decision import Decision, Rest, Why
from relance.domain.ladder import Ladder, Next
from relance.domain.money import Money
from relance.domain.outgoing import RECHECK, Outgoing, Passed
from relance.domain.pauses import Limits, paused, standstill, tracked
from relance.domain.plan import Plan, Side, Step
from relance.domain.reach import choose_channel, consider


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
    offers: Offers

    @property
    def _ladder(self) -> Ladder:
        return Ladder(self.plan, self.day, self.calendar, self.account.customer.department)

    def decide(self) -> Decision:
        chased, paused = self._sort()
        if not chased:
            return self._all_paused(paused)
        if covered := self._credit_covers(chased, paused):
            return covered
        nexts = [n for s in chased if (n := self._ladder.next_of(s)) is not None]
        superseded = tuple((s.invoice.key, rank) for s in chased for rank in self._ladder.superseded(s))
        lost = self._lost(chased)
        later = [n.on for n in (*nexts, *lost) if n.on > self.day] + [r.until for r in paused if r.until]
        ripe = [n for n in nexts if n.on <= self.day]
        if again := self._again([n for n in lost if n.on <= self.day], ripe):
            decision = self._decide_ripe(again, chased, superseded, again=True)
        elif not ripe:
            return self._nothing_ripe(chased, min(later, default=None), superseded)
        else:
            decision = self._decide_ripe(ripe, chased, superseded)
        return self._looked_at_again(decision, chased, paused) if isinstance(decision, Rest) else decision

    def _lost(self, chased: list[InvoiceState]) -> list[Next]:
        """The invoices of the step that did not reach the debtor, where it can go by another channel.

        The plan may be another one by now: the step of that rank goes when it falls in the plan in force.
        """
        failed = self.account.undelivered
        step = self.plan.step(failed.rank) if failed else None
        if failed is None or step is None or not self._went(failed):
            return []
        if choose_channel(step, self.account, self.offers, failed.tried) is None:
            return []
        return [Next(s, step, self._ladder.falls_on(step, s)) for s in chased if self._failed(s, step, failed.day)]

    def _again(self, lost: list[Next], ripe: list[Next]) -> list[Next]:
        """What goes again, with what is ripe besides.

        A higher step of another invoice covers it: one contact a day lists the whole account.
        """
        keys = {n.state.invoice.key for n in lost}
        others = [n for n in ripe if n.state.invoice.key not in keys]
        if not lost or any(n.step.rank > lost[0].step.rank for n in others):
            return []
        return [*lost, *others]

    def _failed(self, state: InvoiceState, step: Step, day: date) -> bool:
        """Whether the contact of that day, which did not arrive, was this invoice's step, and it would still be."""
        if state.progress.reached != step.rank or state.progress.reached_on not in (None, day):
            return False
        return (step.side is Side.AFTER) == (state.invoice.due_on < self.day)

    def _nothing_ripe(self, chased: list[InvoiceState], until: date | None, superseded: Passed) -> Rest:
        if until is not None:
            return Rest(Why.NOT_YET, "no step is due yet", until, superseded)
        if self._missed(s.invoice.key for s in chased):
            said = "an instalment was missed, and every step of the plan was sent before"
            return Rest(Why.INSTALMENT_MISSED, said, None, superseded)
        if nobody := self._nobody_reached(chased):
            return Rest(Why.NO_CHANNEL, nobody, None, superseded)
        return Rest(Why.PLAN_COMPLETED, "every step of the plan was sent", None, superseded)

    def _nobody_reached(self, chased: list[InvoiceState]) -> str:
        """Where the plan's last contact reached nobody: the ways of its step, none of which is left."""
        failed = self.account.undelivered
        step = self.plan.step(failed.rank) if failed else None
        if failed is None or step is None or not any(self._failed(s, step, failed.day) for s in chased):
            return ""
        return str(consider(step, self.account, self.offers, failed.tried))

    def _missed(self, keys: Iterable[str]) -> Instalment | None:
        """The instalment whose absence lets some of these invoices be chased again."""
        plan = tracked(self.account, calendar=self.calendar, limits=self.limits)
        return plan.missed(self.day) if plan and not set(keys).isdisjoint(plan.agreed.invoices) else None

    def _decide_ripe(
        self, ripe: list[Next], chased: list[InvoiceState], superseded: Passed, *, again: bool = False
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
        missed = self._missed(n.state.invoice.key for n in worth if n.step.escalates == step.escalates)
        tried = self._tried(step, again=again)
        outgoing = Outgoing(self.account, self.day, self.offers, tried, superseded, missed, self.limits.upcoming_days)
        return outgoing.escalation(step, worth) if step.escalates else outgoing.contact(step, worth, chased)

    def _tried(self, step: Step, *, again: bool) -> tuple[Channel, ...]:
        """The channels that failed for this very step.

        A notice's case gives its step back as if it had not gone; what carriers refused counts on its day.
        """
        failed = self.account.undelivered
        if failed is None or failed.rank != step.rank:
            return ()
        refused_today = failed.day == self.day and not self._went(failed)
        return failed.tried if again or step.escalates or refused_today else ()

    def _went(self, failed: Undelivered) -> bool:
        """Whether there was a contact at all; else every carrier of its channel refused the letter."""
        return any(contact.day == failed.day for contact in self.account.contacts)

    def _looked_at_again(self, rest: Rest, chased: list[InvoiceState], paused: list[Rest]) -> Rest:
        """Another step, sum or channel may end it sooner: it is looked at on the next day that may bring one."""
        if rest.why in (Why.NOT_A_WORKING_DAY, Why.CONTACT_CAP) or rest.until is None:
            return rest
        soonest, last = self.day, self.account.last_contact
        if rest.why is Why.GAP and last is not None:
            gap = max(self.limits.days_between, min(step.gap_days for step in self.plan.steps))
            soonest = last.day + timedelta(days=gap)
        turns = [max(d, soonest) for d in self._ladder.turns(chased, paused)]
        return replace(rest, until=min([*turns, rest.until]))

    def _sort(self) -> tuple[list[InvoiceState], list[Rest]]:
        rests = paused(self.account, self.day, calendar=self.calendar, limits=self.limits)
        states = sorted(self.account.invoices, key=lambda s: (s.invoice.due_on, s.invoice.key))
        chased = [s for s in states if s.invoice.key not in rests]
        return chased, [rests[s.invoice.key] for s in states if s.invoice.key in rests]

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
        until = min([*self._ladder.turns(chased, paused), self.day + RECHECK])
        return Rest(Why.CREDIT_COVERS, "payments or credits not yet applied cover what is due", until)

    def _worth(self, step: Step, chased: list[InvoiceState]) -> bool:
        """Whether what is owed reaches the step's minimum, in any one currency; nothing is converted."""
        counted = [s for s in chased if step.side is Side.BEFORE or s.invoice.due_on < self.day]
        owed = _by_currency(s.invoice.outstanding for s in counted)
        credit = _by_currency(u.amount for u in self.account.customer.unapplied)
        return any(m.cents - credit.get(c, Money(0, c)).cents >= max(step.minimum.cents, 1) for c, m in owed.items())

    def _too_soon(self, step: Step) -> Rest | None:
        if not self.calendar.is_working_day(self.day, self.account.customer.department):
            until = self.calendar.on_or_after(self.day, self.account.customer.department)
            return Rest(Why.NOT_A_WORKING_DAY, "contacts go out on working days only", until)
        last = self.account.last_contact
        if last is None:
            return None
        opens = self._ladder.working(last.day + timedelta(days=step.gap_days))
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
        return Rest(Why.CONTACT_CAP, "the cap on contacts is reached", self._ladder.working(opens))


def next_step(
    state: InvoiceState, account: Account, plan: Plan, day: date, *, calendar: WorkingCalendar
) -> tuple[Step, date] | None:
    """The step that an invoice waits for and the working day on which it falls, gaps and caps aside; to explain."""
    found = Ladder(plan, day, calendar, account.customer.department).next_of(state)
    return (found.step, found.on) if found else None


def _by_currency(amounts: Iterable[Money]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money(0, amount.currency)) + amount
    return sums
