"""Maileva's rig: four products, certificates for the qualified sender, and the notification centre's login."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from local.carriers.maileva import MailevaFake
from relance.adapters.carriers.maileva.carrier import Maileva
from relance.adapters.carriers.maileva.settings import MailevaSecrets, MailevaSettings
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import ProofKind, Service
from tests.carriers.suite import Hook, Rig, quick_http

SERVICES = (Service.LETTER, Service.REGISTERED, Service.LRE, Service.ERE)
LRE_SENDER = "0f8fad5b-d9cb-469f-a165-70867728950e"
ERE_SENDER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
SECRETS = MailevaSecrets(
    client_id="relance.test",
    client_secret="client-geheim",
    username="camille.roux",
    password="user-geheim",
    webhook_login="maileva-calls",
    webhook_password="hook-geheim",
)
SETTINGS = MailevaSettings(services=frozenset(SERVICES), lre_sender_id=LRE_SENDER, ere_sender_id=ERE_SENDER)
JOURNEYS: dict[Service, tuple[tuple[str, DeliveryStatus], ...]] = {
    Service.LETTER: (
        ("ACCEPTED", DeliveryStatus.ACCEPTED),
        ("PROCESSED", DeliveryStatus.SENT),
        ("N10", DeliveryStatus.RETURNED),
    ),
    Service.REGISTERED: (
        ("BLOCKED", DeliveryStatus.SUBMITTED),
        ("ACCEPTED", DeliveryStatus.ACCEPTED),
        ("PREPARING", DeliveryStatus.ACCEPTED),
        ("PROCESSED", DeliveryStatus.SENT),
        ("LP01", DeliveryStatus.SENT),
        ("LP03", DeliveryStatus.IN_TRANSIT),
        ("LP14", DeliveryStatus.IN_TRANSIT),
        ("LP09", DeliveryStatus.PRESENTED),
        ("LP08", DeliveryStatus.AWAITING_RECIPIENT),
        ("LP15", DeliveryStatus.DELIVERED),
    ),
    Service.LRE: (
        ("PROCESSED", DeliveryStatus.SENT),
        ("ACCEPTED", DeliveryStatus.DELIVERED),
    ),
    Service.ERE: (
        ("BLOCKED", DeliveryStatus.SUBMITTED),
        ("ACCEPTED", DeliveryStatus.ACCEPTED),
        ("PROCESSED", DeliveryStatus.SENT),
        ("DELIVERING", DeliveryStatus.AWAITING_RECIPIENT),
        ("UNDELIVERED NOT_CLAIMED", DeliveryStatus.UNCLAIMED),
    ),
}
PROOFS = {
    Service.LETTER: frozenset({ProofKind.BUNDLE}),
    Service.REGISTERED: frozenset({ProofKind.DEPOSIT, ProofKind.CONTENT, ProofKind.RECEIPT}),
    Service.LRE: frozenset({ProofKind.DEPOSIT, ProofKind.RECEIPT}),
    Service.ERE: frozenset({ProofKind.DEPOSIT, ProofKind.UNCLAIMED, ProofKind.BUNDLE}),
}


def adapter(fake: MailevaFake, settings: MailevaSettings = SETTINGS, secrets: MailevaSecrets = SECRETS) -> Maileva:
    return Maileva(quick_http(fake.url), quick_http(fake.url), secrets, settings, now=fake.now)


def basic(login: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()}


def hook(carrier_id: str, headers: dict[str, str] | None = None, **changes: Any) -> Hook:
    """A call about a sending, with the published example's other values."""
    service, _, sending = carrier_id.partition(":")
    product = {"letter": "mail/v2", "registered": "registered_mail/v4"}.get(service, "registered_mail/v4")
    content = {
        "source": "api.maileva.com",
        "user_id": "12345678-c014-4923-9bb9-497addd5e901",
        "client_id": "f5e22e36-c014-4923-9bb9-497addd5e901",
        "event_type": "ON_STATUS_ACCEPTED",
        "resource_type": f"{product}/sendings",
        "event_date": "2026-03-02T10:23:31.137Z",
        "event_location": "FR",
        "resource_id": sending,
        "resource_location": f"https://api.maileva.com/{product}/sendings/{sending}",
        "resource_custom_id": "RL-2026-C1042-3-1",
        "resource_custom_data": None,
    }
    shown = headers if headers is not None else basic("maileva-calls", "hook-geheim")
    return Hook(shown, json.dumps(content | changes).encode(), {})


def forged(carrier_id: str) -> tuple[Hook, ...]:
    shown: tuple[dict[str, str], ...] = (
        {},
        {"Authorization": "Basic"},
        {"Authorization": "Basic é"},
        {"Authorization": "Bearer hook-geheim"},
        basic("maileva-calls", "wrong"),
        basic("", ""),
    )
    return tuple(hook(carrier_id, headers) for headers in shown)


@contextlib.contextmanager
def rig() -> Iterator[Rig]:
    """Letters are archived for a year, so that a simple one leaves a paper too."""
    with MailevaFake() as fake:
        fake.certificates[LRE_SENDER] = "2099-12-31"
        settings = replace(SETTINGS, letter_archive_years=1)
        yield Rig(
            fake=fake,
            connect=lambda: adapter(fake, settings),
            journeys=JOURNEYS,
            proofs=PROOFS,
            secrets=("client-geheim", "user-geheim", "hook-geheim", "jeton-"),
            part={
                "base_url": fake.url,
                "token_url": fake.url,
                **asdict(SECRETS),
                "services": sorted(SERVICES),
                "lre_sender_id": LRE_SENDER,
                "ere_sender_id": ERE_SENDER,
            },
            hook=lambda letter: hook(letter) if letter.startswith(("letter:", "registered:")) else None,
            forged=forged,
        )
