"""Reconciliation in pieces, each small enough for one run of a function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ReconcileTask:
    """One piece. With neither segment nor accounts: cut the whole work into pieces."""

    day: date
    segment: int | None = None
    """Scan this segment of the invoice table, from `start` on."""
    segments: int = 4
    start: dict[str, str] | None = None
    accounts: tuple[str, ...] = ()
    """Compare what the ledger knows of these accounts with the invoice table."""


class ReconcileQueue(Protocol):
    """Pieces still to do."""

    def put(self, task: ReconcileTask) -> None:
        """Queue one piece."""
        ...
