"""MySendingBox: what its contract leaves open, as settings. docs/carriers/mysendingbox.md has the open points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.ports.carriers import Service

TEST_KEY: Final = "test_"
"""Begins every key that prints nothing."""
PLAIN: Final = (
    "ecopli",
    "verte",
    "prioritaire",
    "destineo_esprit_libre_seuil_1",
    "destineo_esprit_libre_seuil_2",
)
"""Postages of a letter that is not registered."""
ALLOWED: Final = {
    "mode": ("test", "live"),
    "paper_path": ("/letters", "/letters/paper"),
    "letter_postage": PLAIN,
    "color": ("bw", "color"),
    "address_placement": ("first_page", "insert_blank_page"),
    "envelope": (None, "c4", "c6"),
    "postage_speed": (None, "express", "D", "D1"),
    "country_form": ("name", "iso"),
    "paging": ("offset", "page"),
}


@dataclass(frozen=True, slots=True)
class MySendingBoxSecrets:
    """Kept in Secrets Manager; none of it shows in a repr."""

    key: str = field(repr=False)
    webhook_user: str = field(repr=False)
    webhook_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MySendingBoxSettings:
    """Everything but the secrets. Raises RejectedError naming a setting that the carrier does not know."""

    base_url: str = "https://api.mysendingbox.fr"
    mode: str = "test"
    """There is no other host to try on: a test key prints nothing, a live key costs money."""
    api_version: str | None = None
    """The `Mysendingbox-Version` header; None: the account's own."""
    paper_path: str = "/letters"
    letter_postage: str = "verte"
    color: str = "bw"
    both_sides: bool = True
    address_placement: str = "insert_blank_page"
    """The room that `first_page` needs is not published: a sheet more is safer than an address overprinted."""
    print_sender_address: bool = True
    manage_delivery_proof: bool = True
    """Have the acknowledgement of receipt of an LRAR digitised."""
    manage_returned_mail: bool = True
    """Without it nobody tells of a wrong address."""
    envelope: str | None = None
    postage_speed: str | None = None
    country_form: str = "name"
    content: str = "Veuillez prendre connaissance du document ci-joint."
    """The words above an electronic letter: they say nothing of a debt, for others may read them."""
    electronic_accepted: DeliveryStatus = DeliveryStatus.ACCEPTED
    """What `letter.electronic.accepted` means: not published. Delivery is told by the download's proof."""
    consent_required: frozenset[Service] = frozenset({Service.LRE, Service.ERE})
    otp_required: frozenset[Service] = frozenset()
    remembers_hours: int = 24
    look_back_days: int = 180
    """How far back `find` looks: further than any letter may wait to be handed over again."""
    paging: str = "offset"
    page_size: int = 50
    timeout_seconds: float = 60.0
    """A letter is rendered before it is answered for; the vendor's own clients wait 60 to 120 seconds."""

    def __post_init__(self) -> None:
        for name, values in ALLOWED.items():
            if (value := getattr(self, name)) not in values:
                known = ", ".join(each for each in values if each)
                raise RejectedError(f"mysendingbox, {name}: {value!r} is none of {known}")
        for name in ("look_back_days", "page_size", "timeout_seconds"):
            if getattr(self, name) <= 0:
                raise RejectedError(f"mysendingbox, {name}: must be more than 0")

    @property
    def line_limit(self) -> int:
        """Characters of a line of an address."""
        return 38 if self.postage_speed == "express" else 45
