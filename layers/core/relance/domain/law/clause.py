"""What the creditor's general terms say of late payment."""

from __future__ import annotations

from dataclasses import dataclass, field

from relance.domain.law.debt import Order, RateClause


@dataclass(frozen=True, slots=True)
class PenaltyTerms:
    """The clause on the rate and the order in which part payments are imputed (IMP-02).

    A customer's own contract may bring another clause: `Customer.penalty_clause`.
    """

    clause: RateClause = field(default_factory=RateClause)
    order: Order = Order.PRINCIPAL_FIRST
