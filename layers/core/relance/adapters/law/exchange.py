"""Statements as they are exchanged: debts read from JSON, statements written as JSON (docs/law.md)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from relance.adapters.law.json_fields import JsonFields, parse
from relance.domain.errors import RejectedError
from relance.domain.law.debt import (
    BelowFloor,
    Debt,
    Effect,
    Order,
    RateClause,
    RateMode,
    Receipt,
    Reduction,
    Regime,
)
from relance.domain.law.engine import state_debt
from relance.domain.law.figures import LegalFigures
from relance.domain.law.statement import Allocation, InvoiceStatement, Segment


class Question(NamedTuple):
    """A debt, and the day at which it is asked for."""

    debt: Debt
    as_of: date


def answer(body: bytes, figures: LegalFigures) -> Any:
    """The statement of each debt of a document: one object for one object, a list for a list, in its order.

    Raises RejectedError naming every bad field with its path, or the semester that has no rate.
    """
    document = parse(body)
    questions = read_questions(document)
    stated = [_stated(question, path, figures) for path, question in questions]
    return stated if isinstance(document, list) else stated[0]


def read_questions(document: Any) -> list[tuple[str, Question]]:
    """Each debt with its path. Raises RejectedError."""
    mistakes: list[str] = []
    if isinstance(document, list):
        paths = [f"[{n}]" for n in range(len(document))]
        found = [(p, _question(JsonFields(one, p, mistakes))) for p, one in zip(paths, document, strict=True)]
    else:
        found = [("", _question(JsonFields(document, "", mistakes)))]
    if mistakes:
        raise RejectedError(" ; ".join(mistakes))
    return found


def _question(fields: JsonFields) -> Question:
    regime = fields.choice("regime", Regime)
    usual = Order.PRINCIPAL_FIRST if regime is Regime.PUBLIC else Order.INTEREST_FIRST  # PUB-06, IMP-01
    debt = Debt(
        regime=regime,
        principal=fields.euros("principal"),
        due_on=fields.day("due_date"),
        clause=_clause(fields, regime),
        receipts=fields.objects("payments", _receipt),
        reductions=fields.objects("credit_notes", _reduction),
        order=fields.choice("allocation", Order, default=usual),
        notice_effective=fields.day_if_any("formal_notice_effective"),
        judgment_on=fields.day_if_any("insolvency_judgment"),
        suspensions=fields.spans("suspensions"),
    )
    as_of = fields.day("as_of")
    fields.nothing_else()
    return Question(debt, as_of)


def _clause(fields: JsonFields, regime: Regime) -> RateClause:
    rate = fields.object_if_any("rate")
    if rate is None:
        return RateClause()
    mode = rate.choice("mode", RateMode, default=RateMode.DEFAULT)
    value = rate.number("value")
    policy = rate.choice("below_floor_policy", BelowFloor, default=BelowFloor.FLOOR_PER_SEMESTER)
    rate.nothing_else()
    if mode is not RateMode.DEFAULT and regime is not Regime.B2B:
        rate.wrong("mode", f"un taux contractuel n'existe qu'en {Regime.B2B}")
    if mode is RateMode.DEFAULT and value is not None:
        rate.wrong("value", f"sans objet en mode {mode}")
    if mode is not RateMode.DEFAULT and not rate.has("value"):
        rate.wrong("value", f"nécessaire en mode {mode}")
    return RateClause(mode, value or Decimal(0), policy)


def _receipt(fields: JsonFields) -> Receipt:
    found = Receipt(fields.day("date"), _positive(fields))
    fields.nothing_else()
    return found


def _reduction(fields: JsonFields) -> Reduction:
    effect = fields.choice("effect", Effect, default=Effect.ORIGIN)
    found = Reduction(fields.day("date"), _positive(fields), effect)
    fields.nothing_else()
    return found


def _positive(fields: JsonFields) -> int:
    before = len(fields.mistakes)
    cents = fields.euros("amount")
    if not cents and len(fields.mistakes) == before:
        fields.wrong("amount", "ne peut pas être nul")
    return cents


def _stated(question: Question, path: str, figures: LegalFigures) -> dict[str, Any]:
    try:
        return statement_json(state_debt(question.debt, question.as_of, figures))
    except RejectedError as error:
        raise RejectedError(f"{path} : {error}" if path else str(error)) from error


def statement_json(stated: InvoiceStatement) -> dict[str, Any]:
    """A statement in the output form."""
    return {
        "as_of": stated.as_of.isoformat(),
        "segments": [_segment(segment) for segment in stated.segments],
        "allocations": [_allocation(allocation) for allocation in stated.allocations],
        "interest_accrued": _euros(stated.interest_accrued),
        "interest_paid": _euros(stated.interest_paid),
        "interest_due": _euros(stated.interest_due),
        "principal_due": _euros(stated.principal_due),
        "indemnity": _euros(stated.indemnity),
        "indemnity_due": _euros(stated.indemnity_due),
        "overpayment": _euros(stated.overpayment),
        "total_due": _euros(stated.total_due),
        "flags": [flag.value for flag in stated.flags],
    }


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "from": segment.first.isoformat(),
        "to": segment.last.isoformat(),
        "days": segment.days,
        "principal": _euros(segment.principal),
        "rate_pct": f"{segment.rate:f}",
        "interest": _euros(segment.interest),
        "basis": segment.basis,
    }


def _allocation(allocation: Allocation) -> dict[str, Any]:
    return {
        "date": allocation.on.isoformat(),
        "kind": allocation.kind,
        "amount": _euros(allocation.cents),
        "to_interest": _euros(allocation.to_interest),
        "to_principal": _euros(allocation.to_principal),
        "to_indemnity": _euros(allocation.to_indemnity),
    }


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
