"""What would go out on a day, decided by the code that sends. Reads only; writes nothing, queues nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relance.domain.calendar import civil_date
from relance.domain.contact import ContactRow, ContactState
from relance.domain.decision import Contact, Escalate, Rest
from relance.domain.money import Money
from relance.domain.reach import Choice
from relance.domain.record import SendingSwitch
from relance.ports.ledger import Controls, DailyCap, Ledger
from relance.ports.outside import Clock
from relance.service.account.planning import Planned, Planning
from relance.service.account.snapshot import Snapshot, SnapshotReader
from relance.service.contacts.ramp import Ramp

UNSETTLED = frozenset({ContactState.SENDING, ContactState.UNKNOWN})
WAITING = "WAITING"
"""Withheld until an earlier contact has a known outcome; not a reason of the decision, which knows no queue."""


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One account of the day's agenda, and what would become of it."""

    account_id: str
    legal_name: str
    planned: Planned
    invoices: tuple[str, ...]
    """Numbers of the invoices that the contact lists, or that the case takes."""
    amounts: tuple[Money, ...]
    """What is claimed, one amount for each currency."""
    agenda: date | None
    earlier: ContactRow | None
    """A contact already reserved, being sent or of unknown outcome."""

    @property
    def goes_out(self) -> bool:
        """Whether the day would bring a contact or a case."""
        return self.withheld is None

    @property
    def micros(self) -> int:
        """The price of the contact, of a text message of one segment; a case sends nothing on its day."""
        decision = self.planned.decision
        choice = Choice.read(decision.why_channel) if isinstance(decision, Contact) else None
        return choice.taken.micros if choice and choice.taken else 0

    @property
    def withheld(self) -> str | None:
        """The reason's code when nothing goes out."""
        if self.earlier is not None and self.earlier.state in UNSETTLED:
            return WAITING
        return self.planned.decision.why.value if isinstance(self.planned.decision, Rest) else None


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole day. A day to come supposes that nothing changes until then."""

    day: date
    today: date
    now: datetime
    billing_heard: datetime | None
    switch: SendingSwitch
    cap: DailyCap | None
    lines: tuple[PreviewLine, ...]

    @property
    def going_out(self) -> tuple[PreviewLine, ...]:
        """Accounts that would be contacted or taken into a case."""
        return tuple(line for line in self.lines if line.goes_out)

    @property
    def withheld(self) -> tuple[PreviewLine, ...]:
        """Accounts on the agenda that would not."""
        return tuple(line for line in self.lines if not line.goes_out)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """How many are withheld for each reason, the most frequent first."""
        counts = Counter(line.withheld for line in self.withheld if line.withheld)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    @property
    def billing_age(self) -> timedelta | None:
        """How old the newest billing data is."""
        return self.now - self.billing_heard if self.billing_heard else None


@dataclass(frozen=True, slots=True)
class Previewing:
    """Walks the agenda as plan_day does, and decides as prepare_contact does."""

    ledger: Ledger
    controls: Controls
    reader: SnapshotReader
    planning: Planning
    clock: Clock
    ramp: Ramp

    def preview(self, day: date) -> Preview:
        """Every account whose day is on or before `day`, with its decision."""
        now = self.clock.now()
        switch = self.controls.sending()
        lines = sorted((self._line(a, day) for a in self.ledger.due(day)), key=lambda line: line.account_id)
        return Preview(
            day=day,
            today=civil_date(now),
            now=now,
            billing_heard=self.controls.billing_heard(),
            switch=switch,
            cap=self.ramp.cap(switch, day),
            lines=tuple(lines),
        )

    def _line(self, account_id: str, day: date) -> PreviewLine:
        snapshot = self.reader.read(account_id)
        planned = self.planning.decide(snapshot, day)
        opened = snapshot.record.open_contact
        return PreviewLine(
            account_id=account_id,
            legal_name=snapshot.account.customer.legal_name if snapshot.account else "",
            planned=planned,
            invoices=_numbers(snapshot, _keys(planned)),
            amounts=_amounts(snapshot, planned),
            agenda=snapshot.record.next_day,
            earlier=self.ledger.contact(account_id, opened) if opened else None,
        )


def _keys(planned: Planned) -> tuple[str, ...]:
    match planned.decision:
        case Contact(overdue=overdue, upcoming=upcoming):
            return overdue + upcoming
        case Escalate(invoices=invoices):
            return invoices
    return ()


def _numbers(snapshot: Snapshot, keys: Iterable[str]) -> tuple[str, ...]:
    states = [snapshot.account.state(key) for key in keys] if snapshot.account else []
    return tuple(state.invoice.invoice_id for state in states if state)


def _amounts(snapshot: Snapshot, planned: Planned) -> tuple[Money, ...]:
    """What the letter claims; before the due date, what falls due; for a case, what its invoices still owe."""
    if planned.statement is not None:
        balances = planned.statement.balances
        return tuple(b.claimed if b.overdue.cents else b.upcoming for b in balances)
    if snapshot.account is None or not isinstance(planned.decision, Escalate):
        return ()
    states = [snapshot.account.state(key) for key in planned.decision.invoices]
    owed = [state.invoice.outstanding for state in states if state]
    currencies = sorted({amount.currency for amount in owed})
    return tuple(Money.total((a for a in owed if a.currency == c), c) for c in currencies)
