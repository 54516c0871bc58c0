"""Servers for tests of HTTP: one that answers as it is told, and one that speaks bytes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from local.carriers.serving import Endpoint, Reply, Request


class Scripted(Endpoint):
    """Answers one reply after the other, the last one for ever."""

    def __init__(self, *replies: Reply) -> None:
        super().__init__()
        self.replies = list(replies)

    def answer(self, request: Request) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextlib.contextmanager
def raw_server(speak: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """One that writes bytes as it likes; `speak` ends where the event is set."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while not over.is_set():
                    conversation, _ = listening.accept()
                    with conversation:
                        conversation.recv(65_536)
                        speak(conversation, over)

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
