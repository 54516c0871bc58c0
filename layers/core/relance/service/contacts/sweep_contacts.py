"""Contacts that stand still for an hour: resumed when they are ours to send, settled by the stated rule when not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from relance.domain.calendar import civil_date
from relance.domain.channels import LETTERS, Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.errors import RelanceError, TransientError
from relance.ports.ledger import Ledger
from relance.ports.messaging import ContactOrder, ContactQueue
from relance.ports.outside import Clock, Figures
from relance.service.contacts.contact_book import ContactBook
from relance.service.contacts.settling_letters import SettlingLetters

ACTOR = "sweep_contacts"
PATIENCE = timedelta(hours=1)
MAILED = frozenset({Channel.EMAIL, Channel.TRACKED})
"""Channels that leave through SES, which tells of each mail that it took."""


class Swept(StrEnum):
    """What became of a contact that stood still."""

    RESUMED = "RESUMED"
    POSTPONED = "POSTPONED"
    """Resumed too: a letter that no carrier took the last time."""
    SENT = "SENT"
    """Its carrier has the letter."""
    VOID = "VOID"
    FAILED = "FAILED"
    """Something of this account cannot be read or written now; the others are done first."""
    UNKNOWN = "UNKNOWN"
    """Looked at again at the next sweep."""
    FOR_A_PERSON = "FOR_A_PERSON"


@dataclass(frozen=True, slots=True)
class SweepContacts:
    """Runs every quarter of an hour; running it more often is harmless."""

    ledger: Ledger
    book: ContactBook
    queue: ContactQueue
    settling: SettlingLetters
    clock: Clock
    figures: Figures

    def sweep(self) -> Counter[str]:
        """Look at every contact that entered its state more than an hour ago.

        Raises TransientError at the end when some could not be settled: they stop neither the others nor the alarm.
        """
        now = self.clock.now()
        swept: Counter[str] = Counter()
        reasons: list[str] = []
        for account_id, day in self.ledger.pending(now - PATIENCE):
            try:
                swept[self._one(account_id, day, now)] += 1
            except RelanceError as error:
                swept[Swept.FAILED] += 1
                reasons.append(str(error))
        self.figures.gauge("ContactsForAPerson", swept[Swept.FOR_A_PERSON])
        self.figures.gauge("LettersPostponed", swept[Swept.POSTPONED])
        if reasons:
            raise TransientError(f"{len(reasons)} contacts could not be swept: {reasons[0]}")
        return swept

    def _one(self, account_id: str, day: date, now: datetime) -> Swept:
        row = self.ledger.contact(account_id, day)
        if row is None or now - row.since < PATIENCE:
            return Swept.RESUMED
        if row.state is ContactState.RESERVED:
            return self._reserved(row, now)
        if row.channel in LETTERS:
            return Swept(self.settling.settle(row, now, ACTOR))
        if row.channel in MAILED:
            # Each mail accepted by the provider yields a Send event with our tags: an hour of silence means no.
            self.book.void(row, reason="no Send event within an hour: not accepted", at=now, actor=ACTOR)
            return Swept.VOID
        if row.state is ContactState.SENDING:
            self.book.unknown(row, reason="the call was never answered", at=now, actor=ACTOR)
            return Swept.UNKNOWN
        return Swept.FOR_A_PERSON

    def _reserved(self, row: ContactRow, now: datetime) -> Swept:
        if row.day != civil_date(now):
            self.book.void(row, reason="its day passed before it was sent", at=now, actor=ACTOR)
            return Swept.VOID
        self.queue.put_all([ContactOrder(row.account_id, row.day)])
        return Swept.POSTPONED if row.reason else Swept.RESUMED
