"""Looking after tracked letters: neglect on its day, silence, facts into safety, the certificate at each end."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import ConflictError, TransientError
from relance.domain.following import look_after
from relance.domain.tracked_letter import is_untold
from relance.ports.outside import Clock
from relance.service.contacts.contact_book import TRIES, ContactBook
from relance.service.following.silence import Silences
from relance.service.tracked.certifying import Certifying

ACTOR = "follow_letter"


@dataclass(frozen=True, slots=True)
class TrackedLetters:
    """See ports.following.TrackedLooks. Every look may be the second one, after a crash of the first at any point."""

    certifying: Certifying
    silences: Silences
    book: ContactBook
    clock: Clock

    def look(self, row: ContactRow) -> None:
        """Do what is due for the letter of a row, and write down when to look again.

        Raises TransientError while the timestamp authority is silent: what was recorded stays, and is certified later.
        """
        for known in (row, *row.handed_over):
            if known.channel == Channel.TRACKED and known.tracked:
                self._look(known)
        if is_untold(row):
            self.silences.look(row)
        self._rest(row)

    def _look(self, row: ContactRow) -> None:
        now = self.clock.now()
        row = self.certifying.facts.record(row, DeliveryStatus.UNCLAIMED, at=now, actor=ACTOR)
        row = self.certifying.keep_facts(row, now, ACTOR)
        self.certifying.keep_certificate(row, now, ACTOR)

    def _rest(self, row: ContactRow) -> None:
        for _ in range(TRIES):
            record = self.book.ledger.load(row.account_id)
            newest = self.book.ledger.contact(row.account_id, row.day)
            if newest is None or newest.state is not ContactState.SENT:
                return
            offers, now = self.book.planning.plans.book().offers, self.clock.now()
            looks = (look_after(known, now, offers) for known in (newest, *newest.handed_over) if known.tracked)
            rested = replace(newest, follow_at=min((at for at in looks if at is not None), default=None))
            if rested == newest:
                return
            try:
                self.book.ledger.commit(record, record, contact=rested)
            except ConflictError:
                continue
            return
        raise TransientError(f"{row.account_id} keeps changing")
