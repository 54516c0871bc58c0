"""A contact of unknown outcome, settled by a person who asked the provider; else only its own record may do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relance.domain.contact import ContactRow, ContactState
from relance.domain.errors import RejectedError
from relance.ports.ledger import Ledger
from relance.ports.outside import Clock
from relance.service.contacts.contact_book import ContactBook

NOT_SENT = "a person found out that it was not sent"


@dataclass(frozen=True, slots=True)
class Settling:
    """Sent: the steps are reached. Not sent: the account is planned again, and the day may be reserved again."""

    ledger: Ledger
    book: ContactBook
    clock: Clock

    def settle(self, account_id: str, day: date, *, sent: bool, by: str) -> ContactRow:
        """Record what the person found out."""
        if not by.strip():
            raise RejectedError("auteur : le nom de la personne manque")
        row = self.ledger.contact(account_id, day)
        if row is None:
            raise RejectedError(f"jour : aucun contact du compte {account_id} le {day:%d/%m/%Y}")
        if row.state is not ContactState.UNKNOWN:
            raise RejectedError(f"contact : celui du {day:%d/%m/%Y} n'est pas d'issue inconnue ({row.state})")
        now = self.clock.now()
        if sent:
            return self.book.sent(row, message_id=None, at=now, actor=by)
        return self.book.void(row, reason=NOT_SENT, at=now, actor=by)
