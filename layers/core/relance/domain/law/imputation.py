"""What a payment or a credit note clears of one debt (C. civ. 1343-1, IMP-01, IMP-02, IMP-06)."""

from __future__ import annotations

from typing import Final

from relance.domain.law.debt import Order, Receipt, Reduction
from relance.domain.law.schedule import make
from relance.domain.law.statement import Allocation

INTEREST_FIRST: Final = Order.INTEREST_FIRST


def imputed(event: Receipt | Reduction, order: Order, interest: int, principal: int, indemnity: int) -> Allocation:
    """A payment clears interest and principal in the order of the debt, then the indemnity; a credit note the price."""
    cents = event.cents
    if isinstance(event, Reduction):
        return Allocation(event.on, "credit_note", cents, 0, min(cents, principal), 0)
    if order is INTEREST_FIRST:
        to_interest = min(cents, interest)
        to_principal = min(cents - to_interest, principal)
    else:
        to_principal = min(cents, principal)
        to_interest = min(cents - to_principal, interest)
    to_indemnity = min(cents - to_interest - to_principal, indemnity)
    return make(Allocation, (event.on, "payment", cents, to_interest, to_principal, to_indemnity))
