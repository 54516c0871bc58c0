"""What seals are made from, and what one night leaves to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from relance.domain.sealing import AccountHead, SealState


class ChainHeads(Protocol):
    """The newest event of each account's chain."""

    def moved(self) -> Iterator[AccountHead]:
        """Accounts whose chain grew since they were last sealed, each with its head; reads only what it returns."""
        ...

    def every(self) -> Iterator[AccountHead]:
        """Every account that has events; a scan, for the first seal."""
        ...

    def sealed(self, heads: Iterable[AccountHead]) -> None:
        """Forget that these moved, unless they moved on since."""
        ...


class SealBook(Protocol):
    """What one night leaves to the next."""

    def read(self) -> SealState:
        """As it was left; the empty state before the first night."""
        ...

    def write(self, state: SealState) -> None:
        """Leave it."""
        ...
