"""What the confirmation of an instalment plan says, frozen: the invoices, the sum recognised, the dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from relance.domain.account import Account
from relance.domain.agreement import Agreed
from relance.domain.calendar import WorkingCalendar
from relance.domain.document import Document, Tone
from relance.domain.money import Money
from relance.domain.plan import InvoiceCopy
from relance.domain.statement import Balance, Debtor, Line, Statement

STEP_NAME: Final = Document.INSTALMENT_PLAN.value
RANK: Final = 0
"""No rung of any plan: sending it reaches nothing."""
SIGNING_DAYS: Final = 8
"""Days to sign and send back, where no instalment falls due sooner."""


def agreement_statement(account: Account, agreed: Agreed, day: date, *, calendar: WorkingCalendar) -> Statement:
    """The agreement on the account's facts of `day`. It goes by post, from a person's hand: it has no channel."""
    lines = _lines(account, agreed, day)
    late = tuple(line for line in lines if line.due_on < day)
    later = tuple(line for line in lines if line.due_on >= day)
    who = account.customer
    return Statement(
        account_id=account.account_id,
        day=day,
        debtor=Debtor(who.customer_id, who.kind, who.legal_name, who.siren, who.address, who.language),
        step_name=STEP_NAME,
        rank=RANK,
        document=Document.INSTALMENT_PLAN,
        tone=Tone.CORDIAL,
        channel=None,
        recipient=None,
        invoice_copy=InvoiceCopy.NEVER,
        overdue=late,
        upcoming=later,
        unapplied=(),
        balances=(_balance(agreed.agreement.currency, late, later),),
        history=tuple(sorted(account.contacts, key=lambda c: c.day)),
        answer_by=_answer_by(agreed, day, who.department, calendar),
        reached=(),
        agreement=agreed.agreement,
    )


def _lines(account: Account, agreed: Agreed, day: date) -> tuple[Line, ...]:
    covered = frozenset(agreed.invoices)
    found = (Line.of(s.invoice, day) for s in account.invoices if s.invoice.key in covered)
    return tuple(sorted(found, key=lambda line: (line.due_on, line.key)))


def _balance(currency: str, late: tuple[Line, ...], later: tuple[Line, ...]) -> Balance:
    overdue = Money.total((line.outstanding for line in late), currency)
    upcoming = Money.total((line.outstanding for line in later), currency)
    return Balance(currency, overdue, Money(0, currency), overdue, upcoming)


def _answer_by(agreed: Agreed, day: date, department: str, calendar: WorkingCalendar) -> date:
    first = agreed.agreement.instalments[0].due_on
    return min(calendar.on_or_after(day + timedelta(days=SIGNING_DAYS), department), max(first, day))
