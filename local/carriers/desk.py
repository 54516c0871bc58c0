"""What the host of the carriers needs of each: its books, its next words, the calls that it owes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from local.carriers.calling import Callback, Delivered
from local.carriers.serving import PretendedCarrier


@dataclass(frozen=True, slots=True)
class Held:
    """A letter as its carrier's own books have it, to be paid for."""

    id: str
    reference: str
    """Ours, as the carrier was given it."""
    service: str
    """One of the five that are bought: letter, tracked_letter, registered, lre, ere."""
    taken_at: datetime
    cents: int
    """Before VAT."""


class Desk(Protocol):
    """One carrier, from behind."""

    name: str
    wants: frozenset[int]
    """What its calls want to be answered."""
    tries: int
    """How often it calls where it is not answered so."""

    @property
    def fake(self) -> PretendedCarrier: ...

    def account(self, hook: str) -> Mapping[str, Any]:
        """From now on it calls at `hook`. Returns what our side needs to know: addresses, names and secrets."""
        ...

    def down(self) -> None:
        """It fails as this carrier does: out of reach, or in maintenance."""
        ...

    def up(self) -> None:
        """It works again."""
        ...

    def held(self) -> Iterator[Held]:
        """Every letter that will be on an invoice."""
        ...

    def owed(self) -> list[Callback]:
        """The calls that it owes; from now on they are the host's."""
        ...

    def answered(self, delivered: Delivered) -> None:
        """How a call went."""
        ...
