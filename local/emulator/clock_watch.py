"""Wakes what waits for a moment of the moved clock, which may come by waiting or by moving it there."""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from datetime import datetime

from local.moved_clock import MovedClock

SECONDS = 0.05
Action = Callable[[], None]


class ClockWatch:
    def __init__(self, clock: MovedClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[object, tuple[datetime, Action]] = {}
        threading.Thread(target=self._watch, daemon=True, name="embedded-clock").start()

    def at(self, moment: datetime, action: Action) -> Action:
        """Runs the action once the moment has come; answers how to call it off."""
        key, context = object(), copy_context()
        with self._lock:
            self._waiting[key] = (moment, lambda: context.run(action))
        return lambda: self._take(key)

    def sleep_until(self, moment: datetime, *, at_most: float | None = None) -> None:
        """`at_most` so many real seconds."""
        come = threading.Event()
        call_off = self.at(moment, come.set)
        come.wait(at_most)
        call_off()

    def _take(self, key: object) -> None:
        with self._lock:
            self._waiting.pop(key, None)

    def _watch(self) -> None:
        while True:
            time.sleep(SECONDS)
            now = self._clock.now()
            with self._lock:
                due = [key for key, (moment, _) in self._waiting.items() if moment <= now]
                actions = [self._waiting.pop(key)[1] for key in due]
            for action in actions:
                action()
