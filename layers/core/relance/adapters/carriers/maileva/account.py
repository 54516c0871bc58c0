"""Maileva from its part of the secret."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from relance.adapters.carriers.http import CarrierHttp
from relance.adapters.carriers.maileva.carrier import Maileva
from relance.adapters.carriers.maileva.settings import MailevaAddresses, MailevaSecrets, MailevaSettings
from relance.adapters.carriers.part import Part, Surroundings
from relance.ports.carriers import LetterCarrier
from relance.ports.sender_sessions import SenderSession

MARGIN: Final = timedelta(minutes=2)
"""A session that ends so soon is not begun with."""


def build(part: Part, around: Surroundings) -> LetterCarrier:
    """Raises RejectedError naming a field."""
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
        now=around.now,
    )
