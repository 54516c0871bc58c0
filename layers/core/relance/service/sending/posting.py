"""Handing a letter over: the cheapest carrier first, the attempt marked before each call, and none after silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from relance.domain.channels import PAPER, Channel, Offers
from relance.domain.contact import ContactRow, ContactState
from relance.domain.costs import cost_of
from relance.domain.errors import RejectedError
from relance.ports.carriers import (
    Carriers,
    Consignment,
    LetterCarrier,
    NotSetUpError,
    Taken,
)
from relance.ports.messaging import NotAcceptedError, TryLaterError
from relance.ports.outside import Clock, Figures
from relance.ports.rendering import Preflight
from relance.ports.sender_sessions import SenderUnidentifiedError
from relance.service.sending.ways import Given, Mark

NOT_SET_UP: Final = "NOT_SET_UP"
WRONGLY_SET_UP: Final = "WRONGLY_SET_UP"
NOT_SOLD: Final = "NOT_SOLD"
PREFLIGHT: Final = "PREFLIGHT"
REFUSED: Final = "REFUSED"
LATER: Final = "LATER"
SENDER_SESSION: Final = "SENDER_SESSION"
"""Why a carrier took nothing."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A carrier that took nothing, certainly."""

    carrier: str
    why: str
    detail: str = ""
    """Names calls, fields and codes; nothing of the letter or of the debtor."""

    @property
    def for_now(self) -> bool:
        """Whether the same carrier may take the same letter later."""
        return self.why in (LATER, SENDER_SESSION)

    @property
    def of_the_letter(self) -> bool:
        """Whether something of this very letter stood in the way, and not how the carrier is set up."""
        return self.why in (PREFLIGHT, REFUSED)

    def __str__(self) -> str:
        return f"{self.carrier} {self.why}{f' ({self.detail})' if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class Posting:
    """A letter goes to one carrier. After silence nobody else is asked: only the carrier itself can say what it has."""

    offers: Callable[[], Offers]
    carriers: Carriers
    preflight: Preflight
    clock: Clock
    figures: Figures

    def hand_over(self, row: ContactRow, consignment: Consignment, mark: Mark) -> Given:
        """The row with carrier, the carrier's id and what it cost.

        Raises OutcomeUnknownError at the first silence. Where nobody took it, TryLaterError if some carrier may later,
        else NotAcceptedError, both naming each carrier with why; and whatever `mark` raises.
        """
        offers = self.offers()
        passed: list[NotTaken] = []
        for offer in offers.of(Channel(row.channel)):
            marked = replace(row, state=ContactState.SENDING, since=self.clock.now(), carrier=offer.carrier)
            marked = replace(marked, cost=cost_of(offers, row.channel, offer.carrier))
            taken = self._try(marked, consignment, mark)
            if isinstance(taken, Taken):
                cost = cost_of(offers, row.channel, offer.carrier, price_cents=taken.price_cents)
                given = replace(marked, message_id=taken.carrier_id, cost=cost)
                return Given(given, tuple(f"{each.carrier} {each.why}" for each in passed))
            self.figures.count("LetterNotTaken", Carrier=taken.carrier, Reason=taken.why)
            passed.append(taken)
        raise _nobody(row.channel, passed)

    def _try(self, row: ContactRow, consignment: Consignment, mark: Mark) -> Taken | NotTaken:
        name = row.carrier or ""
        carrier = self._ready(name, consignment)
        if isinstance(carrier, NotTaken):
            return carrier
        mark(row)
        try:
            return carrier.submit(consignment)
        except SenderUnidentifiedError as error:
            return NotTaken(name, SENDER_SESSION, str(error))
        except TryLaterError as error:
            return NotTaken(name, LATER, str(error))
        except RejectedError as error:
            return NotTaken(name, REFUSED, str(error))

    def _ready(self, name: str, consignment: Consignment) -> LetterCarrier | NotTaken:
        """The carrier, where it is worth asking: nothing is called and nothing marked before."""
        try:
            carrier = self.carriers.get(name)
        except NotSetUpError:
            return NotTaken(name, NOT_SET_UP)
        except TryLaterError as error:
            return NotTaken(name, LATER, str(error))
        except RejectedError as error:
            return NotTaken(name, WRONGLY_SET_UP, str(error))
        if consignment.service not in carrier.capabilities.services:
            return NotTaken(name, NOT_SOLD)
        printed = Channel(consignment.service.value) in PAPER
        breaches = self.preflight.breaches(consignment.letter.body, carrier=name, printed=printed)
        return NotTaken(name, PREFLIGHT, " / ".join(breaches)) if breaches else carrier


def _nobody(channel: str, passed: list[NotTaken]) -> TryLaterError | NotAcceptedError:
    """Accounts that somebody must mend leave the letter waiting, where no carrier had a word to say of it."""
    if not passed:
        return NotAcceptedError(f"no carrier is offered for {channel}")
    told = "; ".join(map(str, passed))
    later = any(each.for_now for each in passed) or not any(each.of_the_letter for each in passed)
    return TryLaterError(told) if later else NotAcceptedError(told)
