"""A person proves who the sender is: a one-time code against a session in which qualified letters may go."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.errors import RejectedError
from relance.ports.carriers import Carriers
from relance.ports.sender_sessions import IdentifiesSender, SenderSession, SenderSessions


@dataclass(frozen=True, slots=True)
class Identifying:
    """The code passes through; only what the carrier gives for it is kept."""

    carriers: Carriers
    sessions: SenderSessions

    def open(self, carrier: str, code: str) -> SenderSession:
        """Letters that waited for it go at the next sweep."""
        account = self.carriers.get(carrier)
        if not isinstance(account, IdentifiesSender):
            raise RejectedError(f"{carrier} : ce transporteur ne demande pas de code à usage unique")
        session = account.open_session(code)
        self.sessions.put(carrier, session)
        return session
