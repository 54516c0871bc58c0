"""MySendingBox from its part of the secret."""

from __future__ import annotations

from relance.adapters.carriers.mysendingbox.carrier import MySendingBox
from relance.adapters.carriers.mysendingbox.settings import MySendingBoxSecrets, MySendingBoxSettings
from relance.adapters.carriers.part import Part, Surroundings
from relance.domain.errors import RejectedError
from relance.ports.carriers import LetterCarrier


def build(part: Part, around: Surroundings) -> LetterCarrier:
    """Raises RejectedError naming a field."""
    part.check_names(MySendingBoxSecrets, MySendingBoxSettings)
    secrets = part.read(MySendingBoxSecrets)
    settings = part.read(MySendingBoxSettings)
    if around.production and settings.mode == "test":
        raise RejectedError(
            "carriers' secret, mysendingbox, mode: 'test' posts nothing, and this is production; "
            "put the live key there, and mode 'live'"
        )
    return MySendingBox(
        settings,
        key=secrets.key,
        webhook_user=secrets.webhook_user,
        webhook_password=secrets.webhook_password,
        now=around.now,
    )
