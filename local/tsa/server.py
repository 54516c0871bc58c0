"""The authority over HTTP (RFC 3161, 3.4), with the faults of every pretended service."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime

from local.carriers.serving import Endpoint, Reply, Request
from local.tsa.authority import TimestampAuthority

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class TimestampServer(Endpoint):
    """`with TimestampServer() as tsa:` answers at `tsa.url`; `tsa.authority.root.pem` is what to trust."""

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime.now(UTC), *, user: str = "", password: str = ""
    ) -> None:
        super().__init__(now)
        self.authority = TimestampAuthority.new(now)
        self._credentials = base64.b64encode(f"{user}:{password}".encode()).decode() if user else None

    def answer(self, request: Request) -> Reply:
        if request.method != "POST":
            return Reply(405, media_type="text/plain")
        if self._credentials and request.headers.get("authorization") != f"Basic {self._credentials}":
            return Reply(401, media_type="text/plain", headers={"WWW-Authenticate": "Basic"})
        if request.headers.get("content-type") != QUERY:
            return Reply(415, media_type="text/plain")
        return Reply(200, self.authority.answer(request.body), REPLY)
