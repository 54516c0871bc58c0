"""The pieces of a file: billing's documents, our letters, what carriers proved of them. Copied, so that they stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from relance.domain.account import Account
from relance.domain.billing import Document
from relance.domain.calendar import civil_date
from relance.domain.case import Case
from relance.domain.contact import ContactRow, ContactState, KeptProof, StoredObject
from relance.domain.document import Document as Letter
from relance.domain.errors import RejectedError
from relance.domain.handoff import HandoffRecord, Piece
from relance.ports.evidence import Evidence
from relance.ports.ledger import Ledger
from relance.ports.storage import Archive, Documents

ORDER = ("contract", "order", "delivery", "invoice", "other")
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".xml": "application/xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".zip": "application/zip",
}
SUFFIXES = {media_type: suffix for suffix, media_type in MEDIA_TYPES.items()}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found, and what is named somewhere but cannot be read."""

    pieces: list[Piece] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unproved: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Gathers the pieces of one case, in the order in which a court reads them."""

    ledger: Ledger
    archive: Archive
    documents: Documents
    evidence: Evidence

    def gather(self, case: Case, account: Account, owed: Iterable[str]) -> Gathered:
        """Contract to invoice, the statement, each reminder and the notice with its proofs. Not numbered yet."""
        found = Gathered()
        found.pieces.extend(self._documents(case, account, owed, found))
        if case.statement:
            found.pieces.append(_piece("statement", case.case_id, case.opened_on, case.statement))
        rows = self.ledger.contacts(case.account_id)
        for row in sorted(rows, key=lambda r: (r.reference == case.served_reference, r.day)):
            found.pieces.extend(self._letter(case, row, found))
        return found

    def _documents(self, case: Case, account: Account, owed: Iterable[str], found: Gathered) -> Iterator[Piece]:
        invoices = [s.invoice for key in owed if (s := account.state(key)) is not None]
        invoices.sort(key=lambda i: (i.due_on, i.key))
        named = [(d, i.invoice_id) for i in invoices for d in i.documents]
        for document, invoice_id in sorted(named, key=lambda pair: _place(pair[0])):
            body = self.documents.read(document.key)
            if body is None:
                found.missing.append(f"{invoice_id}: {document.kind}")
                continue
            stored = self._copy(case, PurePosixPath(document.key).suffix.lower(), body)
            yield _piece(document.kind, invoice_id, None, stored)

    def _letter(self, case: Case, row: ContactRow, found: Gathered) -> Iterator[Piece]:
        """A letter that went out and what proves it. A notice that is not the one in force reached nobody."""
        if row.state is not ContactState.SENT or row.letter is None:
            return
        of_notice = row.reference == case.served_reference
        other = "earlier_notice" if row.document == Letter.FORMAL_NOTICE else "reminder"
        # What was approved is what was served (MED-04): the case's own file.
        letter = case.notice if of_notice and case.notice else row.letter
        yield _piece("formal_notice" if of_notice else other, row.reference, row.day, letter)
        for proof in sorted(row.proofs, key=lambda p: (p.fetched_at, p.kind, p.name)):
            yield from self._proof(case, row, proof, found)

    def _proof(self, case: Case, row: ContactRow, proof: KeptProof, found: Gathered) -> Iterator[Piece]:
        """Raises RejectedError for a proof that is not the one that was kept: nothing is handed off on it."""
        try:
            body = self.evidence.read(proof.stored.key)
        except RejectedError:
            found.unproved.append(f"{row.reference}: {proof.kind}")
            return
        if hashlib.sha256(body).hexdigest() != proof.stored.sha256:
            raise RejectedError(f"{proof.stored.key} is not the proof that was kept")
        stored = self._copy(case, SUFFIXES.get(proof.media_type, ""), body)
        yield _piece(f"proof_{proof.kind.lower()}", row.reference, civil_date(proof.fetched_at), stored)

    def _copy(self, case: Case, suffix: str, body: bytes) -> StoredObject:
        media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
        name = hashlib.sha256(body).hexdigest() + (suffix if suffix in MEDIA_TYPES else "")
        return self.archive.put(f"cases/{case.case_id}/pieces/{name}", body, media_type=media_type)


def row_of_notice(ledger: Ledger, case: Case) -> ContactRow | None:
    """The contact by which the notice went."""
    if case.served_reference is None:
        return None
    return next((r for r in ledger.contacts(case.account_id) if r.reference == case.served_reference), None)


def proofs_of(row: ContactRow | None) -> tuple[str, ...]:
    """The SHA-256 of everything that proves what became of a contact, as of now."""
    return tuple(sorted({proof.stored.sha256 for proof in row.proofs})) if row else ()


def outdated(record: HandoffRecord, case: Case, ledger: Ledger) -> bool:
    """Whether more is known of the notice, or proved, than the file says that somebody approves."""
    known = (record.fate.outcome if record.fate else None, record.notice_proofs)
    return known != (case.fate.outcome if case.fate else None, proofs_of(row_of_notice(ledger, case)))


def _piece(kind: str, subject: str, on: date | None, stored: StoredObject) -> Piece:
    return Piece(0, kind, subject, on, stored.key, stored.sha256)


def _place(document: Document) -> int:
    return ORDER.index(document.kind) if document.kind in ORDER else len(ORDER)
