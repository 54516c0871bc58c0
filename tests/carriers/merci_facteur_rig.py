"""Merci Facteur's rig: the adapter tied to its pretended carrier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from local.carriers.merci_facteur.fake import MerciFacteurFake
from relance.adapters.carriers.merci_facteur.carrier import MerciFacteur
from relance.adapters.carriers.merci_facteur.settings import MerciFacteurSettings
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import ProofKind, Service
from tests.carriers.suite import Hook, Rig, consignment, quick_http

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET_KEY = "mf-secret-8c1f"
WEBHOOK_SECRET = "mf-hook-77aa"
SETTINGS = MerciFacteurSettings(service_id="svc-1042", user_id=17460)

ON_PAPER = (
    ("imprime", DeliveryStatus.ACCEPTED),
    ("pris_en_charge", DeliveryStatus.SENT),
    ("traitement", DeliveryStatus.IN_TRANSIT),
)
JOURNEYS: Mapping[Service, tuple[tuple[str, DeliveryStatus], ...]] = {
    Service.LETTER: (
        *ON_PAPER,
        ("distribution_en_cours", DeliveryStatus.IN_TRANSIT),
        ("distribue", DeliveryStatus.DELIVERED),
    ),
    Service.TRACKED_LETTER: (
        *ON_PAPER,
        ("scan_pdd", DeliveryStatus.SENT),
        ("attente_presentation", DeliveryStatus.IN_TRANSIT),
        ("distribue", DeliveryStatus.DELIVERED),
    ),
    Service.REGISTERED: (
        *ON_PAPER,
        ("scan_pdd", DeliveryStatus.SENT),
        ("attente_au_guichet", DeliveryStatus.AWAITING_RECIPIENT),
        ("distribue", DeliveryStatus.DELIVERED),
        ("retour_are", DeliveryStatus.DELIVERED),
    ),
    Service.ERE: (
        ("envoye", DeliveryStatus.SENT),
        ("accept_wait", DeliveryStatus.AWAITING_RECIPIENT),
        ("accepted", DeliveryStatus.DELIVERED),
        ("accepted_downloaded", DeliveryStatus.DELIVERED),
    ),
}
PROOFS: Mapping[Service, frozenset[ProofKind]] = {
    Service.LETTER: frozenset(),
    Service.TRACKED_LETTER: frozenset({ProofKind.DEPOSIT}),
    Service.REGISTERED: frozenset({ProofKind.DEPOSIT, ProofKind.RECEIPT}),
    Service.ERE: frozenset({ProofKind.DEPOSIT, ProofKind.RECEIPT}),
}


@dataclass
class Clock:
    """Stands still until told."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: int) -> None:
        self.at += timedelta(**time)


def adapter(fake: MerciFacteurFake, settings: MerciFacteurSettings = SETTINGS) -> MerciFacteur:
    return MerciFacteur(quick_http(fake.url), settings, SECRET_KEY, WEBHOOK_SECRET, fake.now)


def sent(fake: MerciFacteurFake, service: Service, *words: str) -> str:
    """A letter of which the carrier has told these words."""
    carrier_id = adapter(fake).submit(consignment(service)).carrier_id
    for word in words:
        fake.progress(carrier_id, word)
    return carrier_id


@contextmanager
def rig() -> Iterator[Rig]:
    with MerciFacteurFake(secret_key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET) as fake:

        def hook(carrier_id: str) -> Hook:
            call = fake.callback(fake.letters[int(carrier_id)].events[-1:])
            return Hook(call.headers, call.body, {})

        def forged(carrier_id: str) -> tuple[Hook, ...]:
            true = hook(carrier_id)
            bare = {name: value for name, value in true.headers.items() if not name.startswith("X-Mf")}
            others = (bare, bare | {"X-Mf-Webhook-Secret-Key": ""}, bare | {"X-Mf-Webhook-Secret-Key": "mf-hook-77ab"})
            return tuple(Hook(headers, true.body, {}) for headers in others)

        yield Rig(
            fake=fake,
            connect=lambda: adapter(fake),
            journeys=JOURNEYS,
            proofs=PROOFS,
            secrets=(SECRET_KEY, WEBHOOK_SECRET, "tok-1-5f2c9e"),
            part={
                "base_url": fake.url,
                "secret_key": SECRET_KEY,
                "webhook_secret": WEBHOOK_SECRET,
                "service_id": SETTINGS.service_id,
                "user_id": SETTINGS.user_id,
            },
            hook=hook,
            forged=forged,
        )
