"""How a case stands when its facts are read again: settled, stopped, or other than what a person approved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from relance.domain.account import EXPECTING, Account, InvoiceState
from relance.domain.calendar import WorkingCalendar
from relance.domain.case import Case, Wake
from relance.domain.decision import Rest, Why
from relance.domain.handoff import Claim
from relance.domain.pauses import HELD, Limits, paused, standstill
from relance.domain.reach import still_reaches
from relance.domain.statement import Statement
from relance.ports.outside import LawSource

UNDER_WAY = frozenset({Why.PAYMENT_ANNOUNCED, Why.DIRECT_DEBIT, Why.PROMISE})
"""A payment is expected on a day: the debtor's days last until it has had time to arrive."""
STOPPING = (
    frozenset({Why.CANCELLED, Why.INVOICE_ON_HOLD, Why.ACCOUNT_ON_HOLD, Why.INSTALMENT_MISSED, *HELD.values()})
    - UNDER_WAY
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules; reads nothing but the law in force."""

    calendar: WorkingCalendar
    limits: Limits
    laws: LawSource

    def of(self, case: Case, account: Account | None, day: date) -> Wake | None:
        """PAID when nothing of the case is owed, STOPPED when it must not be pursued; None: it goes on.

        UNDELIVERED when its notice reached nobody: then nothing may follow from it, however far the case has come.
        """
        if account is None:
            return Wake.STOPPED
        present = self._present(case, account)
        if len(present) == len(case.invoices) and all(s.invoice.outstanding.cents == 0 for s in present):
            return Wake.PAID
        stopped = any(rest.why in STOPPING for rest in self._rests(present, account, day))
        if stopped or len(present) < len(case.invoices):
            return Wake.STOPPED
        return Wake.UNDELIVERED if case.undelivered else None

    def of_approval(self, case: Case, account: Account | None, day: date, claim: Claim) -> Wake | None:
        """As above; a promise stops too, and CHANGED when the facts no longer say what was or would be approved.

        Facts are also the day from which the notice has effect: a consumer owes interest from it (1231-6, 1344-1).
        """
        word = self.of(case, account, day)
        if word is None and account is not None and self._promised(case, account, day):
            return Wake.STOPPED
        if word is not None or account is None:
            return word
        same = claim.notice_effective == case.effective_on and claim.holds(account, self.laws.law())
        return None if same else Wake.CHANGED

    def of_notice(self, case: Case, account: Account | None, day: date, notice: Statement) -> Wake | None:
        """As above; besides, nobody is put on notice while a payment is under way, nor where nobody is reached now."""
        word = self.of_approval(case, account, day, Claim.of(notice))
        if word is not None or account is None:
            return word
        gone = not still_reaches(case.channel, notice.recipient, account)
        return Wake.CHANGED if gone or self.expected_until(case, account, day) is not None else None

    def expected_until(self, case: Case, account: Account | None, day: date) -> date | None:
        """The day from which payments that were announced, or are being collected, have had time to arrive."""
        if account is None:
            return None
        rests = self._rests(self._present(case, account), account, day)
        days = [r.until for r in rests if r.why in UNDER_WAY and r.until]
        return max(days, default=None)

    def owed(self, case: Case, account: Account) -> list[str]:
        """The invoices of the case that are still owed."""
        return [k for k in case.invoices if (s := account.state(k)) is not None and s.invoice.outstanding.cents > 0]

    def _promised(self, case: Case, account: Account, day: date) -> bool:
        """Whether a person noted that a payment was promised or announced: nothing irreversible is done meanwhile."""
        holds = [account.hold, *(s.hold for s in self._present(case, account))]
        return any(h is not None and h.kind in EXPECTING and h.active(day) for h in holds)

    def _present(self, case: Case, account: Account) -> list[InvoiceState]:
        return [s for key in case.invoices if (s := account.state(key)) is not None]

    def _rests(self, states: list[InvoiceState], account: Account, day: date) -> list[Rest]:
        """What would hold the invoices if they were in no case, and what holds the whole account."""
        outside = {s.invoice.key: replace(s, case_id=None) for s in states}
        others = tuple(outside.get(s.invoice.key, s) for s in account.invoices)
        found = paused(replace(account, invoices=others), day, calendar=self.calendar, limits=self.limits)
        whole = standstill(account, day)
        return [*([whole] if whole else []), *(found[key] for key in outside if key in found)]
