"""AR24 tied to its pretended self."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from local.carriers.ar24.fake import Ar24Fake
from local.carriers.calling import Callback
from relance.adapters.carriers.ar24.carrier import Ar24
from relance.adapters.carriers.ar24.settings import Ar24Settings
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import ProofKind, Service
from relance.ports.sender_sessions import SenderSession
from tests.carriers.suite import Hook, Rig, quick_http

SERVICES = (Service.LRE, Service.ERE)
WEBHOOK_SECRET = "what-only-relance-knows"


def ar24_settings(fake: Ar24Fake, **changes: object) -> Ar24Settings:
    base = Ar24Settings(
        id_user=int(fake.sender),
        token=fake.secrecy.token,
        private_key=fake.secrecy.private_key,
        webhook_url="https://hooks.relance.example/ar24",
        webhook_secret=WEBHOOK_SECRET,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def ar24(fake: Ar24Fake, **changes: object) -> Ar24:
    """A carrier whose sender has identified themself."""
    session = SenderSession(*fake.identity.open_anew(fake.now()))
    return Ar24(quick_http(fake.api), ar24_settings(fake, **changes), fake.now, lambda: session)


def as_received(call: Callback) -> Hook:
    """As the endpoint hands it on."""
    return Hook(call.headers, call.body, dict(parse_qsl(urlsplit(call.url).query)))


@contextmanager
def rig() -> Iterator[Rig]:
    with Ar24Fake() as fake:
        yield Rig(
            fake=fake,
            connect=lambda: ar24(fake),
            journeys=dict.fromkeys(
                SERVICES,
                (("sent", DeliveryStatus.AWAITING_RECIPIENT), ("AR", DeliveryStatus.DELIVERED)),
            ),
            proofs=dict.fromkeys(
                SERVICES,
                frozenset({ProofKind.DEPOSIT, ProofKind.RECEIPT, ProofKind.CONTENT, ProofKind.BUNDLE}),
            ),
            secrets=(fake.secrecy.token, fake.secrecy.private_key, WEBHOOK_SECRET, "hour-of-identity", "5d0c6f1e9a"),
            part={
                "base_url": fake.api,
                "id_user": int(fake.sender),
                "token": fake.secrecy.token,
                "private_key": fake.secrecy.private_key,
                "webhook_url": "https://relance.example/carriers/ar24",
                "webhook_secret": WEBHOOK_SECRET,
            },
            hook=lambda carrier_id: as_received(fake.callback(carrier_id)),
            forged=lambda carrier_id: _forged(as_received(fake.callback(carrier_id))),
        )


def _forged(call: Hook) -> tuple[Hook, ...]:
    key = call.query["key"]
    return (
        replace(call, query={}),
        replace(call, query={**call.query, "key": ""}),
        replace(call, query={**call.query, "key": ("0" if key[0] != "0" else "1") + key[1:]}),
        replace(call, query={**call.query, "letter": "RL-OF-ANOTHER"}),
        replace(call, query={**call.query, "key": "é"}),
    )
