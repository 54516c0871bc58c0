"""HTTP to a carrier: time-outs, retries of what is safe to retry, a breaker, and answers told apart.

Only a refusal proves that nothing was taken; silence, a broken connection and a server's error do not.
"""

from __future__ import annotations

import json
import logging
import random
import re
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)

from relance.adapters.carriers.breaker import Breaker
from relance.domain.errors import RejectedError
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError

# urllib3 writes whole addresses, and some carriers want keys in them: at DEBUG, and as a WARNING of odd headers.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)

CONNECT: Final = 5.0
"""Seconds to connect, and for each block of a letter to be taken off our hands."""
READ: Final = 20.0
TRIES: Final = 3
FIRST_PAUSE: Final = 0.2
PATIENCE: Final = 5.0
"""Seconds that a carrier may ask us to wait before the same question; for longer, somebody else asks later."""
DEADLINE: Final = 90.0
"""Seconds for a call, looked at with each block of a letter and each piece of an answer, however steadily they drip."""
MOST_BYTES: Final = 60_000_000
"""Of an answer, unpacked."""
CHUNK: Final = 65_536
GRAPHIC: Final = re.compile(r"[!-~]+")
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


def pool_of(read: float = READ) -> urllib3.PoolManager:
    """Connections, by seconds that the next byte of an answer may take."""
    return urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=CONNECT, read=read))


@dataclass
class CarrierHttp:
    """Calls under one base address. Messages of errors name the call, never a body, a header or a query."""

    base_url: str
    pool: urllib3.PoolManager = field(default_factory=pool_of)
    breaker: Breaker = field(default_factory=Breaker)
    sleep: Callable[[float], None] = time.sleep
    later: frozenset[int] = LATER
    """Statuses that mean "not now"; a store of files, for one, says 403 for good."""
    deadline: float = DEADLINE
    most_bytes: int = MOST_BYTES
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.base_url)
            whole = bool(parts.hostname) and parts.port != 0 and GRAPHIC.fullmatch(self.base_url)
        except ValueError:  # what follows the host is no port, or brackets do not close
            whole = False
        if not whole:
            raise RejectedError("a carrier's base_url is no address of a host")
        local = parts.hostname in {"localhost", "127.0.0.1"}
        if parts.scheme != "https" and not (local and parts.scheme == "http"):
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
        if method != "GET":
            # A container that was frozen cannot tell that its connections died meanwhile: no letter is lost to one.
            self.pool.clear()
        until = self.clock() + self.deadline
        try:
            got = self.pool.request(
                method,
                self.base_url.rstrip("/") + path,
                headers=_common(body) | dict(headers or {}),
                body=None if body is None else self._blocks(what, body, until),
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

    def _blocks(self, what: str, body: bytes, until: float) -> Iterator[bytes]:
        """In one piece, all of it would have to be gone within the time of a single write."""
        for start in range(0, len(body), CHUNK):
            self._check_bounds(what, 0, until)
            yield body[start : start + CHUNK]

    def _check_bounds(self, what: str, size: int, until: float) -> None:
        if size > self.most_bytes:
            raise OutcomeUnknownError(f"{what}: an answer of more than {self.most_bytes} bytes")
        if self.clock() > until:
            raise OutcomeUnknownError(f"{what}: not over within {self.deadline:g} seconds")


def _retry_after(answer: Answer) -> float | None:
    """Seconds. A date is read against the carrier's own clock."""
    asked = answer.headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        return (parsedate_to_datetime(asked) - parsedate_to_datetime(answer.headers["date"])).total_seconds()
    except (KeyError, OverflowError, TypeError, ValueError):
        return None


def _silence(what: str, error: HTTPError) -> TryLaterError | OutcomeUnknownError:
    name = type(error).__name__
    unvouched = isinstance(error, SSLError) and isinstance(error.args[0], ssl.SSLCertVerificationError)
    if unvouched or isinstance(error, NOT_SENT):
        return TryLaterError(f"{what}: no connection ({name})")
    return OutcomeUnknownError(f"{what}: no answer ({name})")


def _common(body: bytes | None) -> dict[str, str]:
    """The length is said beforehand: nobody has to take a body of unknown length."""
    return {"User-Agent": "Relance"} | ({} if body is None else {"Content-Length": str(len(body))})


def _query(query: Mapping[str, str] | None) -> str:
    return f"?{urlencode(query, quote_via=quote)}" if query else ""
