"""Asking a carrier what became of a letter, told apart from everything of ours that may fail on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from relance.domain.contact import ContactRow
from relance.domain.errors import RejectedError, RelanceError
from relance.ports.carriers import CarrierFact, Carriers, LetterCarrier, Proof, ProofExpiredError, ProofOffer, Taken
from relance.ports.messaging import OutcomeUnknownError, TryLaterError

LEFT_ALONE: Final = timedelta(minutes=1)


class UnansweredError(RelanceError):
    """The carrier had no answer that we can use: to be asked again later, with nothing lost."""


class SilentError(UnansweredError):
    """The carrier could not be asked at all, about any letter."""


@dataclass
class Patience:
    """Carriers that were silent are not asked for a minute: a full batch about one that hangs would outlast us all."""

    silent_at: dict[str, datetime] = field(default_factory=dict)

    def check(self, carrier: str, now: datetime) -> None:
        """Raise UnansweredError while the carrier is left alone."""
        if carrier in self.silent_at and now - self.silent_at[carrier] < LEFT_ALONE:
            raise UnansweredError(f"{carrier} was silent a moment ago")

    def told(self, carrier: str, error: UnansweredError, now: datetime) -> None:
        """Remember a silence."""
        if isinstance(error, SilentError):
            self.silent_at[carrier] = now


@dataclass(frozen=True, slots=True)
class Asking:
    """The carrier of one letter. Every call raises UnansweredError; `fetch` raises ProofExpiredError besides."""

    carriers: Carriers
    row: ContactRow

    def letter(self) -> Taken | None:
        """What the carrier has under our reference; None where it has nothing, or cannot look."""
        with _answering():
            carrier = self._carrier()
            return carrier.find(self.row.reference) if carrier.capabilities.finds_by_reference else None

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        """Everything that the carrier knows of the letter, oldest first."""
        with _answering():
            return self._carrier().facts(carrier_id)

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        """The proofs that exist now."""
        with _answering():
            return self._carrier().proofs(carrier_id)

    def fetch(self, offer: ProofOffer) -> Proof:
        """A proof's bytes."""
        with _answering():
            return self._carrier().fetch(offer)

    def _carrier(self) -> LetterCarrier:
        return self.carriers.get(self.row.carrier or "")


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except ProofExpiredError:
        raise
    except (TryLaterError, OutcomeUnknownError) as error:
        raise SilentError(str(error)) from error
    except RejectedError as error:
        raise UnansweredError(str(error)) from error
