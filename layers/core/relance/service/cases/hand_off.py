"""The file of a case: its pieces gathered and hashed, approved by a person, then handed off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from relance.domain import events
from relance.domain.account import Account
from relance.domain.billing import Document
from relance.domain.canonical import digest
from relance.domain.case import Approval, Case, CaseState, Gate, Wake
from relance.domain.contact import ContactState, StoredObject
from relance.domain.errors import RejectedError
from relance.domain.handoff import Claim, HandoffRecord, Piece
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.cases import Bordereaux, FrozenValues
from relance.ports.storage import Archive, Documents
from relance.service.cases.files import CaseFiles, Changed, Happened
from relance.service.cases.standing import Standing

ACTOR = "hand_off"
ORDER = ("contract", "order", "delivery", "invoice", "other")
MEDIA_TYPES = {".pdf": "application/pdf", ".xml": "application/xml", ".png": "image/png", ".jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class HandoffFile:
    """Makes the record that is approved. Billing's documents are copied: they may change, a file may not."""

    files: CaseFiles
    frozen: FrozenValues
    archive: Archive
    documents: Documents
    standing: Standing

    def make(self, case: Case) -> StoredObject | Wake:
        """The record as the facts are now; or why there is nothing to hand off."""
        snapshot, case = self.files.read(case.account_id, case.case_id)
        day = self.files.today()
        word = self.standing.of(case, snapshot.account, day)
        if word is not None or snapshot.account is None:
            return word or Wake.STOPPED
        record = self._record(case, snapshot.account)
        return self.frozen.keep(f"cases/{case.case_id}/handoff-{digest(record)[:16]}.json", record)

    def _record(self, case: Case, account: Account) -> HandoffRecord:
        approval = next((a for a in case.approvals if a.gate is Gate.NOTICE and a.decision is Wake.APPROVED), None)
        if case.served_on is None or case.served_reference is None or case.statement is None or approval is None:
            raise RejectedError(f"{case.case_id} was not served on an approval")
        owed = self.standing.owed(case, account)
        missing: list[str] = []
        pieces = [*self._documents(case, account, owed, missing), *self._letters(case)]
        return HandoffRecord(
            case_id=case.case_id,
            account_id=case.account_id,
            day=self.files.today(),
            served_on=case.served_on,
            served_reference=case.served_reference,
            answer_by=self.frozen.read(Statement, case.statement).answer_by,
            notice_approved_by=approval.by,
            notice_approved_at=approval.at,
            claim=self._claim(account, owed),
            pieces=tuple(replace(p, number=n) for n, p in enumerate(pieces, start=1)),
            missing=tuple(missing),
        )

    def _claim(self, account: Account, owed: list[str]) -> Claim:
        """As of today, or of the last day whose rate is known: the file says which."""
        law = self.files.planning.laws.law()
        return Claim.now(account, owed, min(self.files.today(), law.figures.rates.last_day), law)

    def _documents(self, case: Case, account: Account, owed: list[str], missing: list[str]) -> Iterator[Piece]:
        invoices = [s.invoice for key in owed if (s := account.state(key)) is not None]
        invoices.sort(key=lambda i: (i.due_on, i.key))
        named = [(d, i.invoice_id) for i in invoices for d in i.documents]
        for document, invoice_id in sorted(named, key=lambda pair: _place(pair[0])):
            body = self.documents.read(document.key)
            if body is None:
                missing.append(f"{invoice_id}: {document.kind}")
                continue
            stored = self._copy(case, document, body)
            yield Piece(0, document.kind, invoice_id, None, stored.key, stored.sha256)

    def _copy(self, case: Case, document: Document, body: bytes) -> StoredObject:
        suffix = PurePosixPath(document.key).suffix.lower()
        media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
        name = hashlib.sha256(body).hexdigest() + (suffix if suffix in MEDIA_TYPES else "")
        return self.archive.put(f"cases/{case.case_id}/pieces/{name}", body, media_type=media_type)

    def _letters(self, case: Case) -> Iterator[Piece]:
        """The statement, every reminder that went out since the account is known, and the notice that was served."""
        if case.statement:
            yield Piece(0, "statement", case.case_id, case.opened_on, case.statement.key, case.statement.sha256)
        for row in self.files.ledger.contacts(case.account_id):
            if row.state is ContactState.SENT and row.letter and row.reference != case.served_reference:
                yield Piece(0, "reminder", row.reference, row.day, row.letter.key, row.letter.sha256)
        if case.notice and case.served_reference:
            yield Piece(0, "formal_notice", case.served_reference, case.served_on, case.notice.key, case.notice.sha256)


@dataclass(frozen=True, slots=True)
class HandOff:
    """The last step: every piece is verified by its hash, the list of pieces is written, the case is handed off."""

    files: CaseFiles
    frozen: FrozenValues
    archive: Archive
    standing: Standing
    bordereaux: Bordereaux

    def hand_off(self, account_id: str, case_id: str) -> Wake:
        """HANDED_OFF, or why the approval no longer stands."""
        snapshot, case = self.files.read(account_id, case_id)
        if case.state is CaseState.HANDED_OFF:
            return Wake.HANDED_OFF
        decision = case.decision(Gate.HANDOFF)
        if case.handoff is None or decision is None or decision.decision is not Wake.APPROVED:
            raise RejectedError(f"the handoff of {case_id} was not approved")
        record = self.frozen.read(HandoffRecord, case.handoff)
        word = self.standing.of_approval(case, snapshot.account, self.files.today(), record.claim)
        if word is not None:
            return word
        self._verify(record)
        self._finish(case, self._bordereau(record, case.approvals), decision)
        return Wake.HANDED_OFF

    def _verify(self, record: HandoffRecord) -> None:
        for piece in record.pieces:
            if hashlib.sha256(self.archive.get(piece.key)).hexdigest() != piece.sha256:
                raise RejectedError(f"piece {piece.number} of {record.case_id} is not the file that was approved")

    def _bordereau(self, record: HandoffRecord, approvals: tuple[Approval, ...]) -> StoredObject:
        body = self.bordereaux.bordereau(record, approvals)
        return self.archive.put(f"cases/{record.case_id}/bordereau.html", body, media_type="text/html; charset=utf-8")

    def _finish(self, case: Case, bordereau: StoredObject, decision: Approval) -> None:
        happened = Happened(case, self.files.now(), ACTOR)

        def finish(_: AccountRecord, current: Case) -> Changed | None:
            if current.state is CaseState.HANDED_OFF:
                return None
            event = happened.event(
                events.CASE_HANDED_OFF,
                record=decision.document_sha256,
                bordereau=bordereau.key,
                bordereau_sha256=bordereau.sha256,
            )
            done = replace(current, state=CaseState.HANDED_OFF, waiting_for=None, task_token=None, wake_on=None)
            return Changed(done, [event])

        self.files.change(case.account_id, case.case_id, finish)


def _place(document: Document) -> int:
    return ORDER.index(document.kind) if document.kind in ORDER else len(ORDER)
