"""The carriers that this deployment has accounts at, from one secret: {"maileva": {…}, "ar24": {…}, …}.

Base addresses stand in the secret beside the credentials: whoever publishes policies cannot send them elsewhere.
docs/posting.md has the fields.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

from relance.adapters.carriers.part import Part, Surroundings, shown
from relance.adapters.outbox_carrier import OutboxCarrier
from relance.domain.carriers import OUTSIDE
from relance.domain.channels import HOUSE
from relance.domain.errors import RejectedError, TransientError
from relance.ports.carriers import LetterCarrier, NotSetUpError
from relance.ports.messaging import TryLaterError
from relance.ports.storage import Archive

MAX_AGE: Final = 300.0
"""Seconds after which the secret is read again: it may have been rotated."""
Parts = Mapping[str, Mapping[str, Any]]


@dataclass
class CarrierAccounts:
    """See ports.carriers.Carriers. A carrier is kept, with token and breaker, as long as its part stays the same."""

    secret: Callable[[], str] = field(repr=False)
    """The secret's text. Raises TransientError."""
    archive: Archive
    around: Surroundings
    monotonic: Callable[[], float]
    _parts: Parts = field(default_factory=dict, init=False, repr=False)
    _read_at: float | None = field(default=None, init=False)
    _built: dict[str, tuple[Mapping[str, Any], LetterCarrier]] = field(default_factory=dict, init=False, repr=False)

    def get(self, name: str) -> LetterCarrier:
        """See ports.carriers.Carriers."""
        if name == HOUSE:
            return OutboxCarrier(self.archive)
        part = self._current().get(name)
        if name not in OUTSIDE or not part:
            raise NotSetUpError(f"carrier {name}: not set up")
        known = self._built.get(name)
        if known is None or known[0] != part:
            self._built[name] = known = part, build(Part(name, part), self.around)
        return known[1]

    def names(self) -> tuple[str, ...]:
        """Every carrier that can be set up."""
        return tuple(map(str, OUTSIDE))

    def _current(self) -> Parts:
        if self._read_at is None or self.monotonic() - self._read_at >= MAX_AGE:
            try:
                self._parts = parts_of(self.secret())
            except TransientError as error:
                if self._read_at is None:
                    raise TryLaterError(f"carriers' secret: {error}") from error
            # Also where it could not be read again: what was read last goes on, for as long once more.
            self._read_at = self.monotonic()
        return self._parts


def parts_of(text: str) -> Parts:
    """The secret by carrier. Raises RejectedError that shows nothing of it."""
    try:
        parts = json.loads(text or "{}")
    except (ValueError, RecursionError):
        parts = None
    if not isinstance(parts, dict) or not all(isinstance(part, dict) for part in parts.values()):
        raise RejectedError("carriers' secret: no JSON object of an object for each carrier")
    if unknown := sorted(parts.keys() - set(OUTSIDE)):
        raise RejectedError(f"carriers' secret, {shown(unknown[0])}: unknown; known are {', '.join(OUTSIDE)}")
    return parts


def build(part: Part, around: Surroundings) -> LetterCarrier:
    """The carrier of a part, by its own package. Raises RejectedError naming a field."""
    part.check_pasted()
    if around.production:
        part.check_no_sandbox()
    maker: Callable[[Part, Surroundings], LetterCarrier]
    maker = import_module(f"{__package__}.{part.carrier}.account").build
    return maker(part, around)
