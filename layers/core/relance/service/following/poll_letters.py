"""Contacts whose time to be asked after has come: calls get lost, and some carriers never call."""

from __future__ import annotations

from dataclasses import dataclass

from relance.ports.following import ContactDue, LetterQueue
from relance.ports.ledger import Ledger
from relance.ports.outside import Clock


@dataclass(frozen=True, slots=True)
class PollLetters:
    """Runs every hour; running it more often is harmless."""

    ledger: Ledger
    queue: LetterQueue
    clock: Clock

    def poll(self) -> int:
        """Queue every contact that is due, and say how many."""
        now = self.clock.now()
        return self.queue.put_all(ContactDue(account, day, now) for account, day in self.ledger.to_follow(now))
