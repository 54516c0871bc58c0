"""A storm of webhooks: a thousand calls of the carriers, doubled and shuffled, on several connections at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil

from local.carriers.calling import Callback, Delivered, storm
from local.carriers.host import CarrierHost

AT_ONCE = 4
SEED = 2026


@dataclass(frozen=True, slots=True)
class Weathered:
    """What a storm was, and how it was borne."""

    letters: int
    calls: int
    """Made, each of the different ones many times."""
    different: int
    answers: dict[int, int]
    seconds: float
    """Until the last call was answered."""


def unleash(host: CarrierHost, calls: Sequence[tuple[str, Callback]], *, size: int, letters: int) -> Weathered:
    """Make these calls `size` times in all, in an order that only the seed knows. Each must be answered well."""
    carriers = {id(callback): name for name, callback in calls}
    copies = ceil(size / len(calls))
    shuffled = storm([callback for _, callback in calls], copies=copies, seed=SEED)[:size]
    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        went = list(pool.map(lambda callback: host.call(carriers[id(callback)], callback), shuffled))
    seconds = time.monotonic() - started
    if lost := [delivered for delivered in went if not delivered.well]:
        raise RuntimeError(f"{len(lost)} calls of the storm were not answered: {lost[0].statuses}")
    return Weathered(letters, len(went), len(calls), _answers(went), seconds)


def _answers(went: Sequence[Delivered]) -> dict[int, int]:
    counted = Counter(status for delivered in went for status in delivered.statuses)
    return dict(sorted(counted.items()))
