"""Where the balance of an invoice stands."""

from __future__ import annotations

from enum import StrEnum

from relance.domain.law.statement import InvoiceStatement


class BalanceRegion(StrEnum):
    """One of the orthogonal regions of a case, beside stage and holds."""

    OPEN = "OPEN"
    """Principal is owed."""
    RESIDUAL = "RESIDUAL"
    """The invoice is paid; interest or the indemnity is left, to claim or to waive."""
    SETTLED = "SETTLED"
    CREDIT = "CREDIT"
    """More was received or credited than is owed."""


def balance_region(statement: InvoiceStatement) -> BalanceRegion:
    """The region. What was overpaid is held against what is left: two debts of one invoice set each other off."""
    if statement.principal_due:
        return BalanceRegion.OPEN
    left = statement.total_due - statement.overpayment
    if left > 0:
        return BalanceRegion.RESIDUAL
    return BalanceRegion.CREDIT if left < 0 else BalanceRegion.SETTLED
