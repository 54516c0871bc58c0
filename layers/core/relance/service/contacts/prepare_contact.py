"""One account, one day: decide, reserve the contact, write the letter, queue the dispatch. Resumable at every point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from relance.domain import events
from relance.domain.calendar import SendingHours, civil_date
from relance.domain.canonical import canonical_json
from relance.domain.contact import ContactRow, ContactState, StoredObject, named
from relance.domain.decision import Contact, Escalate, Rest, Why
from relance.domain.errors import ConflictError, RejectedError
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord, SendingSwitch
from relance.domain.statement import Statement
from relance.ports.ledger import Controls, DailyCapReachedError, Ledger
from relance.ports.messaging import ContactOrder, DispatchOrder, DispatchQueue
from relance.ports.outside import Clock, Figures
from relance.ports.rendering import Renderer
from relance.ports.storage import Archive
from relance.service.account.planning import Planned, Planning, earliest
from relance.service.account.snapshot import Snapshot, SnapshotReader
from relance.service.contacts.again import despite_conflicts
from relance.service.contacts.contact_book import ContactBook
from relance.service.contacts.missed_instalments import tell_missed
from relance.service.contacts.passing_over import pass_over, superseded, superseded_events
from relance.service.contacts.ramp import Ramp
from relance.service.contacts.rewriting import CHANGED, says_the_same

ACTOR = "prepare_contact"
QUIET = frozenset(
    {
        Why.NOT_YET,
        Why.GAP,
        Why.CONTACT_CAP,
        Why.NOT_A_WORKING_DAY,
        Why.PLAN_COMPLETED,
        Why.BELOW_MINIMUM,
        Why.IN_CASE,
    }
)
"""Reasons that are the plan's own rhythm, or the case's: no skip is recorded for them."""


class Prepared(StrEnum):
    """What became of an order."""

    QUEUED = "QUEUED"
    RESTS = "RESTS"
    CASE = "CASE"
    WITHHELD = "WITHHELD"
    """Sending is switched off, or the cap of the first days is reached."""
    LATE = "LATE"
    """The order is of another day, or outside the sending hours: the account is planned again."""
    SETTLED = "SETTLED"
    """The day's contact is already on its way or done."""
    WAITING = "WAITING"
    """An earlier contact has no known outcome yet."""


class CaseOpener(Protocol):
    """Takes invoices that reached the formal notice into a case."""

    def open(self, snapshot: Snapshot, escalation: Escalate, day: date) -> AccountRecord:
        """Open the case and start its execution."""
        ...


class CaseWaker(Protocol):
    """Keeps the deadlines of open cases."""

    def wake_due(self, record: AccountRecord, day: date) -> AccountRecord:
        """Let cases go on whose deadline or approval ends on or before `day`."""
        ...


