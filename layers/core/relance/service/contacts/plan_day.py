"""The morning's work list: every account whose day has come, one message each. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relance.ports.ledger import Ledger
from relance.ports.messaging import ContactOrder, ContactQueue


@dataclass(frozen=True, slots=True)
class PlanDay:
    """Reads the agenda, which holds only what is due."""

    ledger: Ledger
    queue: ContactQueue

    def plan(self, day: date) -> int:
        """Queue every account due on or before `day`; returns how many. Running it again is harmless."""
        return self.queue.put_all(ContactOrder(account_id, day) for account_id in self.ledger.due(day))
