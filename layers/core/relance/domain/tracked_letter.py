"""Our own tracked electronic letter: which facts there are of it, which may follow which, and when it is neglected.

Facts come at least once and in any order. A letter that was opened was not refused, and the reverse; what comes after
fifteen days is kept, as late, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from relance.domain.calendar import PARIS, civil_date
from relance.domain.contact import ContactRow, LetterFact, StoredObject
from relance.domain.delivery import UNREACHED, DeliveryStatus, fold

DAYS_TO_ANSWER: Final = 15
"""Counted from the day after the notice, as for a registered electronic letter (CH-01; CPCE-postes R53-3, I)."""
DAYS_TO_REREAD: Final = 45
"""After the last day to answer: the page stays, for whoever opened the letter to find it again."""

_S = DeliveryStatus
ANSWERS: Final = frozenset({_S.READ, _S.REFUSED})
"""What the addressee decides. Each excludes the other."""
LATE: Final = frozenset({_S.OPENED, _S.READ})
"""What is still recorded once the letter counts as neglected."""
OUTCOMES: Final = ANSWERS | {_S.UNCLAIMED}


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the deposit."""

    name: str
    """As the addressee saves it."""
    stored: StoredObject
    size: int
    """In bytes."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was deposited, before the notice went: kept and certified, it holds nothing that changes afterwards."""

    reference: str
    account_id: str
    day: date
    attempt: int
    sender: str
    sender_siren: str
    recipient: str
    address: str
    """The e-mail address that the notice goes to."""
    language: str
    subject: str
    parts: tuple[Part, ...]
    """The letter first, then its enclosures."""

    @property
    def letter(self) -> Part:
        """The letter itself."""
        return self.parts[0]


def notice_day(facts: Sequence[LetterFact]) -> date | None:
    """The civil day of the notice: its delivery, or its opening where nobody told of the delivery."""
    told = [fact.at for fact in facts if fact.status in (_S.NOTIFIED, _S.OPENED) and not fact.late]
    return civil_date(min(told)) if told else None


def last_day(day: date) -> date:
    """The last day on which a letter may be opened or refused, from the day of its notice."""
    return day + timedelta(days=DAYS_TO_ANSWER)


def neglected_at(facts: Sequence[LetterFact]) -> datetime | None:
    """The instant from which a letter without an answer is neglected; None before its notice.

    Nor where the page is closed before: nobody neglects what can no longer be opened.
    """
    day, deposited = notice_day(facts), fact_of(facts, _S.SENT)
    if day is None:
        return None
    at = _midnight(last_day(day) + timedelta(days=1))
    return None if deposited is not None and at > expires_at(civil_date(deposited.at)) else at


def open_until(facts: Sequence[LetterFact], sent_on: date, today: date) -> date:
    """The last day that an addressee is told: that of the answer while it counts, else that of the page."""
    promised, closes = last_day(notice_day(facts) or sent_on), civil_date(expires_at(sent_on)) - timedelta(days=1)
    neglected = fact_of(facts, _S.UNCLAIMED) is not None
    return promised if neglected or today <= promised <= closes else closes


def expires_at(day: date) -> datetime:
    """The instant at which the link of a letter sent on a day dies."""
    return _midnight(last_day(day) + timedelta(days=DAYS_TO_REREAD + 1))


def outcome(facts: Sequence[LetterFact]) -> LetterFact | None:
    """What ended the letter: the addressee's answer, its neglect, or that the notice did not arrive."""
    for ended in (OUTCOMES, UNREACHED):
        found = [fact for fact in facts if fact.status in ended and not fact.late]
        if found:
            return found[0]
    return None


def answered(facts: Sequence[LetterFact]) -> LetterFact | None:
    """What leaves the addressee nothing more to decide: opened, refused, neglected."""
    ended = outcome(facts)
    return ended if ended is not None and ended.status in OUTCOMES else None


def kind_of(fact: LetterFact) -> str:
    """The fact as a word of our own, for the timeline and for evidence."""
    return f"{fact.status}_LATE" if fact.late else str(fact.status)


