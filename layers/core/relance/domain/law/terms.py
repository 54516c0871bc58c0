"""Payment terms against what was agreed and what the law allows (§1): warnings for the creditor's people.

Nothing here moves a due date or the penalty clock: what the invoice prints is what counts (TERM-08, TERM-11).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relance.domain.billing import Customer, CustomerKind, Invoice
from relance.domain.law.parameters import MissingParameterError, Parameters
from relance.domain.law.sector import Sector
from relance.domain.law.term_limits import Base, Limit, default_limit, limit_of
from relance.domain.law.term_rule import TermRule


class TermWhy(StrEnum):
    """What is wrong with a due date."""

    NOT_AS_AGREED = "NOT_AS_AGREED"
    BEYOND_LAW = "BEYOND_LAW"
    NOTHING_AGREED = "NOTHING_AGREED"
    """Later than the term that holds where nothing was agreed, and no agreement is known."""
    NOT_CHECKED = "NOT_CHECKED"
    """The law of the day of issue is not among the parameters."""


@dataclass(frozen=True, slots=True)
class TermWarning:
    """One thing that the creditor's people should know of a printed due date."""

    why: TermWhy
    expected_on: date | None = None
    """By the agreed term, or the latest that the law allows."""
    rule: TermRule | None = None
    """The agreed term, or the longest lawful one."""
    base: Base = Base.ISSUE
    """From what it is counted."""
    assumed: bool = False
    """That day is not known, and the day of issue stands for it."""
    parameter: str = ""
    """The key of the figure that sets the limit, with its source."""


def check_terms(
    invoice: Invoice, customer: Customer, parameters: Parameters, *, trade: Sector | None = None
) -> tuple[TermWarning, ...]:
    """What is wrong with the due date of an invoice, by the law of the day it was issued.

    `trade` is the creditor's own, for invoices that name no sector.
    """
    agreed = TermRule.read(invoice.terms) if invoice.terms else None
    try:
        limit = limit_of(invoice, customer, agreed, parameters, trade)
        beyond = list(_beyond(invoice, customer, agreed, limit, parameters))
    except MissingParameterError as error:
        limit, beyond = None, [TermWarning(TermWhy.NOT_CHECKED, parameter=error.key)]
    return (*_not_as_agreed(invoice, agreed, limit), *beyond)


def _not_as_agreed(invoice: Invoice, agreed: TermRule | None, limit: Limit | None) -> Iterator[TermWarning]:
    """A contract counts from the issue of the invoice, or from the day from which the law does."""
    if agreed is None:
        return
    starts = {invoice.issued_on, (limit.start(invoice) if limit else None) or invoice.issued_on}
    if invoice.due_on not in {agreed.due_date(start) for start in starts}:
        yield TermWarning(TermWhy.NOT_AS_AGREED, agreed.due_date(invoice.issued_on), agreed)


def _beyond(
    invoice: Invoice, customer: Customer, agreed: TermRule | None, limit: Limit | None, parameters: Parameters
) -> Iterator[TermWarning]:
    if limit is None:
        return
    if invoice.due_on > limit.last_day(invoice):
        yield _warning(TermWhy.BEYOND_LAW, invoice, limit)
    elif agreed is None and customer.kind is CustomerKind.BUSINESS and not limit.special:
        default = default_limit(invoice, parameters)
        if invoice.due_on > default.last_day(invoice):
            yield _warning(TermWhy.NOTHING_AGREED, invoice, default)


def _warning(why: TermWhy, invoice: Invoice, limit: Limit) -> TermWarning:
    return TermWarning(
        why,
        limit.last_day(invoice),
        limit.rule,
        limit.base,
        assumed=limit.start(invoice) is None,
        parameter=limit.key,
    )
