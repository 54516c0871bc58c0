"""AR24 from its part of the secret."""

from __future__ import annotations

from relance.adapters.carriers.ar24.carrier import Ar24
from relance.adapters.carriers.ar24.settings import Ar24Address, Ar24Settings, ar24_http
from relance.adapters.carriers.part import Part, Surroundings
from relance.ports.carriers import LetterCarrier


def build(part: Part, around: Surroundings) -> LetterCarrier:
    """Raises RejectedError naming a field."""
    part.check_names(Ar24Address, Ar24Settings)
    http = ar24_http(part.read(Ar24Address).base_url)
    return Ar24(http, part.read(Ar24Settings), around.now, lambda: around.sessions.get(part.carrier))
