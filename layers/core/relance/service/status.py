"""The deployment at a glance: the switch, the age of the data, the queues, and what waits for a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relance.domain.calendar import civil_date
from relance.domain.case import Case, Gate
from relance.domain.contact import ContactState
from relance.domain.law.rates import rate_due
from relance.domain.record import SendingSwitch
from relance.ports.dead_letters import QueueDepth, StackQueues
from relance.ports.ledger import Controls, Ledger, Quarantine
from relance.ports.outside import Clock, LawSource

STUCK = timedelta(hours=1)
"""Longer than this, a contact that is not settled is worth a look."""
GATES = frozenset(gate.value for gate in Gate)


@dataclass(frozen=True, slots=True)
class Status:
    """Counts and instants; `approvals` is None when they were not asked for."""

    now: datetime
    switch: SendingSwitch
    billing_heard: datetime | None
    queues: tuple[QueueDepth, ...]
    quarantined: int
    stuck: tuple[tuple[str, date, ContactState], ...]
    """Contacts not settled for an hour."""
    postponed: tuple[tuple[str, date, str], ...]
    """Letters that no carrier took so far today, each with why."""
    approvals: tuple[Case, ...] | None
    rate_missing: str | None = None
    """The semester whose rates are due and not published (RATE-03)."""

    @property
    def dead_letters(self) -> int:
        """Messages that were given up."""
        return sum(queue.waiting for queue in self.queues if queue.feeds is None)

    @property
    def stuck_by_state(self) -> Counter[str]:
        """How many stand still in each state."""
        return Counter(state.value for _, _, state in self.stuck)


@dataclass(frozen=True, slots=True)
class Statuses:
    """Reads only."""

    ledger: Ledger
    controls: Controls
    quarantine: Quarantine
    queues: StackQueues
    laws: LawSource
    clock: Clock

    def status(self, *, approvals: bool) -> Status:
        """Approvals walk the whole agenda: a case that waits for a person has a day on which the wait ends."""
        now = self.clock.now()
        return Status(
            now=now,
            switch=self.controls.sending(),
            billing_heard=self.controls.billing_heard(),
            queues=tuple(self.queues.depths()),
            quarantined=sum(1 for _ in self.quarantine.entries()),
            stuck=self._stuck(now),
            postponed=self._postponed(now),
            approvals=self._approvals() if approvals else None,
            rate_missing=self._rate_missing(now),
        )

    def _rate_missing(self, now: datetime) -> str | None:
        missing = rate_due(civil_date(now), self.laws.law().figures.rates)
        return str(missing) if missing else None

    def _stuck(self, now: datetime) -> tuple[tuple[str, date, ContactState], ...]:
        found = []
        for account_id, day in self.ledger.pending(now - STUCK):
            row = self.ledger.contact(account_id, day)
            if row is not None:
                found.append((account_id, day, row.state))
        return tuple(sorted(found))

    def _postponed(self, now: datetime) -> tuple[tuple[str, date, str], ...]:
        rows = (self.ledger.contact(account_id, day) for account_id, day in self.ledger.pending(now))
        waiting = (row for row in rows if row is not None and row.state is ContactState.RESERVED)
        return tuple(sorted((row.account_id, row.day, row.reason) for row in waiting if row.reason))

    def _approvals(self) -> tuple[Case, ...]:
        records = (self.ledger.load(account_id) for account_id in self.ledger.due(date.max))
        waiting = [c for r in records for c in r.cases.values() if c.open and c.waiting_for in GATES]
        return tuple(sorted(waiting, key=lambda c: c.case_id))
