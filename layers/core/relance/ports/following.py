"""News of what was sent: that there is some, never what it says. Ids and instants only, nothing of the debtor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from relance.domain.contact import ContactRow, StoredObject
from relance.domain.delivery import DeliveryStatus


@dataclass(frozen=True, slots=True)
class LetterNews:
    """A carrier called about a letter, which it names by its own id, by our reference or by both."""

    carrier: str
    carrier_id: str | None
    reference: str | None
    at: datetime
    """When the call came: what was read back since answers it."""
    call: StoredObject | None = None
    """The call as it is kept, where it speaks of this letter alone."""


@dataclass(frozen=True, slots=True)
class ContactDue:
    """A contact to ask after: its `follow_at` has come."""

    account_id: str
    day: date
    at: datetime


News = LetterNews | ContactDue


class LetterQueue(Protocol):
    """What is to be read back."""

    def put_all(self, news: Iterable[News]) -> int:
        """Queue it, in batches; returns how many."""
        ...


@dataclass(frozen=True, slots=True)
class HookCall:
    """A webhook as it came in, its body decoded."""

    carrier: str
    key: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


class HookKeys(Protocol):
    """The part of a webhook's address that nobody guesses, one for each carrier."""

    def of(self, carrier: str) -> str:
        """The key, fit for a path."""
        ...

    def fits(self, carrier: str, key: str) -> bool:
        """Whether it is the carrier's, in constant time."""
        ...


class NoticeWatcher(Protocol):
    """Whoever must know what became of a formal notice."""

    def notice_moved(self, account_id: str, case_id: str, status: DeliveryStatus, at: datetime) -> None:
        """One fact of the notice, folded into its contact by now. May come again, and in any order."""
        ...


class TrackedLooks(Protocol):
    """Whoever knows our own tracked letters: nobody else can be asked after them."""

    def look(self, row: ContactRow) -> None:
        """Record what time alone has done, finish what a crash cut short, and set `follow_at` anew."""
        ...


class NotificationCentre(Protocol):
    """Where a carrier is told by call which address it shall call."""

    def subscribe(self, callback_url: str) -> int:
        """Subscribe to all that the address lacks; returns how much that was. The same again changes nothing."""
        ...


@runtime_checkable
class TakesSubscriptions(Protocol):
    """A carrier that is subscribed to by call; at the others a person enters the address."""

    @property
    def notifications(self) -> NotificationCentre:
        """Where one subscribes."""
        ...
