"""The ground of every pretended carrier: an HTTP server on a free port that can be told to fail in every way.

A carrier's fake derives from PretendedCarrier and writes `answer`; whoever only answers, such as our own end of a
webhook, derives from Endpoint. A test says
`with MailevaFake() as fake: fake.fail_next(Fault.CUT_AFTER, on="POST */submit")` and talks to `fake.url`.
"""

from __future__ import annotations

import json
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from local.carriers.faults import ACTS, Fault, Planned
from local.carriers.listening import Listener

__all__ = ["Endpoint", "Fault", "PretendedCarrier", "Reply", "Request"]

HANGS_FOR = 20.0
"""Seconds; longer than any client of the tests waits."""
SLOW_BY = 0.2


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came in. Names of headers are in small letters; `path` is decoded."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    target: str = ""
    """Path and query as they stood on the wire."""

    @property
    def call(self) -> str:
        """Such as "POST /sendings/1/submit"."""
        return f"{self.method} {self.path}"

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        """A body of application/x-www-form-urlencoded."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=bool(self.body)))


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200) -> Self:
        """JSON."""
        return cls(status, json.dumps(value, ensure_ascii=False).encode())


class Endpoint(ABC):
    """Something that answers HTTP. `answer` runs under a lock: one call after the other."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.calls: list[Request] = []
        """Every call that was read, in order, those that were then cut too."""
        self.broken: list[BaseException] = []
        """Errors of the fake itself; leaving the `with` raises the first."""
        self.released = threading.Event()
        self._planned: list[Planned] = []
        self._lock = threading.RLock()
        self._server = _Server(self)
        self._port = self._server.server_port
        self.url = f"http://127.0.0.1:{self._port}"

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """Act, and say so."""

    def refusal(self, request: Request) -> Reply:  # noqa: ARG002 a fake may look at it
        """What Fault.REFUSE answers: the carrier's own words for no."""
        return Reply.of({"error": "refused"}, 400)

    def fail_next(self, fault: Fault, *, on: str = "*", times: int = 1, skip: int = 0) -> None:
        """The next `times` calls that `on` matches, after `skip` of them, go wrong."""
        self._planned.append(Planned(fault, on, times, skip))

    def heal(self) -> None:
        """Forget every fault that has not struck yet."""
        self._planned.clear()

    def struck(self, call: str) -> Fault | None:
        with self._lock:
            return next((plan.fault for plan in self._planned if plan.meets(call)), None)

    def acted(self, request: Request) -> Reply:
        with self._lock:
            return self.answer(request)

    def close(self) -> None:
        """Nobody listens any more: calls are refused before a byte is sent."""
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()

    def reopen(self) -> None:
        """The same port listens again."""
        self._server = _Server(self, self._port)
        self._listen()

    def _listen(self) -> None:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.released.set()
        self.close()
        if self.broken and kind is None:
            raise self.broken[0]


class PretendedCarrier(Endpoint):
    """A carrier's HTTP interface in memory, with what a test may do behind its back."""

    @abstractmethod
    def paid(self, reference: str) -> int:
        """How many letters under our reference will be on the carrier's invoice."""

    @abstractmethod
    def progress(self, carrier_id: str, word: str) -> None:
        """The carrier's next word of a letter, kept wherever the contract keeps it; any word, known or not."""

    @abstractmethod
    def expire_proofs(self) -> None:
        """From now on no proof can be fetched, though letters still tell of them."""


class _Server(Listener):
    def __init__(self, fake: Endpoint, port: int = 0) -> None:
        self.fake = fake
        super().__init__(port, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class names it so
        """Silence: the fake remembers its calls."""

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Whatever the method, do_GET as do_PATCH."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        try:
            self._go()
        except ConnectionError:
            self.close_connection = True
        except Exception as error:  # noqa: BLE001 kept, and raised where the fake is left
            self.server.fake.broken.append(error)
            self._send(Reply(500))

    def _go(self) -> None:
        fake = self.server.fake
        request = self._line()
        fault = fake.struck(request.call)
        if fault is Fault.CUT_BEFORE:
            self._cut()
            return
        request = replace(request, body=self._body())
        fake.calls.append(request)
        reply = fake.acted(request) if fault is None or fault in ACTS else None
        self._fail(fault, request, reply) if fault else self._send(reply or Reply(500))

    def _fail(self, fault: Fault, request: Request, reply: Reply | None) -> None:
        fake = self.server.fake
        match fault:
            case Fault.REFUSE:
                self._send(fake.refusal(request))
            case Fault.FAIL | Fault.FAIL_AFTER:
                self._send(Reply(500, b"<html>Internal Server Error</html>", "text/html"))
            case Fault.THROTTLE:
                self._send(Reply(429, headers={"Retry-After": "1"}))
            case Fault.GARBLE:
                self._send(Reply(reply.status if reply else 200, b'{"half": '))
            case Fault.SLOW:
                time.sleep(SLOW_BY)
                self._send(reply or Reply(500))
            case Fault.HANG | Fault.HANG_AFTER:
                fake.released.wait(HANGS_FOR)
                self._cut()
            case _:
                self._cut(self._half(reply) if fault is Fault.CUT_DURING and reply else b"")

    def _line(self) -> Request:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return Request(self.command, unquote(parts.path), query, headers, b"", self.path)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def _send(self, reply: Reply) -> None:
        self.wfile.write(_raw(reply))

    def _half(self, reply: Reply) -> bytes:
        """Up to the middle of the body; of an answer without one, of the first line."""
        raw = _raw(reply)
        return raw[: len(raw) - len(reply.body) // 2 - 1] if reply.body else raw[:10]

    def _cut(self, first: bytes = b"") -> None:
        self.wfile.write(first)
        self.wfile.flush()
        self.close_connection = True


def _raw(reply: Reply) -> bytes:
    bare = reply.status == 204  # noqa: PLR2004 No Content carries no length
    headers = {} if bare else {"Content-Type": reply.media_type, "Content-Length": str(len(reply.body))}
    headers.update(reply.headers)
    lines = [f"HTTP/1.1 {reply.status} -", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (b"" if bare else reply.body)
