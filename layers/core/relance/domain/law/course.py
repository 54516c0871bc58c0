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
    """What is owed at a day, in cents, and how it came to that. `window` is the first and last day of interest."""

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

    def __init__(self, debt: Debt, principal: int, rates: Schedule, window: tuple[date, date]) -> None:
        self.principal = max(0, principal)
        self.overpayment = self.principal - principal
        self.interest = self.paid = self.indemnity = 0
        self.segments: list[Segment] = []
        self.allocations: list[Allocation] = []
        self._order = debt.order
        self._rates = rates
        self._next, self._stop = window
        self._suspensions = debt.suspensions
        self._edges = sorted({day for first, last in debt.suspensions for day in (first - DAY, last)})

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
        until = min(until, self._stop)
        if self._next > until:
            return
        for edge in self._edges:
            if self._next <= edge < until:
                self._accrue(edge)
        self._accrue(until)

    def _accrue(self, until: date) -> None:
        """Days of one principal, all suspended or none."""
        first, self._next = self._next, until + DAY
        if self.principal:
            rates = SUSPENDED if self._edges and self._is_suspended(first) else self._rates
            self.interest += accrue(self.principal, rates.spans(first, until), self.segments)

    def _is_suspended(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self._suspensions)

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
