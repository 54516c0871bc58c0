"""Files fetched side by side, in the order in which they were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from relance.domain.errors import RejectedError

AT_ONCE = 16

Key = TypeVar("Key")
Read = TypeVar("Read")


def side_by_side(read: Callable[[Key], Read], keys: Sequence[Key]) -> Iterator[Read]:
    """What is read of each key; no more is held in memory than is fetched at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(0, len(keys), AT_ONCE):
            yield from pool.map(read, keys[start : start + AT_ONCE])


def or_none(read: Callable[[str], bytes], key: str) -> bytes | None:
    """None where there is no such file."""
    try:
        return read(key)
    except RejectedError:
        return None
