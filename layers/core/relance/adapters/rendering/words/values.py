"""The values that texts may print or ask, ready for display. docs/texts.md says what each is."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from relance.adapters.rendering.words.enclosures import enclosures, sending_mode
from relance.adapters.rendering.words.in_words import in_words
from relance.adapters.rendering.words.labels import LABELS, Labels
from relance.adapters.rendering.words.links import short_link
from relance.adapters.rendering.words.rates import rates_in_words
from relance.adapters.rendering.words.typography import NBSP, amount, clean, joined, long_date, short_date, whole_amount
from relance.domain.agreement import Agreement
from relance.domain.billing import CustomerKind
from relance.domain.creditor import Creditor
from relance.domain.document import Document, Tone
from relance.domain.errors import RejectedError
from relance.domain.money import EUR, Money
from relance.domain.statement import Line, Statement

LONGEST_NUMBER: Final = 60
RECALLED: Final = 6
"""At most so many earlier contacts are recalled, the newest."""


def values_of(statement: Statement, creditor: Creditor, reference: str, language: str) -> dict[str, Any]:
    """Raises RejectedError for a statement that lists no invoice of the sort it is about."""
    return {
        **_sums(statement, language),
        **_claims(statement, language),
        **_plan(statement.agreement, language),
        **_earlier(statement, language),
        **_people(statement, creditor),
        "answer_by": long_date(statement.answer_by, language),
        "answer_by_short": short_date(statement.answer_by),
        "as_of": long_date(statement.day, language),
        "enclosures": joined(list(enclosures(statement, language)), language),
        "reference": reference,
        "sending_mode": sending_mode(statement, language),
        "short_link": short_link(creditor, reference),
        "today": long_date(statement.day, language),
    }


def concerned(statement: Statement) -> tuple[Line, ...]:
    """The invoices that the document is about. Raises RejectedError where there is none."""
    if statement.document is Document.PRE_DUE_NOTICE:
        lines = statement.upcoming
    elif statement.document is Document.INSTALMENT_PLAN:
        if statement.agreement is None:
            raise RejectedError("an instalment plan's confirmation needs the agreement that it confirms")
        lines = statement.lines
    else:
        lines = statement.overdue
    if not lines:
        raise RejectedError(f"a {statement.document} must list an invoice that it is about")
    return lines


def days(count: int, labels: Labels) -> str:
    """Such as "31 jours"."""
    return f"{count}{NBSP}{labels.day if count < 2 else labels.days}"  # noqa: PLR2004


def asked(statement: Statement) -> list[Money]:
    """What the document asks for, one sum per currency, before what the law adds."""
    if statement.agreement is not None:
        return [statement.agreement.total]
    notice = statement.document is Document.PRE_DUE_NOTICE
    sums = [b.upcoming_claimed if notice else b.claimed for b in statement.balances]
    return [s for s in sums if s.cents] or sums[:1]


def asked_by_law(statement: Statement) -> list[Money]:
    """The same with penalties and indemnities on the euro sum, where the document prints a claim."""
    sums = statement.claim_sums
    if sums is None:
        return asked(statement)
    return [s for s in asked(statement) if s.currency != EUR] + [sums.total]


def one_transfer(statement: Statement) -> Money | None:
    """The euro sum that one transfer pays; of a plan, the first instalment."""
    if statement.agreement is not None:
        sums = [min(statement.agreement.instalments, key=lambda i: i.due_on).amount]
    else:
        sums = asked_by_law(statement) if statement.document is Document.FORMAL_NOTICE else asked(statement)
    return sums[0] if len(sums) == 1 and sums[0].currency == EUR and sums[0].cents > 0 else None


def _sums(statement: Statement, language: str) -> dict[str, Any]:
    lines = concerned(statement)
    oldest = min(lines, key=lambda line: line.due_on)
    return {
        "amount": joined([amount(s, language) for s in asked(statement)], language),
        "count": len(lines),
        "days_late": days(oldest.days_late, LABELS[language]),
        "due_on": long_date(oldest.due_on, language),
        "due_on_short": short_date(oldest.due_on),
        "invoice": clean(oldest.invoice_id, LONGEST_NUMBER),
        "several": len(lines) > 1,
        "some_foreign": any(line.outstanding.currency != EUR for line in lines),
    }


def _claims(statement: Statement, language: str) -> dict[str, Any]:
    """What the law adds at the statement's day; nothing, in the same names, where no claim is printed."""
    found = [line.claim for line in statement.overdue if line.claim is not None]
    sums = statement.claim_sums
    zero = Money(0)
    bearing = [claim.indemnity for claim in found if claim.indemnity_due]
    return {
        "claims": sums is not None,
        "deducted": amount(sums.unapplied, language) if sums and sums.unapplied.cents else "",
        "principal": amount(sums.principal, language) if sums else _joined(asked(statement), language),
        "interest": amount(sums.interest if sums else zero, language),
        "indemnity": amount(sums.indemnity if sums else zero, language),
        "indemnity_each": whole_amount(Money(max(bearing, default=0)), language),
        "invoices_owed": len(bearing),
        "rates": rates_in_words(found, language),
        "total_claimed": _joined(asked_by_law(statement), language),
    }


