"""The statement of an account: its invoices, with one recovery indemnity for each (PEN-12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from relance.domain.law.debt import Debt
from relance.domain.law.engine import state_debt
from relance.domain.law.figures import LegalFigures
from relance.domain.law.statement import InvoiceStatement


class AccountSums(NamedTuple):
    """What is still owed on several invoices, in cents."""

    principal: int
    interest: int
    indemnity: int
    total: int


def state_account(
    entries: Sequence[tuple[str, Debt]], as_of: date, figures: LegalFigures
) -> tuple[InvoiceStatement, ...]:
    """One statement for each entry, in the given order. The text names the invoice that an entry belongs to.

    Of an invoice payable in instalments one bears the indemnity: whether each could bear one is unsettled, and the
    prudent reading counts one (PEN-12). It is the first late one; but where that was paid without the indemnity, it
    is claimed on the next that is still owed. Once paid it stays, so that nobody is asked twice.
    """
    stated = [state_debt(debt, as_of, figures) for _, debt in entries]
    bearers: dict[str, int] = {}
    for place in sorted(range(len(entries)), key=lambda i: _turn(stated[i])):
        if not stated[place].indemnity:
            continue
        group, debt = entries[place]
        if bearers.setdefault(group, place) != place:
            stated[place] = state_debt(debt, as_of, figures, bears_indemnity=False)
    return tuple(stated)


def _turn(stated: InvoiceStatement) -> tuple[bool, date]:
    """The least of these bears the indemnity of an invoice."""
    paid_without = not stated.principal_due and stated.indemnity == stated.indemnity_due
    return paid_without, stated.due_on


def account_sums(statements: Iterable[InvoiceStatement]) -> AccountSums:
    """The sums of a statement of account. Overpayments are credits, told apart and never netted here (IMP-07)."""
    principal = interest = indemnity = 0
    for one in statements:
        principal += one.principal_due
        interest += one.interest_due
        indemnity += one.indemnity_due
    return AccountSums(principal, interest, indemnity, principal + interest + indemnity)
