"""A person's part in letters: accounts that are well set up, and the proof of who sends qualified ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from relance.domain.carriers import OUTSIDE
from relance.domain.errors import RejectedError
from relance.ports.carriers import Carriers, LetterCarrier, NotSetUpError
from relance.ports.sender_sessions import HoldsCertificate, IdentifiesSender, SenderSession, SenderSessions


@dataclass(frozen=True, slots=True)
class AccountState:
    """A carrier's account, as far as it can be judged without a call."""

    carrier: str
    sells: tuple[str, ...] = ()
    """What can be bought there; empty: nothing."""
    wrong: str = ""
    """What is to be mended."""


@dataclass(frozen=True, slots=True)
class Identifying:
    """Codes and certificates pass through; only what a carrier gives for a code is kept."""

    carriers: Carriers
    sessions: SenderSessions

    def accounts(self) -> Iterator[AccountState]:
        """Every carrier that there could be an account at."""
        for name in OUTSIDE:
            try:
                yield AccountState(name, tuple(sorted(self.carriers.get(name).capabilities.services)))
            except NotSetUpError:
                yield AccountState(name)
            except RejectedError as error:
                yield AccountState(name, wrong=str(error))

    def open(self, carrier: str, code: str) -> SenderSession:
        """Give a one-time code for a session. Letters that waited for it go at the next sweep."""
        account = self._account(carrier)
        if not isinstance(account, IdentifiesSender):
            raise RejectedError(f"{carrier} : ce transporteur ne demande pas de code à usage unique")
        session = account.open_session(code)
        self.sessions.put(carrier, session)
        return session

    def register(self, carrier: str, certificate: str) -> None:
        """Hand a certificate over to the carrier, which keeps it."""
        account = self._account(carrier)
        if not isinstance(account, HoldsCertificate):
            raise RejectedError(f"{carrier} : ce transporteur ne garde pas de certificat")
        account.register_certificate(certificate)

    def _account(self, carrier: str) -> LetterCarrier:
        try:
            return self.carriers.get(carrier)
        except NotSetUpError as error:
            raise RejectedError(f"{carrier} : aucun compte dans le secret des transporteurs") from error
