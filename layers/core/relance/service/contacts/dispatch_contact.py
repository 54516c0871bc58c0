"""The last step before the debtor: decide again on fresh facts, mark the attempt, send once, write the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from relance.domain.calendar import SendingHours, civil_date
from relance.domain.channels import LETTERS, Channel, Offers
from relance.domain.contact import ContactRow, ContactState
from relance.domain.costs import cost_of
from relance.domain.decision import Rest
from relance.domain.errors import ConflictError, RejectedError
from relance.ports.ledger import Controls, Ledger
from relance.ports.messaging import DispatchOrder, OptedOutError, OutcomeUnknownError, TryLaterError
from relance.ports.outside import Clock, Figures
from relance.ports.rendering import Renderer
from relance.service.account.planning import Planning
from relance.service.account.snapshot import Snapshot, SnapshotReader
from relance.service.contacts.again import despite_conflicts
from relance.service.contacts.contact_book import ContactBook
from relance.service.contacts.contact_moves import Refusal
from relance.service.contacts.rewriting import CHANGED, says_the_same
from relance.service.sending.ways import Given, Marks, Owed, Way

ACTOR = "dispatch_contact"
AT_ONCE = timedelta(0)
NEXT_DAY = timedelta(days=1)
"""What somebody must mend is tried again once a day, not at every run."""


class Dispatched(StrEnum):
    """What became of an order."""

    SENT = "SENT"
    VOID = "VOID"
    UNKNOWN = "UNKNOWN"
    WITHHELD = "WITHHELD"
    """Sending is switched off: the contact stays reserved until its day ends."""
    POSTPONED = "POSTPONED"
    """No carrier takes the letter now: it stays reserved, and is tried within the hour as long as its day lasts."""
    SETTLED = "SETTLED"
    """Somebody else has it, or had it."""


@dataclass(frozen=True, slots=True)
class DispatchContact:
    """Sends a reserved contact through its channel."""

    ledger: Ledger
    controls: Controls
    reader: SnapshotReader
    planning: Planning
    book: ContactBook
    renderer: Renderer
    ways: Mapping[Channel, Way]
    clock: Clock
    figures: Figures
    hours: SendingHours

    def dispatch(self, order: DispatchOrder) -> Dispatched:
        """Send the contact if it is still owed at this very moment."""
        return despite_conflicts(lambda: self._dispatch(order))

    def _dispatch(self, order: DispatchOrder) -> Dispatched:
        now = self.clock.now()
        # The row is read after the account: whoever moves it moves the account's revision, under which we mark it.
        snapshot = self.reader.read(order.account_id)
        row = self.ledger.contact(order.account_id, order.day)
        if row is None or row.attempt != order.attempt or row.state is not ContactState.RESERVED:
            self.book.finish_folds(order.account_id)
            return Dispatched.SETTLED
        if (gone := row.gone_before) is not None:
            self.book.sent_after_all(row, attempt=gone.attempt, message_id=gone.message_id, at=now, actor=ACTOR)
            return Dispatched.SETTLED
        if not self.controls.sending().on:
            return Dispatched.WITHHELD
        if row.day != civil_date(now):
            return self._void(row, "its day passed before it was sent", now)
        return self._send_if_owed(row, snapshot, now)

    def _send_if_owed(self, row: ContactRow, snapshot: Snapshot, now: datetime) -> Dispatched:
        planned = self.planning.decide(snapshot, row.day)
        if isinstance(planned.decision, Rest):
            return self._void(row, planned.decision.code, now)
        statement = planned.statement
        if statement is None or snapshot.account is None or statement.hash != row.statement_hash:
            return self._void(row, "the account changed since the letter was written", now)
        if row.letter and not says_the_same(self.renderer, row.letter, statement, reference=row.reference):
            return self._void(row, CHANGED, now)
        if not self.hours.contain(now, snapshot.account.customer.department):
            return self._void(row, "the sending hours were over", now)
        # Under the revision that was read: a hold or a payment taken in meanwhile brings the order back, unsent.
        marks = Marks(self.ledger, snapshot.record, row, self.planning.plans.book().offers)
        return self._hand_over(Owed(row, statement, snapshot.account.customer), marks)

    def _hand_over(self, owed: Owed, marks: Marks) -> Dispatched:
        offers = self.planning.plans.book().offers
        try:
            given = self._way(owed.row).hand_over(owed, marks)
        except RejectedError as error:  # the provider's NotAcceptedError, and what never reached it
            return self._refused(marks, error)
        except TryLaterError as error:
            return self._later(marks, error)
        except ConflictError:
            if marks.called:  # by us: the carriers asked so far took nothing, and the account is decided anew
                self.book.release(marks.row, at=self.clock.now())
            raise
        except OutcomeUnknownError as error:
            self.book.unknown(marks.row, reason=str(error), at=self.clock.now(), actor=ACTOR)
            self.figures.count("ContactUnknown", Channel=owed.row.channel)
            return Dispatched.UNKNOWN
        return self._sent(given, offers)

    def _way(self, row: ContactRow) -> Way:
        way = self.ways.get(Channel(row.channel))
        if way is None:
            raise RejectedError(f"nothing is sent by {row.channel} here")
        return way

    def _sent(self, given: Given, offers: Offers) -> Dispatched:
        row = given.row
        cost = row.cost or cost_of(offers, row.channel, row.carrier, segments=row.segments)
        self.book.sent(
            replace(row, cost=cost),
            message_id=row.message_id,
            at=self.clock.now(),
            actor=ACTOR,
            not_taken=given.not_taken,
        )
        self.figures.count("ContactSent", Step=row.document, Channel=row.channel)
        return Dispatched.SENT

    def _refused(self, marks: Marks, error: RejectedError) -> Dispatched:
        reason = str(error)
        if marks.called:
            self.figures.count("DeliveryFailed", Channel=marks.row.channel, Status="NOT_ACCEPTED")
            reason = f"refused by the provider: {error}"
        by = Refusal.CARRIERS if marks.called and marks.row.channel in LETTERS else None
        by = Refusal.DEBTOR if isinstance(error, OptedOutError) else by
        return self._void(marks.row, reason, self.clock.now(), retry=NEXT_DAY, refusal=by)

    def _later(self, marks: Marks, error: TryLaterError) -> Dispatched:
        """A message goes back to its queue. A carrier may be down for days: its letters fill no queue meanwhile."""
        posted = marks.row.channel in LETTERS
        if marks.called or posted:
            self.book.release(marks.row, at=self.clock.now(), reason=str(error) if posted else None)
        if not posted:
            raise error
        self.figures.count("ContactPostponed", Channel=marks.row.channel)
        return Dispatched.POSTPONED

    def _void(
        self,
        row: ContactRow,
        reason: str,
        now: datetime,
        *,
        retry: timedelta = AT_ONCE,
        refusal: Refusal | None = None,
    ) -> Dispatched:
        on = civil_date(now) + retry
        ended = self.book.void(row, reason=reason, at=now, actor=ACTOR, retry_on=on, refusal=refusal)
        if ended.state is not ContactState.VOID:
            return Dispatched.SETTLED
        self.figures.count("ContactVoided", Channel=row.channel)
        return Dispatched.VOID
