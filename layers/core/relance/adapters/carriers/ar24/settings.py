"""What a user sets for AR24. What its contract leaves open stands here too, with a default that loses no money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

import urllib3

from relance.adapters.carriers.http import CarrierHttp
from relance.domain.errors import RejectedError
from relance.ports.sender_sessions import SenderSession

PRODUCTION: Final = "https://app.ar24.fr/api"
SANDBOX: Final = "https://sandbox.ar24.fr/api"
ANSWERS_WITHIN: Final = 60.0
"""Seconds that AR24 gives itself for an answer, and asks its clients to wait."""

ReferenceField = Literal["ref_dossier", "ref_client", "ref_facturation"]


@dataclass(frozen=True, slots=True)
class Ar24Address:
    """Where AR24 is."""

    base_url: str = PRODUCTION


@dataclass(frozen=True, slots=True)
class Ar24Settings:
    """`token`, `private_key` and `webhook_secret` are secrets."""

    id_user: int
    """The sender's number at AR24."""
    token: str = field(repr=False)
    private_key: str = field(repr=False)
    webhook_url: str = ""
    """Where AR24 calls about each letter; empty: it does not call, and letters are read in turn."""
    webhook_secret: str = field(default="", repr=False)
    """Ours alone: it makes the address of each letter unguessable."""
    payment_slug: str = ""
    """Which means of payment; empty: AR24's own choice."""
    reference_field: ReferenceField = "ref_dossier"
    list_key: str = "mail"
    """Where the letters are, should the list of letters come wrapped."""
    page: int = 50
    """Letters asked for at once. AR24 may give fewer."""
    clock_ahead_seconds: int = 0
    """Put ahead of the clock in the date of a call, should AR24 find dates expired on arrival."""
    settles_after_seconds: int = 300
    """The longest that AR24 may still work on a call that we gave up: of its two figures the larger."""
    cents_per_price: int = 100
    """`price_ht` is read as euros."""
    most_bytes: int = 256_000_000
    proof_origins: tuple[str, ...] = ()
    """Such as "https://files.example": where proofs may lie besides hosts of ar24.fr and the API's own."""

    def __post_init__(self) -> None:
        breaches = {
            "id_user": self.id_user <= 0,
            "token": not self.token,
            "private_key": not self.private_key,
            "page": self.page <= 0,
            "webhook_secret": bool(self.webhook_url) and len(self.webhook_secret) < LEAST_SECRET,
        }
        if wrong := [name for name, breached in breaches.items() if breached]:
            raise RejectedError(f"settings of AR24: {', '.join(wrong)} missing or too short")


LEAST_SECRET: Final = 16


Sessions = Callable[[], SenderSession | None]


def ar24_http(base_url: str) -> CarrierHttp:
    """HTTP that waits as long as AR24 may take: who gives up sooner does not know what was sent."""
    timeout = urllib3.Timeout(connect=5.0, read=ANSWERS_WITHIN)
    return CarrierHttp(base_url, urllib3.PoolManager(retries=False, timeout=timeout))
