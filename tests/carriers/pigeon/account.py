"""Pigeon from its part of the secret."""

from __future__ import annotations

from dataclasses import dataclass, field

from relance.adapters.carriers.http import CarrierHttp
from relance.adapters.carriers.part import Part, Surroundings
from relance.ports.carriers import LetterCarrier
from tests.carriers.pigeon.carrier import Pigeon


@dataclass(frozen=True, slots=True)
class PigeonPart:
    """What a field is, and what it is where nobody says."""

    key: str = field(repr=False)
    webhook_key: str = field(default="", repr=False)
    """What calls are signed with; empty: no call is believed."""
    base_url: str = "https://api.pigeon.example/v1"


def build(part: Part, around: Surroundings) -> LetterCarrier:
    """Raises RejectedError naming a field."""
    part.check_names(PigeonPart)
    read = part.read(PigeonPart)
    return Pigeon(CarrierHttp(read.base_url), read.key, read.webhook_key, around.now)
