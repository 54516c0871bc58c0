"""What becomes of a formal notice that went out, and the day from which it has effect.

C. civ. 1344 asks for no form, so a notice has effect once it reached the debtor, or once the debtor let it pass:
refused and unclaimed ones stay valid (MED-02, Civ. 1re 20/01/2021, 19-20.680), wrong addresses and losses do not
count (CH-03, CH-04).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Final

from relance.domain.channels import BY_MAIL, Channel
from relance.domain.delivery import ENDED, REACHED, UNREACHED, DeliveryStatus, fold

TO_ACCEPT: Final = timedelta(days=15)
"""What the addressee of an electronic registered letter has, from the day after it was told of it (R53-3, I)."""
BEFORE_KNOWN: Final = timedelta(days=1) + TO_ACCEPT
"""How long after its deposit an electronic letter may stay closed: the addressee does not know the sender (MED-05)."""

_ARRIVED: Final = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.READ})
_SHOWN: Final = frozenset({DeliveryStatus.PRESENTED, DeliveryStatus.AWAITING_RECIPIENT})
"""At the door, or at the post office after that."""
_USUAL_ORDER: Final = tuple(DeliveryStatus)
"""Of facts of one day."""
_TOLD: Final = frozenset({DeliveryStatus.NOTIFIED, DeliveryStatus.OPENED})


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """A status and the first day, in Paris, on which the carrier saw it."""

    status: DeliveryStatus
    on: date


@dataclass(frozen=True, slots=True)
class Fate:
    """What is known of a notice that was handed over. Equal facts in another order are an equal fate."""

    channel: Channel
    deposited_on: date
    """The day on which we handed it over; the carrier's own SENT is nearer to the truth where it is known."""
    facts: tuple[NoticeFact, ...] = ()

    def with_fact(self, status: DeliveryStatus, on: date) -> Fate:
        """The fate with one more fact; of a status known already the earliest day stays."""
        days = {fact.status: fact.on for fact in self.facts}
        days[status] = min(on, days.get(status, on))
        ordered = sorted(
            (NoticeFact(s, d) for s, d in days.items()), key=lambda f: (f.on, _USUAL_ORDER.index(f.status))
        )
        return Fate(self.channel, self.deposited_on, tuple(ordered))

    @property
    def status(self) -> DeliveryStatus | None:
        """What the facts come to, whatever their order."""
        none: DeliveryStatus | None = None
        return reduce(lambda known, fact: fold(self.channel, known, fact.status), self.facts, none)

    @property
    def since(self) -> date | None:
        """The day of the fact that the status stands for."""
        return self._first({self.status} if self.status else ())

    @property
    def outcome(self) -> DeliveryStatus | None:
        """The status, once it is news for whoever decides on the file; None while the letter is on its way."""
        return self.status if self.status in ENDED or self.status is DeliveryStatus.RETURNED else None

    @property
    def undelivered(self) -> bool:
        """The notice reached nobody and has no effect."""
        return self.status in UNREACHED

    @property
    def effective_on(self) -> date | None:
        """The day from which the notice has effect; None while nothing proves one."""
        if self.status in _ARRIVED:
            return self._first(_ARRIVED)
        if self.status not in REACHED:
            return None
        if self.channel in BY_MAIL:
            return (self._first(_TOLD) or self._first({DeliveryStatus.SENT}) or self.deposited_on) + TO_ACCEPT
        return self._first(_SHOWN) or self.since

    def _first(self, statuses: Iterable[DeliveryStatus]) -> date | None:
        wanted = frozenset(statuses)
        return min((fact.on for fact in self.facts if fact.status in wanted), default=None)


def days_to_answer(channel: Channel, granted: int) -> timedelta:
    """From the deposit to the date that the notice prints: what is granted, once the debtor knows (MED-05, CH-01)."""
    return timedelta(days=granted) + (BEFORE_KNOWN if channel in BY_MAIL else timedelta(0))
