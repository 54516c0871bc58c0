"""Holding and releasing an account or one invoice, by a named person.

What a person typed may be personal: it is an object of its own, which the event names by its hash.
Refusals are in French, for whoever typed the request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from relance.domain.account import Hold, HoldKind
from relance.domain.calendar import civil_date
from relance.domain.errors import ConflictError, RejectedError, TransientError
from relance.domain.events import HOLD_RELEASED, HOLD_SET, NewEvent
from relance.domain.record import AccountRecord, LedgerInvoice
from relance.ports.ledger import Ledger
from relance.ports.outside import Clock
from relance.ports.storage import Archive
from relance.service.planning import Planning
from relance.service.snapshot import SnapshotReader

TRIES = 8
MAX_REASON = 500
NOTES = "notes/"
"""Under this prefix of the archive lies what people typed."""


class Signals(Protocol):
    """Whoever must know that facts of an account changed: an approval on them is void."""

    def facts_changed(self, account_id: str, day: date) -> None:
        """Look again at the account's open case, if there is one."""
        ...


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """What a person asks for. No invoice: the whole account. `until` is the last day held; None: until released."""

    account_id: str
    reason: str
    by: str
    until: date | None = None
    invoice_id: str | None = None
    kind: HoldKind = HoldKind.MANUAL


@dataclass(frozen=True, slots=True)
class Holds:
    """Sets and releases holds under the account's revision, and computes its next day again."""

    ledger: Ledger
    reader: SnapshotReader
    planning: Planning
    archive: Archive
    clock: Clock
    signals: Signals

    def set(self, request: HoldRequest) -> AccountRecord:
        """Nothing goes out while the hold lasts, not even a contact already queued. Replaces an earlier hold."""
        now = self.clock.now()
        _check(request, civil_date(now))
        hold = Hold(request.reason.strip(), request.by, civil_date(now), request.until, request.kind)
        self._target(request.account_id, request.invoice_id)
        note = self._note(request.account_id, hold.reason)
        return self._change(
            request.account_id,
            request.invoice_id,
            lambda _, key: (hold, _event(HOLD_SET, now, request.by, key, hold, note)),
            now,
        )

    def release(self, *, account_id: str, by: str, invoice_id: str | None = None) -> AccountRecord:
        """The hold ends today; what is due goes out on the next working morning, one contact."""
        _check_name(by)
        now = self.clock.now()

        def end(held: Hold | None, key: str | None) -> tuple[None, NewEvent]:
            if held is None:
                raise RejectedError(f"{key or account_id} : aucune suspension à lever")
            return None, _event(HOLD_RELEASED, now, by, key, held, None)

        return self._change(account_id, invoice_id, end, now)

    def _change(
        self,
        account_id: str,
        invoice_id: str | None,
        change: Callable[[Hold | None, str | None], tuple[Hold | None, NewEvent]],
        now: datetime,
    ) -> AccountRecord:
        for _ in range(TRIES):
            before, entry = self._target(account_id, invoice_id)
            held = entry.hold if entry else before.hold
            hold, event = change(held, entry.key if entry else None)
            after = before.with_invoice(replace(entry, hold=hold)) if entry else replace(before, hold=hold)
            try:
                stored = self.ledger.commit(before, self._with_agenda(after, civil_date(now)), events=(event,))
            except ConflictError:
                continue
            self.signals.facts_changed(account_id, civil_date(now))
            return stored
        raise TransientError(f"{account_id} : le compte change sans cesse, réessayez")

    def _target(self, account_id: str, invoice_id: str | None) -> tuple[AccountRecord, LedgerInvoice | None]:
        record = self.ledger.load(account_id)
        if record.revision == 0:
            raise RejectedError(f"client : {account_id} n'est pas connu")
        return record, _find(record, invoice_id) if invoice_id else None

    def _with_agenda(self, record: AccountRecord, day: date) -> AccountRecord:
        """An account with an open contact is planned again when that contact is settled, not before."""
        if record.open_contact is not None:
            return record
        return replace(record, next_day=self.planning.next_day(self.reader.of(record), day))

    def _note(self, account_id: str, text: str) -> tuple[str, str]:
        body = text.encode()
        digest = hashlib.sha256(body).hexdigest()
        stored = self.archive.put(note_key(account_id, digest), body, media_type="text/plain; charset=utf-8")
        return stored.key, stored.sha256


def note_key(account_id: str, digest: str) -> str:
    """Where what a person typed about an account is kept."""
    return f"{NOTES}{account_id}/{digest}.txt"


def _check(request: HoldRequest, today: date) -> None:
    _check_name(request.by)
    if not request.reason.strip():
        raise RejectedError("motif : il manque")
    if len(request.reason) > MAX_REASON:
        raise RejectedError(f"motif : {len(request.reason)} caractères, {MAX_REASON} au plus")
    if request.until is not None and request.until < today:
        raise RejectedError(f"fin : le {request.until:%d/%m/%Y} est passé")


def _check_name(by: str) -> None:
    if not by.strip():
        raise RejectedError("auteur : le nom de la personne manque")


def _find(record: AccountRecord, invoice_id: str) -> LedgerInvoice:
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


def _event(kind: str, at: datetime, by: str, key: str | None, hold: Hold, note: tuple[str, str] | None) -> NewEvent:
    data = {"invoice": key, "kind": hold.kind, "until": hold.until}
    return NewEvent(kind, at, by, data, *(note or (None, None)))
