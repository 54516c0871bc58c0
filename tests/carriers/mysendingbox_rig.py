"""MySendingBox: adapter and fake tied together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from local.carriers.calling import Callback
from local.carriers.mysendingbox.fake import MySendingBoxFake
from relance.adapters.carriers.mysendingbox.carrier import MySendingBox
from relance.adapters.carriers.mysendingbox.settings import MySendingBoxSettings
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import ProofKind, Service
from tests.carriers.suite import Hook, Rig, quick_http

KEY = "live_9f2c41d7be"
USER, PASSWORD = "msb", "s3cret-of-the-hook"
HOOK_URL = f"https://{USER}:{PASSWORD}@relance.example/carriers/mysendingbox"
ACCEPTED = ("letter.accepted", DeliveryStatus.ACCEPTED)
DEPOSITED = (ACCEPTED, ("letter.filing_proof", DeliveryStatus.SENT), ("letter.sent", DeliveryStatus.SENT))
JOURNEYS = {
    Service.LETTER: (
        ACCEPTED,
        ("letter.sent", DeliveryStatus.SENT),
        ("letter.wrong_address", DeliveryStatus.WRONG_ADDRESS),
    ),
    Service.TRACKED_LETTER: (
        *DEPOSITED,
        ("letter.in_transit", DeliveryStatus.IN_TRANSIT),
        ("letter.lost", DeliveryStatus.LOST),
        ("lost_proof", DeliveryStatus.LOST),
    ),
    Service.REGISTERED: (
        *DEPOSITED,
        ("letter.in_transit", DeliveryStatus.IN_TRANSIT),
        ("letter.waiting_to_be_withdrawn", DeliveryStatus.AWAITING_RECIPIENT),
        ("letter.distributed", DeliveryStatus.DELIVERED),
        ("letter.delivery_proof", DeliveryStatus.DELIVERED),
    ),
    Service.LRE: (
        ("letter.electronic.accepted", DeliveryStatus.ACCEPTED),
        ("letter.electronic.sent", DeliveryStatus.SENT),
        ("filing_proof", DeliveryStatus.SENT),
        ("letter.electronic.waiting_download", DeliveryStatus.AWAITING_RECIPIENT),
        ("download_proof", DeliveryStatus.DELIVERED),
    ),
    Service.ERE: (
        ("letter.electronic.accepted", DeliveryStatus.ACCEPTED),
        ("letter.electronic.sent", DeliveryStatus.SENT),
        ("letter.electronic.refused", DeliveryStatus.REFUSED),
        ("rejection_proof", DeliveryStatus.REFUSED),
    ),
}
PROOFS = {
    Service.LETTER: frozenset({ProofKind.CONTENT}),
    Service.TRACKED_LETTER: frozenset({ProofKind.CONTENT, ProofKind.DEPOSIT, ProofKind.UNDELIVERED}),
    Service.REGISTERED: frozenset({ProofKind.CONTENT, ProofKind.DEPOSIT, ProofKind.RECEIPT}),
    Service.LRE: frozenset({ProofKind.CONTENT, ProofKind.DEPOSIT, ProofKind.RECEIPT}),
    Service.ERE: frozenset({ProofKind.CONTENT, ProofKind.REFUSAL}),
}


class Clock:
    """Starts on 2 March 2026 at nine, and a minute passes at each look."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


def account() -> MySendingBoxFake:
    """One that calls us."""
    return MySendingBoxFake(KEY, now=Clock(), webhook_url=HOOK_URL)


def settings(fake: MySendingBoxFake, **changes: object) -> MySendingBoxSettings:
    return replace(MySendingBoxSettings(base_url=fake.url, mode="live"), **changes)  # type: ignore[arg-type]


def connected(fake: MySendingBoxFake, chosen: MySendingBoxSettings | None = None) -> MySendingBox:
    """An adapter in a new container."""
    return MySendingBox(
        chosen or settings(fake),
        key=KEY,
        webhook_user=USER,
        webhook_password=PASSWORD,
        now=fake.now,
        http=quick_http(fake.url),
    )


@contextlib.contextmanager
def rig() -> Iterator[Rig]:
    with account() as fake:
        yield Rig(
            fake=fake,
            connect=lambda: connected(fake),
            journeys=JOURNEYS,
            proofs=PROOFS,
            secrets=(KEY, PASSWORD),
            part={
                "base_url": fake.url,
                "mode": "live",
                "key": KEY,
                "webhook_user": USER,
                "webhook_password": PASSWORD,
            },
            hook=lambda carrier_id: _hook(fake.callback(carrier_id)),
            forged=lambda carrier_id: _forged(fake.callback(carrier_id)),
        )


def _hook(call: Callback) -> Hook:
    return Hook(call.headers, call.body, {})


def _forged(call: Callback) -> tuple[Hook, ...]:
    others = ("", "Basic bXNiOg==", "Basic é", "Bearer x")
    return tuple(Hook({"Authorization": other} if other else {}, call.body, {}) for other in others)
