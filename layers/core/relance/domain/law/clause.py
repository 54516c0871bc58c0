"""What the creditor's general terms say of late payment."""

from __future__ import annotations

from dataclasses import dataclass, field

from relance.domain.law.debt import Order, RateClause
from relance.domain.law.sector import Sector


@dataclass(frozen=True, slots=True)
class PenaltyTerms:
    """The clause on the rate and the order in which part payments are imputed (IMP-02).

    A customer's own contract may bring another clause: `Customer.penalty_clause`.
    """

    clause: RateClause = field(default_factory=RateClause)
    order: Order = Order.PRINCIPAL_FIRST
    sector: Sector | None = None
    """The creditor's trade, for invoices that name none; None: it is not said, and limitation fears the shortest."""
