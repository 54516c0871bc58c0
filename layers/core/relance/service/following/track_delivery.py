"""Folding what providers and carriers say into the contact they speak of: each fact once, in any order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from relance.domain import events
from relance.domain.calendar import civil_date
from relance.domain.channels import PAPER, Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.delivery import CLOSING, NEVER_TAKEN, REACHED, UNREACHED, DeliveryFact, DeliveryStatus, fold
from relance.domain.errors import ConflictError, TransientError
from relance.domain.events import NewEvent
from relance.domain.following import expects, kinds_kept
from relance.domain.record import AccountRecord
from relance.domain.tracked_letter import look_at, said_by_mail, told_by_mail
from relance.ports.ledger import AlreadyRecordedError, Ledger
from relance.ports.outside import Clock, Figures
from relance.service.contacts.closing import without
from relance.service.contacts.contact_book import TRIES, ContactBook
from relance.service.contacts.unreached import reached_after_all, unreached
from relance.service.following.written_to import written_to

ACTOR = "track_delivery"
_WRONG = frozenset({DeliveryStatus.WRONG_ADDRESS})


class Tracked(StrEnum):
    """What became of a fact."""

    RECORDED = "RECORDED"
    KNOWN = "KNOWN"
    UNMATCHED = "UNMATCHED"
    """It speaks of no contact of ours, such as a mail to an approver."""


@dataclass(frozen=True, slots=True)
class TrackDelivery:
    """One fact at a time; the permanent `once` key makes a second arrival harmless."""

    ledger: Ledger
    book: ContactBook
    clock: Clock
    figures: Figures

    def track(self, fact: DeliveryFact) -> Tracked:
        """Record the fact, settle a contact of unknown outcome, close an address that failed for good."""
        row = self.ledger.contact(fact.account_id, fact.day)
        if row is None or row.attempted(fact.attempt) is None:
            return Tracked.UNMATCHED
        self._settle(row, fact)
        for _ in range(TRIES):
            try:
                return self._record(fact)
            except ConflictError:
                continue
        raise TransientError(f"{fact.account_id} keeps changing")

    def _settle(self, row: ContactRow, fact: DeliveryFact) -> None:
        """The provider speaks of what it took. Where its silence had counted as a no, a person is told."""
        now = self.clock.now()
        if fact.status is DeliveryStatus.DRAFT:
            return  # begun, and not taken
        if row.attempt == fact.attempt and row.state in (ContactState.SENDING, ContactState.UNKNOWN):
            self.book.sent(row, message_id=fact.message_id, at=now, actor=ACTOR)
        elif (row.attempt != fact.attempt or row.state is ContactState.VOID) and fact.status not in NEVER_TAKEN:
            self.book.sent_after_all(row, attempt=fact.attempt, message_id=fact.message_id, at=now, actor=ACTOR)
            self.figures.count("ContactSentAfterAll")

    def _record(self, fact: DeliveryFact) -> Tracked:
        record = self.ledger.load(fact.account_id)
        newest = self.ledger.contact(fact.account_id, fact.day)
        row = newest.attempted(fact.attempt) if newest else None
        if newest is None or row is None:
            return Tracked.UNMATCHED
        if row.channel == Channel.TRACKED:
            fact = replace(fact, status=said_by_mail(fact.status))
        told = self._told(record, row, fact, earlier=row.attempt != newest.attempt)
        contact = newest.with_attempted(told.row)
        try:
            self.ledger.commit(
                record, told.record, events=told.events, contact=contact, once=f"delivery|{fact.event_id}"
            )
        except AlreadyRecordedError:
            return Tracked.KNOWN
        if told.record.undelivered != record.undelivered:
            self.book.plan_again(fact.account_id, civil_date(self.clock.now()))
        if fact.status in UNREACHED:
            self.figures.count("DeliveryFailed", Channel=row.channel, Status=str(fact.status))
        return Tracked.RECORDED

    def _told(self, record: AccountRecord, row: ContactRow, fact: DeliveryFact, *, earlier: bool) -> _Told:
        """The account and the contact after the fact, with what the timeline says."""
        known = DeliveryStatus(row.delivery) if row.delivery else None
        status = fold(row.channel, known, fact.status)
        after, happened = self._closed(record, row, fact, status)
        changed = replace(row, delivery=status.value if status else None)
        if fact.carrier is not None:
            changed = replace(changed, heard=(*row.heard, heard_as(fact)))
        if not expects(row.channel, status, kept=kinds_kept(row)):
            changed = replace(changed, follow_at=None)
        if row.channel == Channel.TRACKED:
            changed = told_by_mail(changed, fact.status, fact.at)
            changed = replace(changed, follow_at=look_at(changed, self.clock.now()))
        if earlier and fact.status not in NEVER_TAKEN:  # paid too, and whoever tries again has to know
            named = row.message_id or fact.message_id
            changed = replace(changed, state=ContactState.SENT, message_id=named, reason=None)
        if status in UNREACHED and not earlier:
            after, failed = unreached(after, changed, status.value, at=self.clock.now(), actor=ACTOR)
            happened += failed
        elif status in REACHED:
            after = reached_after_all(after, changed)
            after = self._opened(after, row) if known in _WRONG else after
        return _Told(after, changed, (_fact_event(row, fact), *happened))

    def _closed(
        self, record: AccountRecord, row: ContactRow, fact: DeliveryFact, status: DeliveryStatus | None
    ) -> tuple[AccountRecord, list[NewEvent]]:
        """The account without an address where nobody can be reached, or that wants no more of our mails.

        A letter on paper that reached the debtor proves its postal address right, whatever is told besides.
        """
        proved_right = status in REACHED and row.channel in PAPER
        if fact.status not in CLOSING or (fact.status in _WRONG and proved_right):
            return record, []
        # A mail of ours has one recipient: a bounce may name where it was forwarded, or nobody.
        address = written_to(row, self.book.archive) or fact.address
        return without(record, address, row, str(fact.status), at=fact.at, actor=ACTOR)

    def _opened(self, record: AccountRecord, row: ContactRow) -> AccountRecord:
        """The account once a letter that closed its address is proved to have arrived there; the fact tells of it.

        A mail address stays closed, in whichever order it is told: it may have been for a complaint, and an
        electronic letter that nobody fetched proves no address.
        """
        address = written_to(row, self.book.archive) if row.channel in PAPER else None
        return replace(record, closed_addresses=record.closed_addresses - {address}) if address else record


@dataclass(frozen=True, slots=True)
class _Told:
    record: AccountRecord
    row: ContactRow
    events: tuple[NewEvent, ...]


def heard_as(fact: DeliveryFact) -> str:
    """What a row remembers of a fact."""
    return hashlib.sha256(fact.event_id.encode()).hexdigest()[:16]


def _fact_event(row: ContactRow, fact: DeliveryFact) -> NewEvent:
    data = {
        "day": row.day.isoformat(),
        "reference": row.reference,
        "channel": row.channel,
        "kind": fact.kind,
        "status": fact.status.value if fact.status else None,
        "detail": fact.detail,
        "event_id": fact.event_id,
    }
    if fact.carrier is not None:
        data |= {"carrier": fact.carrier, "payload_sha256": fact.payload_sha256}
    if fact.call is not None:
        data |= {"call": fact.call, "call_sha256": fact.call_sha256}
    return NewEvent(events.DELIVERY_FACT, fact.at, fact.told_by or ACTOR, data)
