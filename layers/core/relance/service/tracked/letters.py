"""Looking after tracked letters: neglect on its day, silence, facts into safety, the certificate at each end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from relance.domain.calendar import civil_date
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import ConflictError, TransientError
from relance.domain.tracked_letter import DAYS_TO_ANSWER, look_at, notice_day, outcome, silent_at
from relance.ports.ledger import AlreadyRecordedError
from relance.service.contact_book import TRIES, ContactBook
from relance.service.tracked.certifying import Certifying
from relance.service.unreached import SILENCE, unreached

ACTOR = "follow_letter"


@dataclass(frozen=True, slots=True)
class TrackedLetters:
    """Every look may be the second one, after a crash of the first at any point."""

    certifying: Certifying
    book: ContactBook

    def look(self, row: ContactRow, now: datetime) -> None:
        """Do what is due for the letter of a row, and write down when to look again.

        Raises TransientError while the timestamp authority is silent: what was recorded stays, and is certified later.
        """
        for known in (row, *row.handed_over):
            if known.channel == Channel.TRACKED and known.tracked:
                self._look(known, now)
        self._rest(row, now)

    def _look(self, row: ContactRow, now: datetime) -> None:
        row = self.certifying.facts.record(row, DeliveryStatus.UNCLAIMED, at=now, actor=ACTOR)
        self._silence(row, now)
        row = self.certifying.keep_facts(row, now, ACTOR)
        self.certifying.keep_certificate(row, now, ACTOR)

    def _silence(self, row: ContactRow, now: datetime) -> None:
        """Nobody told that the notice arrived: the same step goes once more, by another channel."""
        told = notice_day(row.tracked) is not None or outcome(row.tracked) is not None
        if told or row.state is not ContactState.SENT or now < silent_at(row, self._silent_days):
            return
        for _ in range(TRIES):
            record = self.book.ledger.load(row.account_id)
            after, happened = unreached(record, row, SILENCE, at=now, actor=ACTOR)
            try:
                self.book.ledger.commit(record, after, events=happened, once=f"tracked|{row.reference}|{SILENCE}")
            except ConflictError:
                continue
            except AlreadyRecordedError:
                return
            self.book.plan_again(row.account_id, civil_date(now))
            return
        raise TransientError(f"{row.account_id} keeps changing")

    @property
    def _silent_days(self) -> int:
        return self.book.planning.plans.book().offers.silence_days.get(Channel.TRACKED, DAYS_TO_ANSWER)

    def _rest(self, row: ContactRow, now: datetime) -> None:
        for _ in range(TRIES):
            record = self.book.ledger.load(row.account_id)
            newest = self.book.ledger.contact(row.account_id, row.day)
            if newest is None or newest.state is not ContactState.SENT:
                return
            rested = replace(newest, follow_at=self._next(newest, now))
            if rested == newest:
                return
            try:
                self.book.ledger.commit(record, record, contact=rested)
            except ConflictError:
                continue
            return
        raise TransientError(f"{row.account_id} keeps changing")

    def _next(self, row: ContactRow, now: datetime) -> datetime | None:
        letters = (known for known in (row, *row.handed_over) if known.channel == Channel.TRACKED and known.tracked)
        looks = (look_at(known, now, silent_after=self._silent_days) for known in letters)
        return min((at for at in looks if at is not None), default=None)