def _joined(sums: list[Money], language: str) -> str:
    return joined([amount(s, language) for s in sums], language)


def _plan(agreement: Agreement | None, language: str) -> dict[str, Any]:
    if agreement is None:
        dated = dict.fromkeys(("agreed_on", "first_instalment_on", "last_instalment_on"), "")
        sums = {"accessories": "", "instalments": 0, "plan_total": "", "plan_total_words": ""}
        return {**dated, **sums, "penalties_go_on": False, "acceleration": False}
    due: list[date] = sorted(i.due_on for i in agreement.instalments)
    return {
        "acceleration": agreement.acceleration,
        "accessories": amount(agreement.accessories, language) if agreement.accessories else "",
        "agreed_on": long_date(agreement.agreed_on, language),
        "first_instalment_on": long_date(due[0], language),
        "instalments": len(due),
        "last_instalment_on": long_date(due[-1], language),
        "penalties_go_on": agreement.penalties_go_on,
        "plan_total": amount(agreement.total, language),
        "plan_total_words": in_words(agreement.total, language),
    }


def _earlier(statement: Statement, language: str) -> dict[str, Any]:
    """Earlier reminders that can speak of what is overdue now: sent after the oldest due date, and not come back."""
    labels = LABELS[language]
    oldest = min((line.due_on for line in statement.overdue), default=statement.day)
    said = [c for c in statement.history if c.reached and c.rank >= 1]
    past = [c for c in said if oldest < c.day < statement.day][-RECALLED:]
    ways = [(long_date(c.day, language), labels.channels.get(str(c.channel), str(c.channel))) for c in past]
    return {
        "history": joined([labels.on.format(date=day, channel=way) for day, way in ways], language),
        "several_contacts": len(past) > 1,
    }


def _people(statement: Statement, creditor: Creditor) -> dict[str, Any]:
    kind = statement.debtor.kind
    return {
        "business": kind is CustomerKind.BUSINESS,
        "city": creditor.address.city,
        "consumer": kind is CustomerKind.CONSUMER,
        "cordial": statement.tone is Tone.CORDIAL,
        "creditor": creditor.legal_name,
        "debtor": clean(statement.debtor.legal_name),
        "email": creditor.email,
        "firm": statement.tone is Tone.FIRM,
        # C. conso. L612-1: a mediator is for consumers only.
        "mediator": creditor.mediator if kind is CustomerKind.CONSUMER else "",
        "phone": creditor.phone.replace(" ", NBSP),
        "public": kind is CustomerKind.PUBLIC,
    }
