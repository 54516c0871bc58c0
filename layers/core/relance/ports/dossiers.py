"""One account's part of the ledger as it lies there, unread and unbelieved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from relance.domain.dossier import FoundEvent, FoundRows

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LedgerCopy:
    """What the ledger holds of an account."""

    events: Sequence[FoundEvent]
    rows: FoundRows
    items: Sequence[Item]
    """The rows as they lie there, of JSON's types, for whoever takes them elsewhere."""


class LedgerCopies(Protocol):
    """Reads everything of an account; nothing in it makes the reading fail."""

    def copy(self, account_id: str) -> LedgerCopy:
        """Of an account that the ledger does not know: nothing at all."""
        ...
