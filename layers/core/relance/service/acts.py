"""What a named person does to an account: under its revision, the agenda computed again, an open case told.

Refusals are in French, for whoever typed the request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from relance.domain.calendar import civil_date
from relance.domain.errors import ConflictError, RejectedError, TransientError
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord, LedgerInvoice
from relance.ports.ledger import Ledger
from relance.ports.outside import Clock
from relance.ports.storage import Archive
from relance.service.account.planning import Planning
from relance.service.account.snapshot import SnapshotReader

TRIES = 8
MAX_REASON = 500
NOTES = "notes/"
"""Under this prefix of the archive lies what people typed."""

Note = tuple[str, str]
"""Key and SHA-256 of what a person typed: an event names it and does not hold it, for it may be personal."""


class Signals(Protocol):
    """Whoever must know that facts of an account changed: an approval on them is void."""

    def facts_changed(self, account_id: str, day: date) -> None:
        """Look again at the account's open case, if there is one."""
        ...


@dataclass(frozen=True, slots=True)
class Act:
    """The account after what a person did, with the event that tells it; no event: nothing is left to do."""

    record: AccountRecord
    event: NewEvent | None = None


@dataclass(frozen=True, slots=True)
class Acts:
    """The ledger as people write to it."""

    ledger: Ledger
    reader: SnapshotReader
    planning: Planning
    archive: Archive
    clock: Clock
    signals: Signals

    @property
    def today(self) -> date:
        """The civil day in Paris."""
        return civil_date(self.clock.now())

    def known(self, account_id: str) -> AccountRecord:
        """The account. Raises RejectedError where the ledger has none of that name."""
        record = self.ledger.load(account_id)
        if record.revision == 0:
            raise RejectedError(f"client : {account_id} n'est pas connu")
        return record

    def carry_out(self, account_id: str, act: Callable[[AccountRecord], Act]) -> AccountRecord:
        """Commit what `act` makes of the account as it stands; computed again when somebody else was faster."""
        for _ in range(TRIES):
            before = self.known(account_id)
            done = act(before)
            try:
                stored = self._commit(before, done)
            except ConflictError:
                continue
            self.signals.facts_changed(account_id, self.today)
            return stored
        raise TransientError(f"{account_id} : le compte change sans cesse, réessayez")

    def note(self, account_id: str, text: str) -> Note:
        """Keep what a person typed."""
        body = text.encode()
        key = note_key(account_id, hashlib.sha256(body).hexdigest())
        stored = self.archive.put(key, body, media_type="text/plain; charset=utf-8")
        return stored.key, stored.sha256

    def _commit(self, before: AccountRecord, done: Act) -> AccountRecord:
        if done.event is None:
            return before
        return self.ledger.commit(before, self._with_agenda(done.record), events=(done.event,))

    def _with_agenda(self, record: AccountRecord) -> AccountRecord:
        """An account with an open contact is planned again when that contact is settled, not before."""
        if record.open_contact is not None:
            return record
        return replace(record, next_day=self.planning.next_day(self.reader.of(record), self.today))


def note_key(account_id: str, digest: str) -> str:
    """Where what a person typed about an account is kept."""
    return f"{NOTES}{account_id}/{digest}.txt"


def check_name(by: str) -> None:
    """Raises RejectedError where nobody is named."""
    if not by.strip():
        raise RejectedError("auteur : le nom de la personne manque")


def check_reason(reason: str) -> str:
    """The reason without the spaces around it. Raises RejectedError where it is missing or too long."""
    if not reason.strip():
        raise RejectedError("motif : il manque")
    if len(reason) > MAX_REASON:
        raise RejectedError(f"motif : {len(reason)} caractères, {MAX_REASON} au plus")
    return reason.strip()


def find_invoice(record: AccountRecord, invoice_id: str) -> LedgerInvoice:
    """The invoice by its number, or by its key where two customers of one payer use the same number."""
    entries = record.invoices.values()
    found = [e for e in entries if invoice_id in (e.key, e.seen.facts.invoice_id)]
    if not found:
        known = ", ".join(sorted(e.seen.facts.invoice_id for e in entries)[:10])
        raise RejectedError(f"facture : {invoice_id} n'est pas du compte {record.account_id} (connues : {known})")
    if len(found) > 1:
        raise RejectedError(f"facture : {invoice_id} est ambiguë, donnez {' ou '.join(e.key for e in found)}")
    if found[0].moved_to:
        raise RejectedError(f"facture : {invoice_id} est suivie sur le compte {found[0].moved_to}")
    return found[0]
