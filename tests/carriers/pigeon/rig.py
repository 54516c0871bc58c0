"""Pigeon: adapter and fake tied together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from local.carriers.calling import Callback
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import ProofKind, Service
from tests.carriers.pigeon.carrier import Pigeon
from tests.carriers.pigeon.fake import PigeonFake
from tests.carriers.suite import Hook, Rig, quick_http

KEY, WEBHOOK_KEY = "pgn-live-4f1b2c", "pgn-hook-77a0"
ON_ITS_WAY = (("posted", DeliveryStatus.SENT), ("on_the_wing", DeliveryStatus.IN_TRANSIT))


@contextmanager
def rig() -> Iterator[Rig]:
    with PigeonFake(KEY, WEBHOOK_KEY) as fake:
        yield Rig(
            fake=fake,
            connect=lambda: Pigeon(quick_http(fake.url), KEY, WEBHOOK_KEY, fake.now),
            journeys={
                Service.LETTER: (*ON_ITS_WAY, ("no_such_roof", DeliveryStatus.WRONG_ADDRESS)),
                Service.REGISTERED: (
                    *ON_ITS_WAY,
                    ("at_the_window", DeliveryStatus.AWAITING_RECIPIENT),
                    ("handed_over", DeliveryStatus.DELIVERED),
                ),
            },
            proofs={
                Service.LETTER: frozenset(),
                Service.REGISTERED: frozenset({ProofKind.DEPOSIT, ProofKind.RECEIPT}),
            },
            secrets=(KEY, WEBHOOK_KEY),
            part={"base_url": fake.url, "key": KEY, "webhook_key": WEBHOOK_KEY},
            hook=lambda carrier_id: _as_received(fake.callback(carrier_id)),
            forged=lambda carrier_id: _forged(fake.callback(carrier_id)),
        )


def _as_received(call: Callback) -> Hook:
    return Hook(call.headers, call.body, {})


def _forged(call: Callback) -> tuple[Hook, ...]:
    return tuple(Hook(headers, call.body, {}) for headers in ({}, {"X-Pigeon-Signature": "é"}))
