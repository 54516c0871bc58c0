"""Leaves a carrier alone that failed again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from relance.ports.messaging import TryLaterError

OPENS_AFTER: Final = 5
"""Failures in a row after which the carrier is left alone…"""
STAYS_OPEN: Final = 60.0
"""… for so many seconds."""


@dataclass
class Breaker:
    """One for each carrier and container."""

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
