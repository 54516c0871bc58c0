"""What the stories of `stories.py` need of a carrier: a rig, that ties its adapter to its pretended self.

`test_every_carrier.py` tells each story to each carrier of `carriers.py`, for each service that it sells.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import urllib3

from local.carriers.faults import Fault
from local.carriers.papers import proof_pdf
from local.carriers.serving import PretendedCarrier
from relance.adapters.carriers.breaker import Breaker
from relance.adapters.carriers.http import CarrierHttp
from relance.domain.billing import Address
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import (
    Consignment,
    LetterCarrier,
    Party,
    ProofKind,
    Service,
    Sheet,
)

REFERENCE = "RL-2026-C1042-3-1"
SENDER = Party(
    name="Camille Roux",
    company="Atelier du Ponant SAS",
    address=Address(("12 quai de la Fosse",), "44000", "Nantes"),
    email="recouvrement@atelier-du-ponant.example",
    first_name="Camille",
    last_name="Roux",
)
DEBTOR = Party(
    name="Claire Martin",
    company="Boulangerie Martin SARL",
    address=Address(("Bâtiment B", "3 rue Crébillon"), "44000", "Nantes"),
    email="compta@boulangerie-martin.example",
    first_name="Claire",
    last_name="Martin",
)
LETTER = Sheet("mise-en-demeure.pdf", proof_pdf("Mise en demeure", {}, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)))


def consignment(service: Service, **changes: object) -> Consignment:
    """A formal notice to Boulangerie Martin."""
    base = Consignment(REFERENCE, service, date(2026, 3, 2), SENDER, DEBTOR, LETTER, consent="CONSENT-1")
    return replace(base, **changes)  # type: ignore[arg-type]


_SECONDS: ContextVar[float] = ContextVar("seconds that an answer is waited for", default=10.0)
NO_TIME, SOME_TIME = 0.1, 0.5
"""Seconds: for a carrier of whom no answer comes anyway, and for one that is silent once and answers besides."""
SILENT = frozenset({Fault.HANG, Fault.HANG_AFTER})


@contextmanager
def impatient(fault: Fault, seconds: float = SOME_TIME) -> Iterator[None]:
    """Adapters that connect meanwhile give up early where the fault is silence; else a busy machine has its time."""
    before = _SECONDS.set(seconds if fault in SILENT else _SECONDS.get())
    try:
        yield
    finally:
        _SECONDS.reset(before)


def quick_http(url: str) -> CarrierHttp:
    """As in production, but without pauses, and with a breaker that tries anew."""
    minutes = itertools.count(0.0, 61.0)
    pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=5.0, read=_SECONDS.get()))
    return CarrierHttp(url, pool, Breaker(monotonic=minutes.__next__), sleep=lambda _: None)


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it reaches us."""

    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rig:
    """One carrier, tied together anew for each story."""

    fake: PretendedCarrier
    connect: Callable[[], LetterCarrier]
    """An adapter that knows nothing of the ones before it, as a new container would not."""
    journeys: Mapping[Service, tuple[tuple[str, DeliveryStatus], ...]]
    """For each service the carrier's words in order, each with the stage that is then the newest."""
    proofs: Mapping[Service, frozenset[ProofKind]]
    """What can be fetched at the journey's end."""
    secrets: tuple[str, ...]
    """What must show in no error and no log: keys, passwords, tokens."""
    part: Mapping[str, Any]
    """What the secret of a deployment would hold for this account, to the last field that it needs."""
    hook: Callable[[str], Hook | None] = lambda _: None
    """The carrier's authentic call about a letter; None: it never calls about such a one."""
    forged: Callable[[str], tuple[Hook, ...]] = lambda _: ()
    """Calls that say the same and did not come from the carrier."""
    refuses: frozenset[str] = frozenset()
    """Of tests/conformity/consignments.py, the letters that the carrier does not take, by their names."""


Maker = Callable[[], AbstractContextManager[Rig]]
