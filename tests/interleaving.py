"""Two workers in turns that a test chooses: each stops before any call to a port, as a frozen instance would."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 20.0
"""Seconds after which a test that hangs fails; nothing is measured with it."""


@dataclass
class Worker:
    """One act in a thread of its own, which moves only while it has steps to take."""

    act: Callable[[], object]
    steps: int = 0
    calls: list[str] = field(default_factory=list)
    error: BaseException | None = None
    done: bool = False
    go: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def run(self, steps: int) -> None:
        """Go on for some calls, or to the end."""
        if self.done:
            return
        self.steps = steps
        self.stopped.clear()
        if self.thread is None:
            self.thread = threading.Thread(target=self._work, daemon=True)
            _WORKERS[self.thread] = self
            self.go.set()
            self.thread.start()
        else:
            self.go.set()
        assert self.stopped.wait(PATIENCE), self.calls

    def meet(self, name: str) -> None:
        """Stop here when no step is left."""
        if self.steps == 0:
            self.go.clear()
            self.stopped.set()
            assert self.go.wait(PATIENCE)
        self.steps -= 1
        self.calls.append(name)

    def _work(self) -> None:
        try:
            self.act()
        except BaseException as error:  # noqa: BLE001 - handed to the test, which looks at it
            self.error = error
        self.done = True
        self.stopped.set()


_WORKERS: dict[threading.Thread, Worker] = {}
TO_THE_END = 10_000


class Turns:
    """Wraps ports so that the calls of workers wait for their turn; those of the test itself do not."""

    def wrap(self, name: str, port: Any) -> Any:
        return _Port(name, port)


class _Port:
    def __init__(self, name: str, port: Any) -> None:
        self._name, self._port = name, port

    def __getattr__(self, method: str) -> Any:
        target = getattr(self._port, method)

        def call(*args: Any, **kwargs: Any) -> Any:
            if worker := _WORKERS.get(threading.current_thread()):
                worker.meet(f"{self._name}.{method}")
            return target(*args, **kwargs)

        return call
