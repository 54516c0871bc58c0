"""One payment across several debts (C. civ. 1342-10, IMP-03); inside each, the order of that debt (1343-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from relance.domain.errors import RejectedError
from relance.domain.law.account import state_account
from relance.domain.law.debt import Debt, Receipt
from relance.domain.law.engine import interest_window, schedule_of, state_debt
from relance.domain.law.figures import LegalFigures
from relance.domain.law.statement import InvoiceStatement


class Owed(NamedTuple):
    """One of the debts. Instalments of one invoice name it, so that they share one indemnity."""

    key: str
    debt: Debt
    invoice: str = ""


class Share(NamedTuple):
    """What a debt gets of the payment, in cents."""

    key: str
    cents: int
    to_interest: int
    to_principal: int
    to_indemnity: int


class Imputation(NamedTuple):
    """The shares in the order in which they were given, and what no debt needs."""

    shares: tuple[Share, ...]
    left: int


class _Claim(NamedTuple):
    owed: Owed
    stated: InvoiceStatement
    rank: tuple[bool, Decimal, date]


def impute(
    received: Receipt, debts: Sequence[Owed], figures: LegalFigures, *, indicated: str | None = None
) -> Imputation:
    """Share out a payment that is not among the debts' receipts yet.

    The debtor's indication comes first, if the payment covers the price of that invoice: nobody may choose an
    invoice and pay a part of it. Then what has fallen due; then what the debtor had most interest in paying, for
    which the law has no measure: here, the highest rate running on the day; then the oldest; then in proportion.
    Raises RejectedError where the indicated debt is not among them, MissingRateError.
    """
    claims = _claims(received.on, debts, figures)
    if indicated is not None and all(claim.owed.key != indicated for claim in claims):
        raise RejectedError(f"facture indiquée par le débiteur : {indicated} n'est pas parmi les factures du compte")
    chosen = [c for c in claims if c.owed.key == indicated and received.cents >= c.stated.principal_due]
    others = sorted((c for c in claims if c not in chosen), key=lambda claim: claim.rank)
    turns = [chosen, *(list(equals) for _, equals in groupby(others, key=lambda claim: claim.rank))]
    left, shares = received.cents, []
    for turn in turns:
        for claim, cents in zip(turn, in_proportion(left, [c.stated.total_due for c in turn]), strict=True):
            left -= cents
            if cents:
                shares.append(_share(claim, Receipt(received.on, cents), figures))
    return Imputation(tuple(shares), left)


def in_proportion(cents: int, owed: Sequence[int]) -> list[int]:
    """`cents` in proportion to what is owed, no more than that to each; the last cents go to the largest remainders."""
    whole = sum(owed)
    if cents >= whole:
        return list(owed)
    shares = [cents * one // whole for one in owed]
    by_remainder = sorted(range(len(owed)), key=lambda i: -(cents * owed[i] % whole))
    for place in by_remainder[: cents - sum(shares)]:
        shares[place] += 1
    return shares


def _claims(day: date, debts: Sequence[Owed], figures: LegalFigures) -> list[_Claim]:
    stated = state_account([(one.invoice or one.key, one.debt) for one in debts], day, figures)
    return [
        _Claim(one, found, (one.debt.due_on > day, -_rate_running(one.debt, day, figures), one.debt.due_on))
        for one, found in zip(debts, stated, strict=True)
    ]


def _rate_running(debt: Debt, day: date, figures: LegalFigures) -> Decimal:
    first, last = interest_window(debt, day)
    return schedule_of(debt, figures).spans(day, day)[0].rate if first <= day <= last else Decimal(0)


def _share(claim: _Claim, part: Receipt, figures: LegalFigures) -> Share:
    """The part inside its debt: what the statement says once it is there."""
    debt = replace(claim.owed.debt, receipts=(*claim.owed.debt.receipts, part))
    stated = state_debt(debt, part.on, figures, bears_indemnity=claim.stated.indemnity > 0)
    last = stated.allocations[-1]
    return Share(claim.owed.key, part.cents, last.to_interest, last.to_principal, last.to_indemnity)
