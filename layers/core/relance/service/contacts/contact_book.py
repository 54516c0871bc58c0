"""Moving a contact through its states, each move under the account's revision, and folding what was sent into progress.

Dispatching, delivery facts and the sweeper all settle contacts here, so that one rule decides whoever comes first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance.domain import events
from relance.domain.account import PastContact
from relance.domain.calendar import civil_date
from relance.domain.contact import ContactRow, ContactState, named
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import ConflictError, TransientError
from relance.domain.following import first_look
from relance.domain.record import AccountRecord
from relance.ports.ledger import MAX_INVOICES_PER_COMMIT, Ledger
from relance.ports.storage import Archive
from relance.service.account.planning import Planning
from relance.service.account.snapshot import SnapshotReader
from relance.service.contacts.another_way import another_way
from relance.service.contacts.closing import without
from relance.service.contacts.contact_moves import (
    HELD_BY_US,
    OPEN_STATES,
    Change,
    Ending,
    Refusal,
    day_after_sending,
    move_event,
    sent_data,
)
from relance.service.contacts.folding import folded, lacks
from relance.service.contacts.unreached import refused

TRIES = 8
"""Optimistic retries of one small commit: more means that something writes the account in a loop."""


@dataclass(frozen=True, slots=True)
class ContactBook:
    """The contacts of all accounts."""

    ledger: Ledger
    archive: Archive
    reader: SnapshotReader
    planning: Planning

    def sent(
        self,
        row: ContactRow,
        *,
        message_id: str | None,
        at: datetime,
        actor: str,
        attempt: ContactRow | None = None,
        not_taken: Sequence[str] = (),
    ) -> ContactRow:
        """The provider took the message: the contact is SENT, the invoices have reached their ranks.

        `attempt` is what was sent, where it is an earlier attempt than the row's. That it was sent is written before
        anything is planned, so that a plan or a file that cannot be read never hides it. What it cost is the row's;
        `not_taken` names the carriers that were asked before, each with why it took nothing.
        """
        reached = self._reached(attempt or row)

        def change(record: AccountRecord, current: ContactRow) -> Change | None:
            if current.state is ContactState.SENT:
                return None
            told = attempt or current
            done = replace(told, state=ContactState.SENT, since=at, message_id=message_id or told.message_id)
            done = replace(done, cost=told.cost if attempt else row.cost or told.cost, reason=None)
            done = replace(done, handed_over=tuple(r for r in current.again() if r.attempt != told.attempt))
            done = replace(done, follow_at=first_look(done, at))
            past = PastContact(done.day, done.channel, done.document, done.rank)
            after = folded(record, reached[:MAX_INVOICES_PER_COMMIT], done.day)
            rest = (row.day,) if len(reached) > MAX_INVOICES_PER_COMMIT else ()
            after = replace(
                after,
                contacts=(*after.contacts, past),
                unfolded=(*after.unfolded, *rest),
                blocked=None,
                undelivered=None,
            )
            return Change(after, done, (move_event(events.CONTACT_SENT, done, at, actor, sent_data(done, not_taken)),))

        settled = self._settle(row, change, at)
        self.finish_folds(row.account_id)
        self.plan_again(row.account_id, day_after_sending(row, at))
        return settled

    def sent_after_all(
        self, row: ContactRow, *, attempt: int, message_id: str | None, at: datetime, actor: str
    ) -> ContactRow:
        """The provider took an attempt whose silence had counted as a no. A later attempt is stopped if it still can.

        Returns the row as it stands: SENT with another attempt, SENDING or UNKNOWN mean that the mail may go twice.
        """
        for _ in range(TRIES):
            current = self.ledger.contact(row.account_id, row.day) or row
            if current.state is ContactState.RESERVED:
                tomorrow = day_after_sending(row, at)
                self.void(
                    current, reason="an earlier attempt was sent after all", at=at, actor=actor, retry_on=tomorrow
                )
            elif current.state is ContactState.VOID:
                self.sent(current, message_id=message_id, at=at, actor=actor, attempt=current.attempted(attempt))
            else:
                return current
        raise TransientError(f"{row.account_id} keeps changing")

    def void(
        self,
        row: ContactRow,
        *,
        reason: str,
        at: datetime,
        actor: str,
        retry_on: date | None = None,
        refusal: Refusal | None = None,
    ) -> ContactRow:
        """The contact is stale or was refused: nothing was sent, the account is planned again from `retry_on`.

        Returns it SENT where an earlier attempt of the day turned out to have been.
        """
        void = Ending(ContactState.VOID, events.CONTACT_VOIDED, reason, at, actor, retry_on, refusal)
        ended = self._end(row, void)
        gone = ended.gone_before
        if ended.state is not ContactState.VOID or gone is None:
            return ended
        return self.sent(ended, message_id=gone.message_id, at=at, actor=actor, attempt=gone)

    def unknown(self, row: ContactRow, *, reason: str, at: datetime, actor: str) -> ContactRow:
        """Nobody knows whether it went: only the provider's own record, or a person, may settle it."""
        return self._end(row, Ending(ContactState.UNKNOWN, events.CONTACT_UNKNOWN, reason, at, actor))

    def release(self, row: ContactRow, *, at: datetime, reason: str | None = None) -> ContactRow:
        """No provider took it: anybody may send it again, unless another worker moved it. `reason`: why not now."""

        def change(record: AccountRecord, current: ContactRow) -> Change | None:
            if current.state is not row.state or current.state not in HELD_BY_US:
                return None
            free = replace(current, state=ContactState.RESERVED, since=at, carrier=None, cost=None, reason=reason)
            return Change(record, free, ())

        return self._settle(row, change, at, replan=False)

    def finish_folds(self, account_id: str) -> None:
        """Fold what one transaction could not hold; resumed by whoever meets the account next."""
        record = self.ledger.load(account_id)
        for day in record.unfolded:
            row = self.ledger.contact(account_id, day)
            if row is not None:
                record = self._fold_rest(record, row)
                self.plan_again(account_id, day + timedelta(days=1))

    def _fold_rest(self, record: AccountRecord, row: ContactRow) -> AccountRecord:
        """Only what is left, on the record in hand: an account of thousands of invoices is slow to load."""
        left = [(key, rank) for key, rank in self._reached(row) if lacks(record, key, rank)]
        pieces = [left[i : i + MAX_INVOICES_PER_COMMIT] for i in range(0, len(left), MAX_INVOICES_PER_COMMIT)] or [[]]
        for piece in pieces:
            record = self._fold_piece(record, row.day, piece, last=piece is pieces[-1])
        return record

    def _fold_piece(
        self, record: AccountRecord, day: date, piece: Sequence[tuple[str, int]], *, last: bool
    ) -> AccountRecord:
        for _ in range(TRIES):
            after = folded(record, piece, day)
            if last:
                after = replace(after, unfolded=tuple(d for d in after.unfolded if d != day))
            try:
                return self.ledger.commit(record, after)
            except ConflictError:
                record = self.ledger.load(record.account_id)
        raise TransientError(f"{record.account_id} keeps changing")

    def plan_again(self, account_id: str, seen_from: date) -> None:
        """The agenda, once what happened is written; a crash before leaves the account on it, a day early."""
        for _ in range(TRIES):
            record = self.ledger.load(account_id)
            if record.open_contact is not None or record.unfolded:
                return
            next_day = self.planning.next_day(self.reader.of(record), seen_from)
            try:
                self.ledger.commit(record, replace(record, next_day=next_day))
            except ConflictError:
                continue
            return
        raise TransientError(f"{account_id} keeps changing")

    def _end(self, row: ContactRow, ending: Ending) -> ContactRow:
        def change(record: AccountRecord, current: ContactRow) -> Change | None:
            # Somebody else moved it since the caller looked, perhaps to the provider: not ours to end any more.
            if current.state is not row.state or current.state not in OPEN_STATES:
                return None
            current.check_move(ending.state)
            ended = replace(current, state=ending.state, since=ending.at, reason=ending.reason)
            files = named(letter=current.letter, message=current.message)
            event = move_event(ending.kind, ended, ending.at, ending.actor, {"reason": ending.reason, **files})
            if ending.refusal is Refusal.CARRIERS and another_way(self.reader, self.planning, record, ended):
                return Change(refused(record, ended), ended, (event,))
            if ending.refusal is not Refusal.DEBTOR:
                return Change(record, ended, (event,), ending.retry_on)
            why = DeliveryStatus.COMPLAINED.value
            after, told = without(record, row.address, ended, why, at=ending.at, actor=ending.actor)
            return Change(after, ended, (event, *told))

        return self._settle(row, change, ending.at)

    def _settle(
        self,
        row: ContactRow,
        change: Callable[[AccountRecord, ContactRow], Change | None],
        at: datetime,
        *,
        replan: bool = True,
    ) -> ContactRow:
        for _ in range(TRIES):
            record = self.ledger.load(row.account_id)
            current = self.ledger.contact(row.account_id, row.day)
            if current is None or current.attempt != row.attempt:
                return row
            done = change(record, current)
            if done is None:
                return current
            after = self._with_agenda(done, at) if replan else done.record
            try:
                self.ledger.commit(record, after, contact=done.row, events=done.events)
            except ConflictError:
                continue
            return done.row
        raise TransientError(f"{row.account_id} keeps changing")

    def _with_agenda(self, done: Change, at: datetime) -> AccountRecord:
        """The next day to look, and whether the contact still stands in the way of others."""
        row, today = done.row, civil_date(at)
        if row.state in OPEN_STATES:
            return replace(done.record, open_contact=row.day, next_day=done.record.case_day)
        other = done.record.open_contact if done.record.open_contact != row.day else None
        record = replace(done.record, open_contact=other)
        if row.state is ContactState.SENT:
            return replace(record, next_day=today if record.unfolded else day_after_sending(row, at))
        seen_from = max(today, done.retry_on or today)
        return replace(record, next_day=self.planning.next_day(self.reader.of(record), seen_from))

    def _reached(self, row: ContactRow) -> list[tuple[str, int]]:
        """What sending this contact reaches, from its frozen statement."""
        if row.statement is None:
            return []
        body = json.loads(self.archive.get(row.statement.key))
        return [(str(key), int(rank)) for key, rank in body["reached"]]
