"""A debt on its way through time: interest accrues, money and credit notes come in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from relance.domain.law.debt import Debt, Order, Receipt, Reduction
from relance.domain.law.schedule import DAY, Schedule, Suspended, accrue, make
from relance.domain.law.statement import Allocation, Segment

SUSPENDED: Final = Suspended()
INTEREST_FIRST: Final = Order.INTEREST_FIRST


class Course:
    """What is owed at a day, in cents, and how it came to that.

    `claimed` is the price and the indemnity: what comes in by the due date never reaches the latter, which is owed
    only where the price outlasts it. `window` is the first and last day of interest.
    """

    __slots__ = (
        "_edges",
        "_next",
        "_order",
        "_rates",
        "_stop",
        "_suspensions",
        "allocations",
        "indemnity",
        "interest",
        "overpayment",
        "paid",
        "principal",
        "segments",
    )

    def __init__(self, debt: Debt, claimed: tuple[int, int], rates: Schedule, window: tuple[date, date]) -> None:
        price, self.indemnity = claimed
        self.principal = max(0, price)
        self.overpayment = self.principal - price
        self.interest = self.paid = 0
        self.segments: list[Segment] = []
        self.allocations: list[Allocation] = []
        self._order = debt.order
        self._rates = rates
        self._next, self._stop = window
        self._suspensions = debt.suspensions
        self._edges = _edges(debt.suspensions) if debt.suspensions else []

    def undergo(self, events: Iterable[Reduction | Receipt]) -> None:
        """Live through money and credit notes in their order (IMP-07: the day of each still bears interest)."""
        for event in events:
            self.advance(event.on)
            if isinstance(event, Receipt):
                self._pay(event)
            else:
                self._reduce(event)

    def advance(self, until: date) -> None:
        """Let interest run up to and including `until`."""
        if self._edges:
            self._advance_by_edges(min(until, self._stop))
        else:
            self._accrue(min(until, self._stop), self._rates)

    def _advance_by_edges(self, until: date) -> None:
        for edge in [*(edge for edge in self._edges if edge < until), until]:
            in_grace = any(first <= self._next <= last for first, last in self._suspensions)
            self._accrue(edge, SUSPENDED if in_grace else self._rates)

    def _accrue(self, until: date, rates: Schedule) -> None:
        """Days of one principal, all suspended or none; nothing where they were lived through before."""
        first = self._next
        if first > until:
            return
        if self.principal:
            self.interest += accrue(self.principal, rates.spans(first, until), self.segments)
        self._next = until + DAY

    def _reduce(self, note: Reduction) -> None:
        """A credit note of effect DATE lowers the price, and nothing else (IMP-06)."""
        to_principal = min(note.cents, self.principal)
        self.principal -= to_principal
        self.overpayment += note.cents - to_principal
        self.allocations.append(Allocation(note.on, "credit_note", note.cents, 0, to_principal, 0))

    def _pay(self, receipt: Receipt) -> None:
        """Money, imputed in the order of the debt; the indemnity comes last (IMP-01, IMP-02)."""
        left = receipt.cents
        interest, principal = self.interest, self.principal
        if self._order is INTEREST_FIRST:
            to_interest = min(interest, left)
            left -= to_interest
            to_principal = min(principal, left)
            left -= to_principal
        else:
            to_principal = min(principal, left)
            left -= to_principal
            to_interest = min(interest, left)
            left -= to_interest
        to_indemnity = min(self.indemnity, left)
        self.paid += to_interest
        self.interest = interest - to_interest
        self.principal = principal - to_principal
        self.indemnity -= to_indemnity
        self.overpayment += left - to_indemnity
        imputed = (receipt.on, "payment", receipt.cents, to_interest, to_principal, to_indemnity)
        self.allocations.append(make(Allocation, imputed))


def _edges(suspensions: tuple[tuple[date, date], ...]) -> list[date]:
    """The last days before and of each, in order."""
    return sorted({day for first, last in suspensions for day in (first - DAY, last)})
