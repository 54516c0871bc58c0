"""What became of a letter: read back from its carrier, folded once, its proofs kept, its case told.

News says that there is something to read, never what. A look answers all news that came before it began, so that a
storm of calls about a letter reads it once or twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from relance.domain.channels import HOUSE, Channel
from relance.domain.contact import ContactRow, ContactState, StoredObject
from relance.domain.costs import told_cost
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.errors import ConflictError, TransientError
from relance.domain.following import GIVES_UP_AFTER, TRY_AGAIN_AFTER, expects, is_silent, kinds_kept, look_after
from relance.ports.carriers import CarrierFact, Carriers
from relance.ports.following import ContactDue, LetterNews, News, NoticeWatcher, TrackedLooks
from relance.ports.outside import Clock, Figures
from relance.service.contacts.contact_book import TRIES, ContactBook
from relance.service.following.alarming import count_for
from relance.service.following.asking import Asking, Patience, UnansweredError
from relance.service.following.keeping_proofs import KeepProofs
from relance.service.following.silence import Silences
from relance.service.following.track_delivery import TrackDelivery, Tracked, heard_as

ACTOR: Final = "follow_letter"
LONGEST_WORD: Final = 200
"""Characters of a carrier's own word that are kept."""
OPEN: Final = frozenset({ContactState.SENDING, ContactState.UNKNOWN})


class Followed(StrEnum):
    """What came of news."""

    READ = "READ"
    ANSWERED = "ANSWERED"
    """It was read since, or nothing of it is left to ask."""
    LATER = "LATER"
    """The carrier cannot be asked now; it will be."""
    LOOKED = "LOOKED"
    """It went through no carrier: the time that passed was judged."""
    UNMATCHED = "UNMATCHED"
    """No letter of ours."""


