"""The file of a case: its pieces gathered and hashed, approved by a person, then handed off."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from relance.domain import events
from relance.domain.account import Account
from relance.domain.canonical import digest
from relance.domain.case import Approval, Case, CaseState, Gate, Wake
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.domain.handoff import Claim, HandoffRecord
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.cases import Bordereaux, FrozenValues
from relance.ports.storage import Archive
from relance.service.cases.files import CaseFiles, Changed, Happened
from relance.service.cases.pieces import Pieces, outdated, proofs_of, row_of_notice
from relance.service.cases.standing import Standing

ACTOR = "hand_off"


@dataclass(frozen=True, slots=True)
class HandoffFile:
    """Makes the record that is approved."""

    files: CaseFiles
    frozen: FrozenValues
    pieces: Pieces
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
        row = row_of_notice(self.files.ledger, case)
        found = self.pieces.gather(case, account, owed)
        return HandoffRecord(
            case_id=case.case_id,
            account_id=case.account_id,
            day=self.files.today(),
            served_on=case.served_on,
            served_reference=case.served_reference,
            answer_by=self.frozen.read(Statement, case.statement).answer_by,
            notice_approved_by=approval.by,
            notice_approved_at=approval.at,
            claim=self._claim(case, account, owed),
            pieces=tuple(replace(p, number=n) for n, p in enumerate(found.pieces, start=1)),
            missing=tuple(found.missing),
            fate=case.fate,
            unproved=tuple(found.unproved),
            carrier=row.carrier if row else None,
            notice_proofs=proofs_of(row),
        )

    def _claim(self, case: Case, account: Account, owed: list[str]) -> Claim:
        """As of today, or of the last day whose rate is known: the file says which."""
        law = self.files.planning.laws.law()
        day = min(self.files.today(), law.figures.rates.last_day)
        return Claim.now(account, owed, day, law, notice_effective=case.effective_on)


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
        if outdated(record, case, self.files.ledger):
            return Wake.CHANGED
        self._verify(record)
        return self._finish(case, self._bordereau(record, case.approvals), decision)

    def _verify(self, record: HandoffRecord) -> None:
        for piece in record.pieces:
            if hashlib.sha256(self.archive.get(piece.key)).hexdigest() != piece.sha256:
                raise RejectedError(f"piece {piece.number} of {record.case_id} is not the file that was approved")

    def _bordereau(self, record: HandoffRecord, approvals: tuple[Approval, ...]) -> StoredObject:
        body = self.bordereaux.bordereau(record, approvals)
        return self.archive.put(f"cases/{record.case_id}/bordereau.html", body, media_type="text/html; charset=utf-8")

    def _finish(self, case: Case, bordereau: StoredObject, decision: Approval) -> Wake:
        """Under the revision: a letter that came back in this very moment stops the handoff."""
        happened = Happened(case, self.files.now(), ACTOR)

        def finish(_: AccountRecord, current: Case) -> Changed | None:
            if current.state is CaseState.HANDED_OFF or current.undelivered:
                return None
            event = happened.event(
                events.CASE_HANDED_OFF,
                record=decision.document_sha256,
                bordereau=bordereau.key,
                bordereau_sha256=bordereau.sha256,
            )
            done = replace(current, state=CaseState.HANDED_OFF, waiting_for=None, task_token=None, wake_on=None)
            return Changed(done, [event])

        done = self.files.change(case.account_id, case.case_id, finish)
        return Wake.HANDED_OFF if done.state is CaseState.HANDED_OFF else Wake.UNDELIVERED
