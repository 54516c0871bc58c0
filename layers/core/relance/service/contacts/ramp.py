"""The cap of the first days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.record import SendingSwitch
from relance.ports.ledger import DailyCap


@dataclass(frozen=True, slots=True)
class Ramp:
    """The cap of the first days after going live."""

    days: int = 10
    contacts_per_day: int = 50

    def cap(self, switch: SendingSwitch, day: date) -> DailyCap | None:
        """The cap in force on `day`, if any."""
        if switch.live_since is None or day >= switch.live_since + timedelta(days=self.days):
            return None
        return DailyCap(day, self.contacts_per_day)
