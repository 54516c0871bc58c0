"""What goes out once a step is due: a contact for the whole account, or a case for the invoices that escalate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.account import Account, InvoiceState
from relance.domain.agreement import Instalment
from relance.domain.channels import Channel, Offers
from relance.domain.decision import Contact, Escalate, Rest, Trigger, Why
from relance.domain.ladder import Next
from relance.domain.plan import Step
from relance.domain.reach import Reach, choose_channel, consider

RECHECK = timedelta(days=30)
"""How often an account that waits for nothing datable is looked at again."""

Passed = tuple[tuple[str, int], ...]
"""(invoice key, rank) of the steps that are passed over."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The making of the contact or the case of one account on one day."""

    account: Account
    day: date
    offers: Offers
    tried: tuple[Channel, ...]
    """Channels by which this very step went before, in vain."""
    superseded: Passed
    missed: Instalment | None
    """The instalment whose absence lets the invoices be chased again."""
    upcoming_days: int
    """How far ahead a letter lists what is not due yet."""

    def escalation(self, step: Step, worth: Sequence[Next]) -> Escalate | Rest:
        """The invoices that reached the formal notice; those below it wait for their turn."""
        keys = tuple(n.state.invoice.key for n in worth if n.step.escalates)
        reach = self._reach(step)
        if reach is None:
            return self._no_channel(step)
        reason = self._reason(step, keys)
        return Escalate(step, keys, reason, self.superseded, reach.channel, reach.recipient, reach.reason, self.tried)

    def contact(self, step: Step, worth: Sequence[Next], chased: Iterable[InvoiceState]) -> Contact | Rest:
        """One contact that lists all that is late, and what falls due soon."""
        reach = self._reach(step)
        if reach is None:
            return self._no_channel(step)
        triggers = tuple(Trigger(n.state.invoice.key, n.step) for n in worth if not n.step.escalates)
        keys = tuple(t.invoice_key for t in triggers)
        overdue, upcoming = self._listed(chased, keys)
        return Contact(
            step=step,
            triggers=triggers,
            overdue=overdue,
            upcoming=upcoming,
            channel=reach.channel,
            recipient=reach.recipient,
            reason=self._reason(step, keys),
            superseded=self.superseded,
            why_channel=reach.reason,
            tried=self.tried,
        )

    def _reach(self, step: Step) -> Reach | None:
        return choose_channel(step, self.account, self.offers, self.tried)

    def _no_channel(self, step: Step) -> Rest:
        said = str(consider(step, self.account, self.offers, self.tried))
        return Rest(Why.NO_CHANNEL, said, self.day + RECHECK, self.superseded)

    def _listed(
        self, chased: Iterable[InvoiceState], triggered: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Keys of what is late, and of what falls due within the horizon or is the reason of the contact."""
        invoices = [state.invoice for state in chased]
        horizon, named = self.day + timedelta(days=self.upcoming_days), set(triggered)
        upcoming = [i for i in invoices if i.due_on >= self.day and (i.due_on <= horizon or i.key in named)]
        return tuple(i.key for i in invoices if i.due_on < self.day), tuple(i.key for i in upcoming)

    def _reason(self, step: Step, keys: tuple[str, ...]) -> str:
        said = f"{step.name}, {step.days} days {step.side} the due date, of {len(keys)} invoice(s)"
        return f"{said}; the instalment of {self.missed.due_on:%d/%m/%Y} was missed" if self.missed else said