def word_of(fact: LetterFact) -> str:
    """The fact as the beginning of a file's name."""
    return "deposit" if fact.status is _S.SENT else kind_of(fact).lower().replace("_", "-")


def file_name(fact: LetterFact, stored: StoredObject) -> str:
    """What a file that proves a fact is called beside the others of its letter."""
    return f"{word_of(fact)}.{stored.key.rpartition('.')[2]}"


def fact_of(facts: Sequence[LetterFact], status: DeliveryStatus) -> LetterFact | None:
    """The fact of a status, late or not."""
    return next((fact for fact in facts if fact.status is status), None)


def admitted(facts: Sequence[LetterFact], status: DeliveryStatus, at: datetime) -> LetterFact | None:
    """What is to be recorded of news; None where it says nothing new, or came after what excludes it."""
    if fact_of(facts, status) is not None:
        return None
    if status is _S.UNCLAIMED:
        due = neglected_at(facts)
        return None if outcome(facts) is not None or due is None or at < due else LetterFact(status, due)
    ended = answered(facts)
    if ended is None or status not in ANSWERS | LATE:
        return LetterFact(status, at)
    neglected = ended.status is _S.UNCLAIMED
    return LetterFact(status, at, late=True) if neglected and status in LATE else None


def with_fact(row: ContactRow, fact: LetterFact) -> ContactRow:
    """The letter with a fact more; a late one leaves its status as it was."""
    known = DeliveryStatus(row.delivery) if row.delivery else None
    status = known if fact.late else fold(row.channel, known, fact.status)
    return replace(row, tracked=(*row.tracked, fact), delivery=status.value if status else None)


def said_by_mail(status: DeliveryStatus | None) -> DeliveryStatus | None:
    """What a fact about the notice's e-mail says of the letter: a server that took one did not take the other."""
    return _S.NOTIFIED if status is _S.DELIVERED else status


def told_by_mail(row: ContactRow, status: DeliveryStatus | None, at: datetime) -> ContactRow:
    """The letter after a fact about its notice's e-mail, where that is one of the letter's own facts."""
    if status not in UNREACHED | {_S.NOTIFIED} or (fact := admitted(row.tracked, status, at)) is None:
        return row
    return with_fact(row, fact)


def is_untold(row: ContactRow) -> bool:
    """Whether nobody told yet what became of the notice."""
    return notice_day(row.tracked) is None and outcome(row.tracked) is None


def ends(facts: Sequence[LetterFact]) -> tuple[LetterFact, ...]:
    """The facts that call for a certificate: each end of the letter, and a reading that came too late."""
    return tuple(fact for fact in facts if fact.status in OUTCOMES | UNREACHED)


def certificate_name(facts: Sequence[LetterFact]) -> str:
    """What a certificate is called: it tells the ends known so far, and is made anew when there is another."""
    return "certificate:" + "+".join(f"{fact.status}{':late' if fact.late else ''}" for fact in ends(facts))


def certificate_due(row: ContactRow) -> bool:
    """Whether the letter ended, or was read too late, and no certificate tells of it."""
    return bool(ends(row.tracked)) and certificate_name(row.tracked) not in {proof.name for proof in row.proofs}


def look_at(row: ContactRow, now: datetime, *, silent_after: int = DAYS_TO_ANSWER) -> datetime | None:
    """When to look at a letter again: at once where a fact is not kept yet or a certificate is due, else at neglect.

    `silent_after`: days after which a notice that nobody told of counts as not arrived. None: nothing is expected.
    """
    if any(fact.record is None for fact in row.tracked) or certificate_due(row):
        return now
    if outcome(row.tracked) is not None:
        return None
    silent = silent_at(row, silent_after)
    return neglected_at(row.tracked) or (silent if silent > now else None)


def silent_at(row: ContactRow, days: int = DAYS_TO_ANSWER) -> datetime:
    """The instant from which a notice that nobody told of counts as not arrived."""
    return _midnight(row.day + timedelta(days=days + 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS).astimezone(UTC)
