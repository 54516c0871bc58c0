"""The carriers that this deployment has accounts at, from one secret: {"maileva": {…}, "ar24": {…}, …}.

Base addresses stand in the secret beside the credentials: whoever publishes policies cannot send them elsewhere.
docs/carriers/README.md has every field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from relance.adapters.carriers.part import Part, shown
from relance.adapters.outbox_carrier import OutboxCarrier
from relance.domain.channels import HOUSE
from relance.domain.errors import RejectedError, TransientError
from relance.ports.carriers import LetterCarrier, NotSetUpError
from relance.ports.messaging import TryLaterError
from relance.ports.sender_sessions import SenderSession, SenderSessions
from relance.ports.storage import Archive

MAX_AGE: Final = 300.0
"""Seconds after which the secret is read again: it may have been rotated."""
MARGIN: Final = timedelta(minutes=2)
"""A session that ends so soon is not begun with."""

Parts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What carriers need besides their part of the secret."""

    now: Callable[[], datetime]
    sessions: SenderSessions


@dataclass
class CarrierAccounts:
    """See ports.carriers.Carriers. A carrier is kept, with token and breaker, as long as its part stays the same."""

    secret: Callable[[], str]
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
        if name not in BUILDERS or not part:
            raise NotSetUpError(f"carrier {name}: not set up")
        known = self._built.get(name)
        if known is None or known[0] != part:
            self._built[name] = known = part, BUILDERS[name](Part(name, part), self.around)
        return known[1]

    def names(self) -> tuple[str, ...]:
        """Every carrier that can be set up."""
        return tuple(BUILDERS)

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
    if unknown := sorted(parts.keys() - BUILDERS.keys()):
        raise RejectedError(f"carriers' secret, {shown(unknown[0])}: unknown; known are {', '.join(BUILDERS)}")
    return parts


def _maileva(part: Part, around: Surroundings) -> LetterCarrier:
    from relance.adapters.carriers.http import CarrierHttp
    from relance.adapters.carriers.maileva import Maileva
    from relance.adapters.carriers.maileva_settings import MailevaAddresses, MailevaSecrets, MailevaSettings

    part.check_names(MailevaAddresses, MailevaSecrets, MailevaSettings)
    addresses = part.read(MailevaAddresses)

    def session() -> SenderSession | None:
        kept = around.sessions.get(part.carrier)
        return kept if kept is not None and kept.expires_at > around.now() + MARGIN else None

    return Maileva(
        CarrierHttp(addresses.base_url),
        CarrierHttp(addresses.token_url),
        part.read(MailevaSecrets),
        part.read(MailevaSettings),
        session,
    )


def _ar24(part: Part, around: Surroundings) -> LetterCarrier:
    from relance.adapters.carriers.ar24 import Ar24
    from relance.adapters.carriers.ar24_settings import Ar24Address, Ar24Settings, ar24_http

    part.check_names(Ar24Address, Ar24Settings)
    http = ar24_http(part.read(Ar24Address).base_url)
    return Ar24(http, part.read(Ar24Settings), around.now, lambda: around.sessions.get(part.carrier))


def _mysendingbox(part: Part, around: Surroundings) -> LetterCarrier:
    from relance.adapters.carriers.mysendingbox import MySendingBox
    from relance.adapters.carriers.mysendingbox_settings import MySendingBoxSecrets, MySendingBoxSettings

    part.check_names(MySendingBoxSecrets, MySendingBoxSettings)
    secrets = part.read(MySendingBoxSecrets)
    return MySendingBox(
        part.read(MySendingBoxSettings),
        key=secrets.key,
        webhook_user=secrets.webhook_user,
        webhook_password=secrets.webhook_password,
        now=around.now,
    )


def _merci_facteur(part: Part, around: Surroundings) -> LetterCarrier:
    from relance.adapters.carriers.http import CarrierHttp
    from relance.adapters.carriers.merci_facteur import MerciFacteur
    from relance.adapters.carriers.merci_facteur_settings import (
        MerciFacteurAddress,
        MerciFacteurSecrets,
        MerciFacteurSettings,
    )

    part.check_names(MerciFacteurAddress, MerciFacteurSecrets, MerciFacteurSettings)
    secrets = part.read(MerciFacteurSecrets)
    http = CarrierHttp(part.read(MerciFacteurAddress).base_url)
    settings = part.read(MerciFacteurSettings)
    return MerciFacteur(http, settings, secrets.secret_key, secrets.webhook_secret, around.now)


BUILDERS: Final[Mapping[str, Callable[[Part, Surroundings], LetterCarrier]]] = {
    "maileva": _maileva,
    "ar24": _ar24,
    "mysendingbox": _mysendingbox,
    "merci_facteur": _merci_facteur,
}
"""A new carrier adds its line here."""
