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
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NameResolutionError, NewConnectionError

from relance.domain.errors import RejectedError
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError

# At DEBUG urllib3 writes whole addresses, and some carriers want keys in them.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

TIMEOUT: Final = urllib3.Timeout(connect=5.0, read=20.0)
TRIES: Final = 3
FIRST_PAUSE: Final = 0.2
PATIENCE: Final = 5.0
"""Seconds that a carrier may ask us to wait before the same question; for longer, somebody else asks later."""
OPENS_AFTER: Final = 5
"""Failures in a row after which the carrier is left alone…"""
STAYS_OPEN: Final = 60.0
"""… for so many seconds."""
DEADLINE: Final = 90.0
"""Seconds until an answer must be here to its last byte, however steadily it drips."""
MOST_BYTES: Final = 60_000_000
"""Of an answer, unpacked."""
CHUNK: Final = 65_536
NOT_SENT: Final = (NewConnectionError, ConnectTimeoutError, NameResolutionError)
LATER: Final = frozenset({401, 403, 407, 425, 429})
"""Nothing was taken: our credentials must be mended, or we are too fast."""
TOO_FAST: Final = frozenset({425, 429})
SERVER_ERROR: Final = 500
CLIENT_ERROR: Final = 400
REDIRECT: Final = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, wholly read."""

    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes

    def json(self, what: str) -> Any:
        """The body as JSON. Raises OutcomeUnknownError: a carrier that answers otherwise may have done anything."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise OutcomeUnknownError(f"{what}: the answer is no JSON ({self.status})") from None


@dataclass
class Breaker:
    """Leaves a carrier alone that failed again and again. One for each carrier and container."""

    monotonic: Callable[[], float] = time.monotonic
    failures: int = 0
    opened_at: float | None = None

    def check(self, what: str) -> None:
        """Raise TryLaterError while the carrier is left alone; then let one call try, and no other beside it."""
        if self.opened_at is None:
            return
        now = self.monotonic()
        if now - self.opened_at < STAYS_OPEN:
            raise TryLaterError(f"{what}: the carrier failed {self.failures} times, it is left alone for a minute")
        self.opened_at = now

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
    deadline: float = DEADLINE
    most_bytes: int = MOST_BYTES
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        local = parts.hostname in {"localhost", "127.0.0.1"}
        if parts.scheme != "https" and not local:
            raise RejectedError("a carrier's base_url must begin with https://")
        if parts.username is not None or parts.query or parts.fragment:
            raise RejectedError("a carrier's base_url is a host and a path: neither user, nor query, nor fragment")

    def get(
        self, what: str, path: str, *, headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None
    ) -> Answer:
        """A call that changes nothing: tried again on silence, on a server's error and where we are too fast.

        Pauses grow; one that the carrier asks for is kept, up to PATIENCE seconds. A status of 400 and more is the
        caller's to judge, but for those that mean "later".
        """
        for attempt in range(1, TRIES + 1):
            pause = FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311 no secret
            try:
                answer = self._exchange(what, "GET", path + _query(query), headers, None)
            except (OutcomeUnknownError, TryLaterError):
                if self._tired(attempt):
                    raise
            else:
                asked = self._asked_to_wait(answer, pause)
                if asked is None or self._tired(attempt):
                    return self._judged(what, answer)
                pause = asked
            self.sleep(pause)
        raise AssertionError("unreachable")

    def send(
        self, what: str, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """A call that changes something, made once. Raises NotAcceptedError for a refusal."""
        answer = self.ask(what, method, path, headers=headers, body=body)
        if answer.status >= CLIENT_ERROR:
            raise NotAcceptedError(f"{what}: refused ({answer.status})")
        return answer

    def ask(
        self, what: str, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """As `send`, but a refusal comes back as an answer: some carriers say in its body what they mean."""
        return self._judged(what, self._exchange(what, method, path, headers, body))

    def _tired(self, attempt: int) -> bool:
        return attempt == TRIES or self.breaker.opened_at is not None

    def _asked_to_wait(self, answer: Answer, pause: float) -> float | None:
        """Seconds after which the same question may be answered better; None: it will not be."""
        if answer.status < SERVER_ERROR and answer.status not in TOO_FAST & self.later:
            return None
        asked = _retry_after(answer)
        return pause if asked is None else max(asked, pause) if asked <= PATIENCE else None

    def _judged(self, what: str, answer: Answer) -> Answer:
        if answer.status in self.later:
            raise TryLaterError(f"{what}: not now ({answer.status})")
        if answer.status >= SERVER_ERROR:
            raise OutcomeUnknownError(f"{what}: the carrier failed ({answer.status})")
        if REDIRECT <= answer.status < CLIENT_ERROR:
            # Never followed: our keys are for one host. And whoever sends us elsewhere has said neither yes nor no.
            raise OutcomeUnknownError(f"{what}: sent elsewhere ({answer.status})")
        return answer

    def _exchange(
        self, what: str, method: str, path: str, headers: Mapping[str, str] | None, body: bytes | None
    ) -> Answer:
        self.breaker.check(what)
        until = self.clock() + self.deadline
        try:
            got = self.pool.request(
                method,
                self.base_url.rstrip("/") + path,
                headers={"User-Agent": "Relance", **(headers or {})},
                body=body,
                redirect=False,
                preload_content=False,
            )
            answer = Answer(got.status, {k.lower(): v for k, v in got.headers.items()}, self._read(what, got, until))
        except HTTPError as error:
            self.breaker.told(well=False)
            # Without its cause, whose words may hold an address with a key in it.
            raise _silence(what, error) from None
        except OutcomeUnknownError:
            self.breaker.told(well=False)
            raise
        except ValueError:
            # What HTTP cannot carry is found out before the first byte is sent.
            raise TryLaterError(f"{what}: a header or the address has a sign that HTTP cannot carry") from None
        self.breaker.told(well=answer.status < SERVER_ERROR)
        return answer

    def _read(self, what: str, got: urllib3.BaseHTTPResponse, until: float) -> bytes:
        """The body, as it comes: a read that waits for a full buffer would wait for a slow drip without end."""
        body = bytearray()
        try:
            while chunk := got.read1(CHUNK):
                body += chunk
                self._check_bounds(what, len(body), until)
        except BaseException:
            got.close()
            raise
        got.release_conn()
        return bytes(body)

    def _check_bounds(self, what: str, size: int, until: float) -> None:
        if size > self.most_bytes:
            raise OutcomeUnknownError(f"{what}: an answer of more than {self.most_bytes} bytes")
        if self.clock() > until:
            raise OutcomeUnknownError(f"{what}: the answer was not whole within {self.deadline:g} seconds")


def _retry_after(answer: Answer) -> float | None:
    """Seconds. A date is read against the carrier's own clock."""
    asked = answer.headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        return (parsedate_to_datetime(asked) - parsedate_to_datetime(answer.headers["date"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        return None


def _silence(what: str, error: HTTPError) -> TryLaterError | OutcomeUnknownError:
    cause = error.reason if isinstance(error, MaxRetryError) else error
    name = type(cause).__name__
    if isinstance(cause, NOT_SENT):
        return TryLaterError(f"{what}: no connection ({name})")
    return OutcomeUnknownError(f"{what}: no answer ({name})")


def _query(query: Mapping[str, str] | None) -> str:
    return f"?{urlencode(query, quote_via=quote)}" if query else ""
