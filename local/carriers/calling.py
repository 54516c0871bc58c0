"""Webhooks of a pretended carrier: called as its contract says, tried again, doubled and shuffled at will."""

from __future__ import annotations

import http.client
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

SILENT = 0
"""Stands for a status where nobody answered."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One call that a carrier owes."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Delivered:
    """How it went: the status of each attempt."""

    callback: Callback
    statuses: tuple[int, ...]
    well: bool


def deliver(callback: Callback, *, wants: frozenset[int], tries: int) -> Delivered:
    """Calls until one of `wants` comes back, `tries` times at most; the pauses of the contract are not waited for."""
    statuses: list[int] = []
    while len(statuses) < tries:
        statuses.append(_called(callback))
        if statuses[-1] in wants:
            return Delivered(callback, tuple(statuses), well=True)
    return Delivered(callback, tuple(statuses), well=False)


def storm(callbacks: Sequence[Callback], *, copies: int, seed: int) -> list[Callback]:
    """Each call so many times, in an order that only the seed knows."""
    calls = [callback for callback in callbacks for _ in range(copies)]
    random.Random(seed).shuffle(calls)  # noqa: S311 no secret
    return calls


def _called(callback: Callback) -> int:
    parts = urlsplit(callback.url)
    maker = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = maker(parts.hostname or "", parts.port, timeout=30)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(callback.method, target or "/", body=callback.body, headers=dict(callback.headers))
        return connection.getresponse().status
    except OSError:
        return SILENT
    finally:
        connection.close()