@dataclass(frozen=True, slots=True)
class PrepareContact:
    """Assume every order comes twice, out of order, and after a crash of the one before."""

    ledger: Ledger
    controls: Controls
    reader: SnapshotReader
    planning: Planning
    book: ContactBook
    archive: Archive
    renderer: Renderer
    queue: DispatchQueue
    cases: CaseOpener
    waker: CaseWaker
    clock: Clock
    figures: Figures
    hours: SendingHours
    ramp: Ramp

    def prepare(self, order: ContactOrder) -> Prepared:
        """Carry the order as far as it goes."""
        return despite_conflicts(lambda: self._prepare(order))

    def _prepare(self, order: ContactOrder) -> Prepared:
        now = self.clock.now()
        if order.day != civil_date(now):
            return Prepared.LATE
        record = self.waker.wake_due(self.ledger.load(order.account_id), order.day)
        if record.unfolded:
            self.book.finish_folds(order.account_id)
            record = self.ledger.load(order.account_id)
        if (done := self._open_contact(record, order.day, now)) is not None:
            return done
        snapshot = self.reader.read(order.account_id)
        if snapshot.record.open_contact is not None:
            raise ConflictError(f"{order.account_id} was reserved by somebody else meanwhile")
        snapshot = tell_missed(self.ledger, self.planning, snapshot, order.day, at=now, actor=ACTOR)
        return self._decide(snapshot, order.day, now)

    def _open_contact(self, record: AccountRecord, day: date, now: datetime) -> Prepared | None:
        """What stands in the way: today's contact, or an earlier one that is not settled."""
        row = self.ledger.contact(record.account_id, record.open_contact or day)
        if row is None or row.state is ContactState.VOID:
            return None
        if row.state is ContactState.RESERVED and row.day == day:
            # A notice is its case's: woken with the account, it goes on by itself.
            return self._resume(row) if row.case_id is None else Prepared.SETTLED
        if row.state is ContactState.RESERVED:
            self.book.void(row, reason="its day passed before it was sent", at=now, actor=ACTOR)
            return None
        if row.state is ContactState.SENT:
            self._keep_agenda(record, day + timedelta(days=1))
            return Prepared.SETTLED
        return Prepared.SETTLED if row.day == day else Prepared.WAITING

    def _decide(self, snapshot: Snapshot, day: date, now: datetime) -> Prepared:
        switch = self.controls.sending()
        if not switch.on:
            return Prepared.WITHHELD
        planned = self.planning.decide(snapshot, day)
        if isinstance(planned.decision, Rest):
            return self._rest(snapshot, planned.decision, day, now)
        if snapshot.account is None or not self.hours.contain(now, snapshot.account.customer.department):
            return Prepared.LATE
        if isinstance(planned.decision, Escalate):
            self.cases.open(snapshot, planned.decision, day)
            return Prepared.CASE
        return self._reserve(snapshot, planned.decision, planned, switch, now)

    def _rest(self, snapshot: Snapshot, rest: Rest, day: date, now: datetime) -> Prepared:
        record, passed = pass_over(self.ledger, snapshot.record, rest.superseded, now)
        after = superseded(record, passed)
        blocker = rest.code if rest.blocked else None
        after = replace(after, blocked=blocker)
        after = replace(after, next_day=earliest(rest.until, after.case_day))
        happened = superseded_events(passed, now)
        if blocker and blocker != record.blocked:
            happened.append(_event(events.CONTACT_BLOCKED, now, day, rest))
            self.figures.count("ContactBlocked", Reason=rest.why)
        elif not rest.blocked and rest.why not in QUIET and record.next_day is not None and record.next_day <= day:
            happened.append(_event(events.CONTACT_SKIPPED, now, day, rest))
            self.figures.count("ContactSkipped", Reason=rest.why)
        self.ledger.commit(record, after, events=happened)
        return Prepared.RESTS

    def _reserve(
        self, snapshot: Snapshot, contact: Contact, planned: Planned, switch: SendingSwitch, now: datetime
    ) -> Prepared:
        statement = planned.statement
        if statement is None:
            raise RejectedError("a contact was decided without its statement")
        record, passed = pass_over(self.ledger, snapshot.record, contact.superseded, now)
        row = self._row(statement, contact, now)
        after = replace(record, open_contact=statement.day, next_day=statement.day, blocked=None)
        after = superseded(after, passed)
        data = {
            "day": statement.day.isoformat(),
            "reference": row.reference,
            "step": row.step_name,
            "channel": row.channel,
            "plan": planned.plan_name,
            "why": contact.reason,
            "why_channel": contact.why_channel,
            **named(statement=row.statement),
        }
        happened = [*superseded_events(passed, now), NewEvent(events.CONTACT_RESERVED, now, ACTOR, data)]
        try:
            self.ledger.commit(record, after, events=happened, contact=row, cap=self.ramp.cap(switch, statement.day))
        except DailyCapReachedError:
            self.figures.count("ContactWithheld", Reason="FIRST_DAYS_CAP")
            return Prepared.WITHHELD
        return self._render(row, statement)

    def _row(self, statement: Statement, contact: Contact, now: datetime) -> ContactRow:
        earlier = self.ledger.contact(statement.account_id, statement.day)
        if statement.channel is None:
            raise RejectedError("a contact was decided without its channel")
        return ContactRow(
            account_id=statement.account_id,
            day=statement.day,
            attempt=earlier.attempt + 1 if earlier else 1,
            state=ContactState.RESERVED,
            step_name=statement.step_name,
            rank=statement.rank,
            document=statement.document,
            channel=statement.channel,
            statement_hash=statement.hash,
            since=now,
            statement=self._freeze(statement),
            tried=contact.tried,
            handed_over=earlier.again() if earlier else (),
        )

    def _freeze(self, statement: Statement) -> StoredObject:
        key = f"statements/{statement.account_id}/{statement.day}/{statement.hash}.json"
        return self.archive.put(key, canonical_json(statement).encode(), media_type="application/json")

    def _resume(self, row: ContactRow) -> Prepared:
        """The one before stopped on the way: go on from what it left, if account, texts and creditor say the same."""
        planned = self.planning.decide(self.reader.read(row.account_id), row.day)
        if planned.statement is None or planned.statement.hash != row.statement_hash:
            return self._stale(row, "the account changed before the contact was sent")
        if row.letter is None:
            return self._render(row, planned.statement)
        if not says_the_same(self.renderer, row.letter, planned.statement, reference=row.reference):
            return self._stale(row, CHANGED)
        self.queue.put(DispatchOrder(row.account_id, row.day, row.attempt))
        return Prepared.QUEUED

    def _stale(self, row: ContactRow, reason: str) -> Prepared:
        self.book.void(row, reason=reason, at=self.clock.now(), actor=ACTOR)
        return Prepared.RESTS

    def _render(self, row: ContactRow, statement: Statement) -> Prepared:
        try:
            letter = self.renderer.letter(statement, reference=row.reference)
        except RejectedError as error:
            retry_on = row.day + timedelta(days=1)
            reason = f"the letter cannot be written: {error}"
            self.book.void(row, reason=reason, at=self.clock.now(), actor=ACTOR, retry_on=retry_on)
            self.figures.count("ContactBlocked", Reason="LETTER")
            return Prepared.RESTS
        key = f"letters/{row.account_id}/{row.day}/{row.reference}.pdf"
        stored = self.archive.put(key, letter, media_type="application/pdf")
        self._attach(row, stored)
        self.queue.put(DispatchOrder(row.account_id, row.day, row.attempt))
        return Prepared.QUEUED

    def _attach(self, row: ContactRow, letter: StoredObject) -> None:
        """Any change of the account in between is harmless here: dispatch decides again on fresh facts."""
        record = self.ledger.load(row.account_id)
        current = self.ledger.contact(row.account_id, row.day)
        if current is not None and current.attempt == row.attempt and current.state is ContactState.RESERVED:
            self.ledger.commit(record, record, contact=replace(current, letter=letter))

    def _keep_agenda(self, record: AccountRecord, day: date) -> None:
        """A settled day must not stay on the agenda; the planner would meet it again and again."""
        if record.next_day is not None and record.next_day < day:
            self.ledger.commit(record, replace(record, next_day=self.planning.next_day(self.reader.of(record), day)))


def _event(kind: str, now: datetime, day: date, rest: Rest) -> NewEvent:
    return NewEvent(kind, now, ACTOR, {"day": day.isoformat(), "why": rest.why.value, "subject": rest.subject})
