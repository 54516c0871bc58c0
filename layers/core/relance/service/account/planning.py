"""Deciding for an account with the plans in force: the one code path of sending, previewing and explaining."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from relance.domain.account import Account
from relance.domain.calendar import WorkingCalendar
from relance.domain.decide import decide
from relance.domain.decision import Contact, Decision, Escalate, Rest, Why
from relance.domain.errors import InvalidPolicyError, MissingFigureError
from relance.domain.outgoing import RECHECK
from relance.domain.pauses import Limits
from relance.domain.plan import InvoiceCopy
from relance.domain.statement import Statement, contact_statement, notice_statement
from relance.ports.outside import LawSource, PlanSource
from relance.ports.storage import Documents
from relance.service.account.legal_watch import with_lapses
from relance.service.account.snapshot import Snapshot

FOR_A_PERSON: Final = frozenset({Why.BAD_PLAN, Why.NO_CHANNEL})
"""What somebody must hear of, and no day brings by itself."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A decision, the plan that made it and, for a contact, the frozen statement it would send."""

    decision: Decision
    plan_name: str
    plan_reason: str
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Planning:
    """Reads, never writes."""

    plans: PlanSource
    laws: LawSource
    calendar: WorkingCalendar
    documents: Documents
    limits: Limits

    def decide(self, snapshot: Snapshot, day: date) -> Planned:
        """What is owed to the account on this day."""
        if snapshot.account is None:
            rest = Rest(Why.CUSTOMER_MISSING, "billing has no valid record of this customer", None)
            return Planned(rest, "", "")
        try:
            book = self.plans.book()
            choice = book.choose(snapshot.account.customer)
            account = with_lapses(snapshot.account, self.laws.law(), day)
        except InvalidPolicyError as error:
            named = snapshot.account.customer.plan or ""
            return Planned(Rest(Why.BAD_PLAN, str(error), day + RECHECK, subject=named), "", "")
        decision = decide(account, choice.plan, day, calendar=self.calendar, limits=self.limits, offers=book.offers)
        decided, statement = self._stated(account, decision, day)
        return Planned(decided, choice.plan.name, choice.reason, statement)

    def _stated(self, account: Account, decision: Decision, day: date) -> tuple[Decision, Statement | None]:
        """The decision with what it would send, or the reason why that cannot be written yet."""
        if isinstance(decision, Rest):
            return decision, None
        try:
            statement = self._statement(account, decision, day)
        except MissingFigureError as error:
            tomorrow = day + timedelta(days=1)
            return Rest(Why.RATE_MISSING, str(error), tomorrow, subject=error.subject), None
        if isinstance(decision, Escalate):
            return decision, None  # its case writes the statement, with a deadline of its own
        missing = self._missing_copies(statement)
        return (missing, None) if missing else (decision, statement)

    def notice(self, account: Account, escalation: Escalate, day: date) -> Statement:
        """What the formal notice of a case says."""
        return notice_statement(account, escalation, day, calendar=self.calendar, law=self.laws.law)

    def _statement(self, account: Account, decision: Contact | Escalate, day: date) -> Statement:
        if isinstance(decision, Escalate):
            return self.notice(account, decision, day)
        return contact_statement(account, decision, day, calendar=self.calendar, law=self.laws.law)

    def next_day(self, snapshot: Snapshot, day: date) -> date | None:
        """The agenda day: when to look again, seen from `day`; None when only a new fact can change anything."""
        decision = self.decide(snapshot, day).decision
        amicable = decision.until if isinstance(decision, Rest) else day
        if isinstance(decision, Rest) and decision.why in FOR_A_PERSON and decision.code != snapshot.record.blocked:
            amicable = day  # the next run writes it to the timeline; until then nobody would know
        return earliest(amicable, snapshot.record.case_day)

    def _missing_copies(self, statement: Statement) -> Rest | None:
        """The invoice's own PDF is required: without it nothing is sent, and the timeline says which is missing."""
        if statement.invoice_copy is not InvoiceCopy.REQUIRED:
            return None
        reached = {key for key, _ in statement.reached}
        for line in statement.lines:
            if line.key in reached and (line.copy_key is None or not self.documents.exists(line.copy_key)):
                until = statement.day + timedelta(days=1)
                detail = f"the plan requires the PDF of {line.invoice_id}"
                return Rest(Why.MISSING_INVOICE_PDF, detail, until, subject=line.invoice_id)
        return None


def earliest(*days: date | None) -> date | None:
    """The first of the days that are set."""
    return min((d for d in days if d is not None), default=None)