@dataclass(frozen=True, slots=True)
class FollowLetter:
    """Everything here may happen twice, at the same time, and stop anywhere."""

    carriers: Carriers
    book: ContactBook
    tracker: TrackDelivery
    proofs: KeepProofs
    silences: Silences
    tracked: TrackedLooks
    watcher: NoticeWatcher
    clock: Clock
    figures: Figures
    patience: Patience = field(default_factory=Patience)

    def follow(self, news: News) -> Followed:
        """Answer the news."""
        row = self._row(news)
        if row is None:
            if isinstance(news, LetterNews):
                count_for(self.figures, "LettersUnmatched", news.carrier)
            return Followed.UNMATCHED
        if row.followed_at is not None and news.at <= row.followed_at:
            return Followed.ANSWERED
        if row.carrier is None or row.carrier == HOUSE:
            return self._without_carrier(row)
        try:
            self.patience.check(row.carrier, self.clock.now())
            self._read(row, news)
        except UnansweredError as error:
            self.patience.told(row.carrier, error, self.clock.now())
            count_for(self.figures, "CarrierUnanswered", row.carrier)
            self._write(row, self._put_off)
            if self.clock.now() - row.since >= GIVES_UP_AFTER:  # no word will ever come
                self._judge_silence(row)
            return Followed.LATER
        return Followed.READ

    def _row(self, news: News) -> ContactRow | None:
        """The attempt that the news is about, of the day's contact."""
        if isinstance(news, ContactDue):
            return self.book.ledger.contact(news.account_id, news.day)
        ledger = self.book.ledger
        place = ledger.contact_of_letter(news.carrier, news.carrier_id) if news.carrier_id else None
        place = place or (ledger.contact_of(news.reference) if news.reference else None)
        newest = ledger.contact(*place) if place else None
        rows = (newest, *newest.handed_over) if newest else ()
        theirs = [row for row in rows if row.carrier == news.carrier]
        named = [row for row in theirs if row.message_id == news.carrier_id and news.carrier_id]
        return next((row for row in (*named, *theirs) if row in named or row.reference == news.reference), None)

    def _without_carrier(self, row: ContactRow) -> Followed:
        if row.state is not ContactState.SENT or row.carrier == HOUSE:
            return Followed.ANSWERED
        if row.channel == Channel.TRACKED:
            self.tracked.look(row)
        else:
            self.silences.look(row)
        return Followed.LOOKED

    def _read(self, row: ContactRow, news: News) -> None:
        started = self.clock.now()
        named, call = (news.carrier_id, news.call) if isinstance(news, LetterNews) else (None, None)
        carrier = Asking(self.carriers, row)
        carrier_id = row.message_id or named or self._looked_up(carrier)
        if carrier_id is None:
            return
        facts = carrier.facts(carrier_id)
        if row.message_id is None and any(fact.reference not in (None, row.reference) for fact in facts):
            count_for(self.figures, "LettersUnmatched", row.carrier)
            return
        self._settle(row, carrier, carrier_id, facts)
        for fact in facts:
            self._fold(row, fact, call)
        self.proofs.keep(row, carrier, carrier_id)
        self._write(row, lambda current: self._looked(current, started))
        self._judge_silence(row)

    def _judge_silence(self, row: ContactRow) -> None:
        """A carrier that answers, and has no word of the letter in the days that it has: its step goes another way."""
        current = self.book.ledger.contact(row.account_id, row.day)
        if current is None or current.attempt != row.attempt or current.state is not ContactState.SENT:
            return
        if is_silent(current, self.clock.now(), self.book.planning.plans.book().offers):
            self.silences.look(current)

    def _looked_up(self, carrier: Asking) -> str | None:
        taken = carrier.letter()
        return taken.carrier_id if taken else None

    def _settle(self, row: ContactRow, carrier: Asking, carrier_id: str, facts: tuple[CarrierFact, ...]) -> None:
        """A carrier that speaks of a letter has it, whatever its answer was or was not."""
        if row.state not in OPEN or all(fact.status is DeliveryStatus.DRAFT for fact in facts):
            return
        taken = carrier.letter()
        paid = replace(row, cost=told_cost(taken.price_cents if taken else None, row.cost))
        self.book.sent(paid, message_id=carrier_id, at=self.clock.now(), actor=ACTOR)

    def _fold(self, row: ContactRow, fact: CarrierFact, call: StoredObject | None) -> None:
        told = _told(row, fact, call)
        if heard_as(told) not in row.heard:
            outcome = self.tracker.track(told)
            if outcome is Tracked.RECORDED and fact.status is DeliveryStatus.UNKNOWN:
                count_for(self.figures, "UnmappedStatus", row.carrier)
        if row.case_id is not None:  # for a fact that was folded before, too: a crash may have come in between
            self.watcher.notice_moved(row.account_id, row.case_id, fact.status, fact.at)

    def _looked(self, row: ContactRow, started: datetime) -> ContactRow:
        follow_at = look_after(row, self.clock.now(), self.book.planning.plans.book().offers)
        return replace(row, followed_at=started, follow_at=follow_at)

    def _put_off(self, row: ContactRow) -> ContactRow:
        """A little later, unless the carrier is silent for as long as we wait for anything."""
        now = self.clock.now()
        later = now + TRY_AGAIN_AFTER if now - row.since < GIVES_UP_AFTER else None
        soon = row.follow_at is not None and later is not None and now < row.follow_at <= later
        return row if soon else replace(row, follow_at=later)

    def _write(self, row: ContactRow, change: Callable[[ContactRow], ContactRow]) -> None:
        """Change the day's row, where it still is what was asked after, and sent: only such rows are followed."""
        for _ in range(TRIES):
            record = self.book.ledger.load(row.account_id)
            current = self.book.ledger.contact(row.account_id, row.day)
            if current is None or current.attempt != row.attempt or current.state is not ContactState.SENT:
                return
            changed = change(current)
            try:
                if changed != current:
                    self.book.ledger.commit(record, record, contact=changed)
            except ConflictError:
                continue
            if current.follow_at is not None and changed.follow_at is None and _expected(changed):
                count_for(self.figures, "LettersGivenUp", row.carrier)
            return
        raise TransientError(f"{row.account_id} keeps changing")


def _expected(row: ContactRow) -> bool:
    status = DeliveryStatus(row.delivery) if row.delivery else None
    return expects(row.channel, status, kept=kinds_kept(row))


def _told(row: ContactRow, fact: CarrierFact, call: StoredObject | None) -> DeliveryFact:
    return DeliveryFact(
        account_id=row.account_id,
        day=row.day,
        attempt=row.attempt,
        kind=fact.raw[:LONGEST_WORD],
        status=fact.status,
        at=fact.at,
        event_id=f"{row.carrier}|{fact.event_id}",
        message_id=fact.carrier_id,
        carrier=row.carrier,
        payload_sha256=fact.payload_sha256,
        call=call.key if call else None,
        call_sha256=call.sha256 if call else None,
    )
