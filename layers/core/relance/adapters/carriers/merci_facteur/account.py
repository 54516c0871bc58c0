"""Merci Facteur from its part of the secret."""

from __future__ import annotations

from relance.adapters.carriers.http import CarrierHttp, pool_of
from relance.adapters.carriers.merci_facteur.carrier import MerciFacteur
from relance.adapters.carriers.merci_facteur.settings import (
    MerciFacteurAddress,
    MerciFacteurSecrets,
    MerciFacteurSettings,
)
from relance.adapters.carriers.part import Part, Surroundings
from relance.ports.carriers import LetterCarrier


def build(part: Part, around: Surroundings) -> LetterCarrier:
    """Raises RejectedError naming a field."""
    part.check_names(MerciFacteurAddress, MerciFacteurSecrets, MerciFacteurSettings)
    secrets = part.read(MerciFacteurSecrets)
    address = part.read(MerciFacteurAddress)
    http = CarrierHttp(address.base_url, pool_of(address.timeout_seconds))
    settings = part.read(MerciFacteurSettings)
    return MerciFacteur(http, settings, secrets.secret_key, secrets.webhook_secret, around.now)
