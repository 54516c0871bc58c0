"""Somebody else was faster: what may be called twice is called again at once, not after the queue's six minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from relance.domain.errors import ConflictError

TRIES = 4
Done = TypeVar("Done")


def despite_conflicts(act: Callable[[], Done]) -> Done:
    """What `act` returns; it starts from facts read anew each time. Raises ConflictError at the last try."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except ConflictError:
            continue
    return act()
