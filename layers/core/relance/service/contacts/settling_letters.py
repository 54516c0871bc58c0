"""One rule for a letter of which nobody knows whether it went: its carrier is asked, and certainty only counts.

Found: it was sent. Certainly none, and nothing that could still become one: it was not, and the account is planned
again under a new reference. Else it is asked again, until the carrier could not know any more: then a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from relance.domain.channels import HOUSE
from relance.domain.contact import ContactRow, ContactState
from relance.domain.costs import told_cost
from relance.domain.errors import RejectedError
from relance.ports.carriers import Carriers, LetterCarrier, Taken
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from relance.service.contacts.contact_book import ContactBook

PATIENCE: Final = timedelta(hours=1)
"""Whoever was calling has ended by then, and so has a carrier that answers while it works."""
PARIS: Final = ZoneInfo("Europe/Paris")


class Settled(StrEnum):
    """What is known now."""

    SENT = "SENT"
    VOID = "VOID"
    UNKNOWN = "UNKNOWN"
    """Too early to ask, or the carrier cannot be asked now."""
    FOR_A_PERSON = "FOR_A_PERSON"
    """The carrier could not know it any more, or is none of ours any more."""


@dataclass(frozen=True, slots=True)
class SettlingLetters:
    """Asking any number of times is harmless."""

    carriers: Carriers
    book: ContactBook

    def settle(self, row: ContactRow, now: datetime, actor: str) -> Settled:
        """Ask the carrier that was given the letter, of a row that is SENDING or UNKNOWN."""
        handed_over = row.since
        if row.state is ContactState.SENDING and now - handed_over >= PATIENCE:
            row = self.book.unknown(row, reason="the call was never answered", at=now, actor=actor)
        if row.state is not ContactState.UNKNOWN:
            return Settled.UNKNOWN
        answer = self._ask(row, now - handed_over, now)
        if isinstance(answer, Settled):
            return answer
        if answer is not None:
            paid = replace(row, cost=told_cost(answer.price_cents, row.cost))
            self.book.sent(paid, message_id=answer.carrier_id, at=now, actor=actor)
            return Settled.SENT
        self.book.void(row, reason=f"{row.carrier or HOUSE} has no such letter", at=now, actor=actor)
        return Settled.VOID

    def _ask(self, row: ContactRow, age: timedelta, now: datetime) -> Taken | Settled | None:
        """The letter; None: there is none and there will be none."""
        try:
            carrier = self.carriers.get(row.carrier or HOUSE)
            return _asked(carrier, row, age, now)
        except (OutcomeUnknownError, TryLaterError):
            return Settled.UNKNOWN
        except RejectedError:
            return Settled.FOR_A_PERSON


def _asked(carrier: LetterCarrier, row: ContactRow, age: timedelta, now: datetime) -> Taken | Settled | None:
    able = carrier.capabilities
    if not able.finds_by_reference:
        return Settled.FOR_A_PERSON
    if age < max(PATIENCE, timedelta(seconds=able.settles_after_seconds)):
        return Settled.UNKNOWN
    found = carrier.find(row.reference)
    if found is not None:
        return found
    if _out_of_sight(row, able.sees_back_hours, now):
        return Settled.FOR_A_PERSON
    return None if carrier.withdraw(row.reference) else Settled.UNKNOWN


def _out_of_sight(row: ContactRow, hours: int | None, now: datetime) -> bool:
    """Letters are handed over on their own day: its midnight is the earliest that it can have been."""
    earliest = datetime.combine(row.day, time(), PARIS)
    return hours is not None and now.astimezone(UTC) - earliest.astimezone(UTC) >= timedelta(hours=hours)
