"""What an account at Merci Facteur needs, and what its contract leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from relance.domain.errors import RejectedError

BASE_URL: Final = "https://www.merci-facteur.com/api/1.2/prod/service"
LONGEST_WINDOW: Final = 48
"""Hours that `getLastEvents` looks back at most."""
ANONYMIZE_DAYS: Final = 40


@dataclass(frozen=True, slots=True)
class MerciFacteurAddress:
    """Where Merci Facteur is."""

    base_url: str = BASE_URL
    timeout_seconds: float = 60.0
    """For an answer to come: the files of a letter are read and counted first. The vendor's own client waits 120."""

    def __post_init__(self) -> None:
        if self.timeout_seconds <= 0:
            raise RejectedError("timeout_seconds: must be more than 0")


@dataclass(frozen=True, slots=True)
class MerciFacteurSecrets:
    """Kept in Secrets Manager; none of it shows in a repr."""

    secret_key: str = field(repr=False)
    webhook_secret: str = field(default="", repr=False)
    """What the carrier must show when it calls; empty: no call is believed."""

    def __post_init__(self) -> None:
        if not self.secret_key:
            raise RejectedError("secret_key: may not be empty")


@dataclass(frozen=True, slots=True)
class MerciFacteurSettings:
    """One account. The secret key and the webhooks' key are secrets and not kept here."""

    service_id: str
    user_id: int
    """The user of the account in whose name letters go."""
    authorized_ips: tuple[str, ...] = ("111.111.111",)
    """Where the token may be used; the default is what the carrier asks for once it has lifted the restriction."""
    acknowledgement: Literal["lrare", "lrar"] = "lrare"
    """Of a registered letter: scanned and fetched, or on paper to the sender."""
    print_sides: Literal["recto", "rectoverso", "distinctrectoverso"] = "recto"
    scan_returns: bool = False
    """`gestionNpai`: plain and tracked letters that come back are scanned and told. Its price is not published."""
    envelope_id: str = ""
    """A custom envelope of the account."""
    anonymize_after_days: int | None = None
    """Letter and addresses are deleted at the carrier so many days after printing, 1 to 40."""
    events_hours: int = LONGEST_WINDOW
    """How far `getLastEvents` is read, 1 to 48; 0: the account does not have it."""
    settles_after_seconds: int = 86_400
    """How late an event may be listed: not published. Only then does its absence say that nothing was sent."""
    duplicate_codes: frozenset[str] = frozenset()
    """Error codes that mean "this antidoublon was used already", besides those that say so in words."""
    acknowledgement_of_ere: bool = False
    """Whether `reception` can be fetched for an electronic letter; the carrier's documents disagree."""
    price_with_vat: bool = False
    webhook_header: str = "X-Mf-Webhook-Secret-Key"
    most_file_bytes: int = 50_000_000

    def __post_init__(self) -> None:
        if not self.service_id:
            raise RejectedError("service_id: may not be empty")
        if self.user_id <= 0:
            raise RejectedError(f"user_id: the number of a user, not {self.user_id}")
        if not 0 <= self.events_hours <= LONGEST_WINDOW:
            raise RejectedError(f"events_hours: 0 to {LONGEST_WINDOW}, not {self.events_hours}")
        if self.events_hours and self.settles_after_seconds >= self.events_hours * 3600:
            raise RejectedError("settles_after_seconds: events are not listed as long as that")
        if self.anonymize_after_days is not None and not 1 <= self.anonymize_after_days <= ANONYMIZE_DAYS:
            raise RejectedError(f"anonymize_after_days: 1 to {ANONYMIZE_DAYS}, not {self.anonymize_after_days}")
