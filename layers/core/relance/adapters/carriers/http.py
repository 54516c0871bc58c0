"""HTTP to a carrier: time-outs, retries of what is safe to retry, a breaker, and answers told apart.

Only a refusal proves that nothing was taken; silence, a broken connection and a server's error do not.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NameResolutionError, NewConnectionError

from relance.domain.errors import RejectedError
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError

# At DEBUG urllib3 writes whole addresses, and some carriers want keys in them.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

TIMEOUT: Final = urllib3.Timeout(connect=5.0, read=20.0)
TRIES: Final = 3
FIRST_PAUSE: Final = 0.2
OPENS_AFTER: Final = 5
"""Failures in a row after which the carrier is left alone…"""
STAYS_OPEN: Final = 60.0
"""… for so many seconds."""
MOST_BYTES: Final = 60_000_000
NOT_SENT: Final = (NewConnectionError, ConnectTimeoutError, NameResolutionError)
LATER: Final = frozenset({401, 403, 407, 425, 429})
"""Nothing was taken: our credentials must be mended, or we are too fast."""
SERVER_ERROR: Final = 500
CLIENT_ERROR: Final = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, wholly read."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self, what: str) -> Any:
        """The body as JSON. Raises OutcomeUnknownError: a carrier that answers otherwise may have done anything."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise OutcomeUnknownError(f"{what}: the answer is no JSON ({self.status})") from error


@dataclass
class Breaker:
    """Leaves a carrier alone that failed again and again. One for each carrier and container."""

    monotonic: Callable[[], float] = time.monotonic
    failures: int = 0
    opened_at: float | None = None

    def check(self, what: str) -> None:
        """Raise TryLaterError while the carrier is left alone; then let one call try."""
        if self.opened_at is not None and self.monotonic() - self.opened_at < STAYS_OPEN:
            raise TryLaterError(f"{what}: the carrier failed {self.failures} times, it is left alone for a minute")

    def told(self, *, well: bool) -> None:
        """Count an outcome."""
        self.failures = 0 if well else self.failures + 1
        self.opened_at = self.monotonic() if self.failures >= OPENS_AFTER else None


@dataclass
class CarrierHttp:
    """Calls under one base address. Messages of errors name the call, never a body, a header or a query."""

    base_url: str
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=TIMEOUT))
    breaker: Breaker = field(default_factory=Breaker)
    sleep: Callable[[float], None] = time.sleep
    later: frozenset[int] = LATER
    """Statuses that mean "not now"; a store of files, for one, says 403 for good."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        local = parts.hostname in {"localhost", "127.0.0.1"}
        if parts.scheme != "https" and not local:
            raise RejectedError("a carrier's base_url must begin with https://")

    def get(
        self, what: str, path: str, *, headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None
    ) -> Answer:
        """A call that changes nothing: tried again on silence and on a server's error, with growing pauses.

        A status of 400 and more is the caller's to judge, but for those that mean "later".
        """
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(what, "GET", path + _query(query), headers, None)
            except (OutcomeUnknownError, TryLaterError):
                if attempt == TRIES or self.breaker.opened_at is not None:
                    raise
                self.sleep(FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311 no secret
        raise AssertionError("unreachable")

    def send(
        self, what: str, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """A call that changes something, made once. Raises NotAcceptedError for a refusal."""
        answer = self._once(what, method, path, headers, body)
        if answer.status >= CLIENT_ERROR:
            raise NotAcceptedError(f"{what}: refused ({answer.status})")
        return answer

    def ask(
        self, what: str, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """As `send`, but a refusal comes back as an answer: some carriers say in its body what they mean."""
        return self._once(what, method, path, headers, body)

    def _once(self, what: str, method: str, path: str, headers: Mapping[str, str] | None, body: bytes | None) -> Answer:
        self.breaker.check(what)
        try:
            got = self.pool.request(
                method, self.base_url.rstrip("/") + path, headers=dict(headers or {}), body=body, redirect=False
            )
        except HTTPError as error:
            self.breaker.told(well=False)
            raise _silence(what, error) from error
        answer = Answer(got.status, {k.lower(): v for k, v in got.headers.items()}, got.data)
        self.breaker.told(well=answer.status < SERVER_ERROR)
        if answer.status in self.later:
            raise TryLaterError(f"{what}: not now ({answer.status})")
        if answer.status >= SERVER_ERROR:
            raise OutcomeUnknownError(f"{what}: the carrier failed ({answer.status})")
        return answer


def _silence(what: str, error: HTTPError) -> TryLaterError | OutcomeUnknownError:
    cause = error.reason if isinstance(error, MaxRetryError) else error
    name = type(cause).__name__
    if isinstance(cause, NOT_SENT):
        return TryLaterError(f"{what}: no connection ({name})")
    return OutcomeUnknownError(f"{what}: no answer ({name})")


def _query(query: Mapping[str, str] | None) -> str:
    return f"?{urlencode(query)}" if query else ""
