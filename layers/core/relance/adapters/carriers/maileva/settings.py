"""What Maileva sells us, with what secrets, and everything that its contract leaves to the buyer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from relance.domain.errors import RejectedError
from relance.ports.carriers import Service

PRODUCTION: Final = ("https://api.maileva.com", "https://connexion.maileva.com")
"""The API's host and the one that gives tokens."""
SANDBOX: Final = ("https://api.sandbox.maileva.net", "https://connexion.sandbox.maileva.net")

PATHS: Final[Mapping[Service, str]] = {
    Service.LETTER: "/mail/v2",
    Service.REGISTERED: "/registered_mail/v4",
    Service.LRE: "/electronic_qualified_registered_mail/v1",
    Service.ERE: "/secured_electronic_mail/v1",
}
PAPER: Final = frozenset({Service.LETTER, Service.REGISTERED})
SENDER_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class MailevaAddresses:
    """Where Maileva is."""

    base_url: str = PRODUCTION[0]
    token_url: str = PRODUCTION[1]


@dataclass(frozen=True, slots=True)
class MailevaSecrets:
    """Kept in Secrets Manager; none of it shows in a repr."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)
    webhook_login: str = field(default="", repr=False)
    webhook_password: str = field(default="", repr=False)
    """What Maileva must show when it calls; empty: no call is believed."""


@dataclass(frozen=True, slots=True)
class MailevaSettings:
    """The defaults are Maileva's own, but where a comment says otherwise."""

    services: frozenset[Service] = PAPER
    lre_sender_id: str = ""
    """The UUID of the qualified sender; needed to sell LRE."""
    ere_sender_id: str = ""
    lre_route: Literal["certificate", "session"] = "certificate"
    """How the sender of an LRE proves who it is: by its registered certificate, whose end is looked up before
    anything is handed over, or in a session of an hour that a person opens with a one-time code."""
    postage: Literal["FAST", "URGENT"] = "FAST"
    letter_postage: Literal["FAST", "URGENT", "ECONOMIC"] = "FAST"
    color: bool = True
    duplex: bool = True
    address_sheet: bool = False
    print_sender_address: bool = False
    scan_returned_mail: bool = True
    """Not Maileva's default: without it nobody learns by a document why a registered letter came back."""
    archive_years: Literal[3, 6, 10] = 3
    letter_archive_years: Literal[0, 1, 3, 6, 10] = 0
    letter_window: Literal["", "SIMPLE", "DOUBLE"] = ""
    language: Literal["FR", "EN", "NL"] = "FR"
    """Of the mails that tell of an ERE."""
    look_back_days: int = 90
    """How far the list is searched for our reference, where it comes newest first; 0: to its end."""
    most_listed: int = 50_000
    """Sendings after which a search gives up, and says that it does not know."""

    def __post_init__(self) -> None:
        for service, name in ((Service.LRE, "lre_sender_id"), (Service.ERE, "ere_sender_id")):
            if service in self.services and not SENDER_ID.fullmatch(getattr(self, name)):
                raise RejectedError(f"{name}: the sender's UUID, in small letters, is needed to send {service.value}")
        if unsold := self.services - PATHS.keys():
            raise RejectedError(f"services: Maileva does not sell {', '.join(sorted(unsold))}")
