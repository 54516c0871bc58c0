"""A debt on its way through time: interest accrues day after day, money and credit notes come in."""

from __future__ import annotations

from datetime import date, timedelta

from relance.domain.law.debt import Debt, Order, Receipt, Reduction
from relance.domain.law.schedule import Schedule, Suspended
from relance.domain.law.statement import Allocation, Segment

DAY = timedelta(days=1)
SUSPENDED = Suspended()


class Course:
    """What is owed at a day, and how it came to that. Amounts in cents; `starts_on` is the first day of interest."""

    def __init__(self, debt: Debt, principal: int, rates: Schedule, window: tuple[date, date]) -> None:
        self.principal = principal
        self.indemnity = 0
        self.accrued = 0
        self.paid = 0
        self.overpayment = 0
        self.segments: list[Segment] = []
        self.allocations: list[Allocation] = []
        self.below_floor = False
        self._order = debt.order
        self._rates = rates
        self._next, self._stop = window
        self._suspensions = debt.suspensions
        self._edges = sorted({day for first, last in debt.suspensions for day in (first - DAY, last)})

    @property
    def interest(self) -> int:
        """Accrued and not yet paid."""
        return self.accrued - self.paid

    def advance(self, until: date) -> None:
        """Let interest run up to and including `until` (IMP-07: the day of a payment still bears interest)."""
        until = min(until, self._stop)
        for edge in self._edges:
            if self._next <= edge < until:
                self._accrue(edge)
        if self._next <= until:
            self._accrue(until)

    def reduce(self, note: Reduction) -> None:
        """A credit note of effect DATE: the price falls from the next day on (IMP-06)."""
        to_principal = min(note.cents, self.principal)
        self.principal -= to_principal
        self.overpayment += note.cents - to_principal
        self.allocations.append(Allocation(note.on, "credit_note", note.cents, 0, to_principal, 0))

    def pay(self, receipt: Receipt) -> None:
        """Money, imputed in the order of the debt; the indemnity comes last (IMP-01, IMP-02)."""
        left = receipt.cents
        if self._order is Order.INTEREST_FIRST:
            to_interest = min(left, self.interest)
            to_principal = min(left - to_interest, self.principal)
        else:
            to_principal = min(left, self.principal)
            to_interest = min(left - to_principal, self.interest)
        left -= to_interest + to_principal
        to_indemnity = min(left, self.indemnity)
        self.paid += to_interest
        self.principal -= to_principal
        self.indemnity -= to_indemnity
        self.overpayment += left - to_indemnity
        self.allocations.append(
            Allocation(receipt.on, "payment", receipt.cents, to_interest, to_principal, to_indemnity)
        )

    def _accrue(self, until: date) -> None:
        """Days of one principal: a segment for each semester, rounded half up to the cent, once (PEN-08)."""
        first, self._next = self._next, until + DAY
        if not self.principal:
            return
        rates = SUSPENDED if self._suspended(first) else self._rates
        while first <= until:
            rated = rates.on(first)
            last = min(rated.last, until)
            days = (last - first).days + 1
            interest = (self.principal * days * rated.weight + rated.whole // 2) // rated.whole
            self.segments.append(
                Segment(first, last, days, self.principal, rated.rate, interest, rated.basis, rated.source)
            )
            self.accrued += interest
            self.below_floor |= rated.below_floor
            first = last + DAY

    def _suspended(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self._suspensions)
