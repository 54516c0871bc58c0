"""How a case stands when its facts are read again: settled, stopped, or other than what a person approved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from relance.domain.account import Account, InvoiceState
from relance.domain.calendar import WorkingCalendar
from relance.domain.case import Case, Wake
from relance.domain.decision import Rest, Why
from relance.domain.handoff import Claim
from relance.domain.pauses import Limits, pause

STOPPING = frozenset({Why.CANCELLED, Why.INVOICE_ON_HOLD, Why.DISPUTED, Why.ASSIGNED_TO_FACTOR})
UNDER_WAY = frozenset({Why.PAYMENT_ANNOUNCED, Why.DIRECT_DEBIT})


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules; all are pure."""

    calendar: WorkingCalendar
    limits: Limits

    def of(self, case: Case, account: Account | None, day: date) -> Wake | None:
        """PAID when nothing of the case is owed, STOPPED when it must not be pursued; None: it goes on."""
        if account is None:
            return Wake.STOPPED
        states = [account.state(key) for key in case.invoices]
        present = [s for s in states if s is not None]
        if len(present) == len(states) and all(s.invoice.outstanding.cents == 0 for s in present):
            return Wake.PAID
        held = account.hold is not None and account.hold.active(day)
        stopped = any(r.why in STOPPING for r in self._rests(present, account, day))
        return Wake.STOPPED if held or stopped or len(present) < len(states) else None

    def of_approval(self, case: Case, account: Account | None, day: date, claim: Claim) -> Wake | None:
        """As above, and CHANGED when the facts no longer say what was or would be approved."""
        word = self.of(case, account, day)
        if word is None and account is not None and not claim.holds(account):
            return Wake.CHANGED
        return word

    def of_notice(self, case: Case, account: Account | None, day: date, claim: Claim) -> Wake | None:
        """As above; besides, nobody is put on notice while a payment is under way."""
        word = self.of_approval(case, account, day, claim)
        return Wake.CHANGED if word is None and self.expected_until(case, account, day) is not None else word

    def expected_until(self, case: Case, account: Account | None, day: date) -> date | None:
        """The day from which payments that were announced, or are being collected, have had time to arrive."""
        if account is None:
            return None
        present = [s for key in case.invoices if (s := account.state(key)) is not None]
        days = [r.until for r in self._rests(present, account, day) if r.why in UNDER_WAY and r.until]
        return max(days, default=None)

    def owed(self, case: Case, account: Account) -> list[str]:
        """The invoices of the case that are still owed."""
        return [k for k in case.invoices if (s := account.state(k)) is not None and s.invoice.outstanding.cents > 0]

    def _rests(self, states: list[InvoiceState], account: Account, day: date) -> list[Rest]:
        department = account.customer.department
        free = [replace(s, case_id=None) for s in states]
        rests = [pause(s, day, department=department, calendar=self.calendar, limits=self.limits) for s in free]
        return [r for r in rests if r is not None]
