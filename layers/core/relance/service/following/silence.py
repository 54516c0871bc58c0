"""Messages and letters of whose delivery nobody said a word in the days that they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from relance.domain.calendar import civil_date
from relance.domain.contact import ContactRow
from relance.domain.errors import ConflictError, TransientError
from relance.domain.following import is_silent, look_after
from relance.domain.record import AccountRecord
from relance.ports.outside import Clock, Figures
from relance.service.contacts.another_way import another_way
from relance.service.contacts.contact_book import TRIES, ContactBook
from relance.service.contacts.unreached import SILENCE, unreached

ACTOR: Final = "follow_letter"


@dataclass(frozen=True, slots=True)
class Silences:
    """A silent message counts as not arrived only where its step can go by another channel: else nothing is gained."""

    book: ContactBook
    clock: Clock
    figures: Figures

    def look(self, row: ContactRow) -> bool:
        """Judge a message that was sent, and set the next look. Returns whether its step goes by another channel."""
        for _ in range(TRIES):
            record = self.book.ledger.load(row.account_id)
            current = self.book.ledger.contact(row.account_id, row.day)
            if current is None or current.attempt != row.attempt:
                return False
            try:
                moved = self._looked(record, current)
            except ConflictError:
                continue
            if moved:
                self.book.plan_again(row.account_id, civil_date(self.clock.now()))
                self.figures.count("DeliveryFailed", Channel=row.channel, Status=SILENCE)
            return moved
        raise TransientError(f"{row.account_id} keeps changing")

    def _looked(self, record: AccountRecord, row: ContactRow) -> bool:
        now, offers = self.clock.now(), self.book.planning.plans.book().offers
        looked = replace(row, followed_at=now, follow_at=look_after(row, now, offers))
        if not is_silent(row, now, offers) or not another_way(self.book.reader, self.book.planning, record, row):
            self.book.ledger.commit(record, record, contact=looked)
            return False
        after, happened = unreached(record, row, SILENCE, at=now, actor=ACTOR)
        self.book.ledger.commit(record, after, events=happened, contact=looked)
        return bool(happened)
