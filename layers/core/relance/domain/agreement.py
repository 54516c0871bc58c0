"""An instalment plan (échéancier) agreed with the debtor: dated amounts that hold the chase while they are paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from relance.domain.billing import Invoice, InvoiceStatus, Unapplied
from relance.domain.calendar import WorkingCalendar
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.domain.money import Money

GONE = frozenset({InvoiceStatus.CANCELLED, InvoiceStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Instalment:
    """One dated amount."""

    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed: the sum recognised is the sum of the instalments. One that makes no sense cannot be built."""

    agreed_on: date
    instalments: tuple[Instalment, ...]
    penalties_go_on: bool = True
    """Penalties keep accruing on what is left, unless waived in writing (PEN-17)."""
    acceleration: bool = False
    """A missed instalment makes the rest due, after notice: only where a clause says so (C. civ. 1305-4)."""
    accessories: Money | None = None
    """Interest and indemnities that the debtor recognises beside the invoices, part of the total."""

    def __post_init__(self) -> None:
        if broken := next(_breaches(self), None):
            raise RejectedError(broken)

    @property
    def currency(self) -> str:
        """The currency of every instalment."""
        return self.instalments[0].amount.currency

    @property
    def total(self) -> Money:
        """The sum recognised."""
        return Money.total((i.amount for i in self.instalments), self.currency)

    @property
    def last_due_on(self) -> date:
        """The day on which everything has fallen due."""
        return self.instalments[-1].due_on

    def first_unpaid(self, paid: Money) -> Instalment | None:
        """The earliest instalment that money received since does not cover, oldest first; None: all are covered."""
        reached = Money(0, self.currency)
        for instalment in self.instalments:
            reached += instalment.amount
            if reached > paid:
                return instalment
        return None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person wrote down. No invoices: every one past its due date; no day: today."""

    instalments: tuple[Instalment, ...]
    invoices: tuple[str, ...] = ()
    """Numbers, as people know them."""
    agreed_on: date | None = None
    accessories: Money | None = None
    penalties_go_on: bool = True
    acceleration: bool = False

    def agreement(self, today: date) -> Agreement:
        """The agreement. Raises RejectedError where it was made tomorrow, or asks for money of yesterday."""
        agreed_on = self.agreed_on or today
        if agreed_on > today:
            raise RejectedError(f"agreed_on : le {agreed_on:%d/%m/%Y} est à venir")
        made = Agreement(agreed_on, self.instalments, self.penalties_go_on, self.acceleration, self.accessories)
        if made.instalments[0].due_on < today:
            raise RejectedError(f"on : l'échéance du {made.instalments[0].due_on:%d/%m/%Y} est passée")
        return made


def _breaches(agreement: Agreement) -> Iterator[str]:
    instalments = agreement.instalments
    if not instalments:
        yield "instalments : l'échéancier n'a aucune échéance"
    for instalment in instalments:
        if instalment.amount.cents <= 0:
            yield f"amount : l'échéance du {instalment.due_on:%d/%m/%Y} n'a pas de montant positif"
        if instalment.amount.currency != agreement.currency:
            yield "amount : les échéances ne sont pas toutes dans la même devise"
        if instalment.due_on < agreement.agreed_on:
            yield f"on : l'échéance du {instalment.due_on:%d/%m/%Y} précède l'accord ({agreement.agreed_on:%d/%m/%Y})"
    if agreement.accessories is not None and agreement.accessories.cents <= 0:
        yield "accessories : ils ne peuvent être que positifs"
    for earlier, later in pairwise(instalments):
        if later.due_on <= earlier.due_on:
            yield f"on : l'échéance du {later.due_on:%d/%m/%Y} ne suit pas celle du {earlier.due_on:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Agreed:
    """The agreement as the ledger keeps it: on which invoices, and what was settled of them before."""

    agreement: Agreement
    invoices: tuple[str, ...]
    """Keys of the invoices that it covers."""
    settled_before: Money
    """Paid, credited or received and not yet applied when it was made: only what comes on top pays instalments."""
    by: str
    reference: str
    letter: StoredObject | None = None
    """The confirmation, to be signed by both."""
    told_missed: date | None = None
    """Due date of the missed instalment last written to the timeline, so that it is written once."""


def settled(invoices: Iterable[Invoice], unapplied: Iterable[Unapplied], currency: str) -> Money:
    """What no longer remains to be paid: money, credit notes, and invoices that billing cancelled.

    Money not yet applied counts too: whoever paid in time is not late because billing has not matched it.
    """
    done = (i.total if i.status in GONE else i.paid + i.credited for i in invoices)
    waiting = (u.amount for u in unapplied if u.amount.currency == currency)
    return Money.total(done, currency) + Money.total(waiting, currency)


def paid_since(agreed: Agreed, invoices: Iterable[Invoice], unapplied: Iterable[Unapplied]) -> Money:
    """What was settled of the covered invoices since the agreement; never below zero."""
    currency, covered = agreed.agreement.currency, frozenset(agreed.invoices)
    mine = (i for i in invoices if i.key in covered and i.currency == currency)
    return max(settled(mine, unapplied, currency) - agreed.settled_before, Money(0, currency))


@dataclass(frozen=True, slots=True)
class Tracked:
    """An agreement with what has been paid on it: kept, missed or complete follows from a day."""

    agreed: Agreed
    paid: Money
    calendar: WorkingCalendar
    department: str
    arrival_days: int = 2
    """Working days that a payment made on its day takes to arrive."""

    @property
    def waits_for(self) -> Instalment | None:
        """The first instalment not covered yet; None: all are paid."""
        return self.agreed.agreement.first_unpaid(self.paid)

    @property
    def kept_until(self) -> date | None:
        """The last day on which the plan is kept if nothing more comes; None: it is complete."""
        waited = self.waits_for
        return self._arrived(waited.due_on) if waited else None

    def kept(self, day: date) -> bool:
        """Whether every instalment that had time to arrive by `day` is paid."""
        until = self.kept_until
        return until is None or day <= until

    def missed(self, day: date) -> Instalment | None:
        """The earliest instalment that should have arrived and has not."""
        return None if self.kept(day) else self.waits_for

    def all_due(self, day: date) -> bool:
        """Whether the whole rest may be asked: the last instalment is past, or a clause says so (C. civ. 1305-4)."""
        return self.agreed.agreement.acceleration or day > self.all_due_after

    @property
    def all_due_after(self) -> date:
        """The last day on which, without a clause, only a part may be due."""
        return self._arrived(self.agreed.agreement.last_due_on)

    def _arrived(self, due_on: date) -> date:
        return self.calendar.after(due_on, self.department, days=self.arrival_days)
