"""An HTTP server of this machine that knows whom it talks to, so that it can hang up."""

from __future__ import annotations

import socket
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Listener(ThreadingHTTPServer):
    """`port` 0: a free one."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        self._talking: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._talking.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._talking.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Whoever kept a connection finds it closed before it asks again."""
        for connection in list(self._talking):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
