"""Why an account is where it is: next step, its day, the rule, what blocks it, what happened. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relance.domain.account import Account, Hold, InvoiceState
from relance.domain.agreement import Tracked
from relance.domain.billing import Invoice
from relance.domain.calendar import civil_date
from relance.domain.case import Case
from relance.domain.claims import Law
from relance.domain.contact import ContactRow
from relance.domain.decide import next_step
from relance.domain.decision import Contact, Escalate, Rest
from relance.domain.errors import InvalidPolicyError, RejectedError
from relance.domain.events import Event
from relance.domain.pauses import paused, tracked
from relance.domain.plan import Plan
from relance.ports.ledger import Controls, Ledger
from relance.ports.outside import Clock
from relance.ports.storage import Archive
from relance.service.account.legal_watch import Watched, possible_interruptions, watch
from relance.service.account.planning import Planned, Planning
from relance.service.account.snapshot import Snapshot, SnapshotReader
from relance.service.acts import NOTES

LOOKAHEAD = 24
"""How many days of the agenda are looked at to find the next step; each is a decision, not a calendar day."""
HORIZON = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next step, if nothing changes until its day."""

    day: date
    planned: Planned


@dataclass(frozen=True, slots=True)
class InvoiceProgress:
    """One invoice: what it owes, how far it climbed, what comes next or holds it."""

    state: InvoiceState
    reached: tuple[str, ...]
    """Names of the steps sent; a rank that the plan no longer has is shown as its number."""
    next_step: str | None
    next_on: date | None
    paused: Rest | None
    watched: Watched | None
    """Its term and its limitation; None where nothing is owed, or the law's figures cannot be read."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the account's chain, with what a person typed where there is something."""

    event: Event
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known of one account."""

    account_id: str
    legal_name: str
    now: datetime
    day: date
    billing_heard: datetime | None
    sending: bool
    planned: Planned
    """What today's decision is."""
    upcoming: Upcoming | None
    agenda: date | None
    hold: Hold | None
    agreed: Tracked | None
    """The instalment plan, with what has been paid on it."""
    invoices: tuple[InvoiceProgress, ...]
    open_case: Case | None
    contacts: tuple[ContactRow, ...]
    happenings: tuple[Happening, ...]
    closed_addresses: tuple[str, ...]

    @property
    def unsettled(self) -> ContactRow | None:
        """A contact of no known outcome yet, which stands before any other."""
        return next((row for row in self.contacts if row.state in ("RESERVED", "SENDING", "UNKNOWN")), None)


@dataclass(frozen=True, slots=True)
class Explaining:
    """Asks the same decision as the daily path, today and then day by day of the agenda."""

    ledger: Ledger
    controls: Controls
    reader: SnapshotReader
    planning: Planning
    archive: Archive
    clock: Clock

    def explain(self, account_id: str) -> Explanation:
        """Raises RejectedError for an account that the ledger does not know."""
        snapshot = self.reader.read(account_id)
        if snapshot.record.revision == 0:
            raise RejectedError(f"client : {account_id} n'est pas connu")
        now = self.clock.now()
        today = civil_date(now)
        account = snapshot.account
        return Explanation(
            account_id=account_id,
            legal_name=account.customer.legal_name if account else "",
            now=now,
            day=today,
            billing_heard=self.controls.billing_heard(),
            sending=self.controls.sending().on,
            planned=self.planning.decide(snapshot, today),
            upcoming=self._upcoming(snapshot, today),
            agenda=snapshot.record.next_day,
            hold=snapshot.record.hold,
            agreed=self._tracked(account) if account else None,
            invoices=tuple(self._progress(account, today)) if account else (),
            open_case=next((c for c in snapshot.record.cases.values() if c.open), None),
            contacts=tuple(self.ledger.contacts(account_id)),
            happenings=tuple(self._happened(account_id)),
            closed_addresses=tuple(sorted(snapshot.record.closed_addresses)),
        )

    def _upcoming(self, snapshot: Snapshot, today: date) -> Upcoming | None:
        """From the agenda's day on: nobody looks at the account before."""
        day = max(today, snapshot.record.next_day or today)
        for _ in range(LOOKAHEAD):
            planned = self.planning.decide(snapshot, day)
            if not isinstance(planned.decision, Rest):
                return Upcoming(day, planned)
            until = planned.decision.until
            if planned.decision.blocked or until is None or until <= day or until > today + HORIZON:
                return None
            day = until
        return None

    def _progress(self, account: Account, today: date) -> Iterator[InvoiceProgress]:
        plan = self._plan(account)
        calendar, limits = self.planning.calendar, self.planning.limits
        law = self._law()
        rests = paused(account, today, calendar=calendar, limits=limits)
        for state in sorted(account.invoices, key=lambda s: (s.invoice.due_on, s.invoice.key)):
            following = next_step(state, account, plan, today, calendar=calendar) if plan else None
            step, on = following or (None, None)
            rest = rests.get(state.invoice.key)
            watched = _watched(state.invoice, account, law, today) if law else None
            yield InvoiceProgress(state, _reached(state, plan), step.name if step else None, on, rest, watched)

    def _tracked(self, account: Account) -> Tracked | None:
        return tracked(account, calendar=self.planning.calendar, limits=self.planning.limits)

    def _plan(self, account: Account) -> Plan | None:
        try:
            return self.planning.plans.book().choose(account.customer).plan
        except InvalidPolicyError:
            return None  # today's decision says BAD_PLAN, with the reason

    def _law(self) -> Law | None:
        try:
            return self.planning.laws.law()
        except InvalidPolicyError:
            return None  # what prints interest is blocked with the reason; the rest of the page stands

    def _happened(self, account_id: str) -> Iterator[Happening]:
        for event in self.ledger.events(account_id):
            typed = event.content_key is not None and event.content_key.startswith(NOTES)
            note = self.archive.get(event.content_key).decode() if typed and event.content_key else None
            yield Happening(event, note)


def _reached(state: InvoiceState, plan: Plan | None) -> tuple[str, ...]:
    steps = [(rank, plan.step(rank) if plan else None) for rank in sorted(state.progress.sent)]
    return tuple(step.name if step else f"rang {rank}" for rank, step in steps)


def _watched(invoice: Invoice, account: Account, law: Law, today: date) -> Watched | None:
    facts = tuple(possible_interruptions(account, invoice))
    return watch(invoice, account.customer, law, today, facts=facts)


def channel_and_step(planned: Planned) -> tuple[str, str | None]:
    """The step's name and its channel; a case has none."""
    match planned.decision:
        case Contact(step=step, channel=channel):
            return step.name, channel
        case Escalate(step=step):
            return step.name, None
    return "", None
