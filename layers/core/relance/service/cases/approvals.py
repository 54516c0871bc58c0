"""Deciding by a signed link: seeing is harmless, only a posted form decides, and only once on one document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from relance.domain import events
from relance.domain.calendar import civil_date
from relance.domain.case import Approval, Case, CaseState, Gate, Wake
from relance.domain.errors import RejectedError
from relance.domain.handoff import Claim, HandoffRecord
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.cases import ApprovalView, DocumentUrls, FrozenValues, Link, Notice
from relance.ports.storage import Archive
from relance.service.account.snapshot import Snapshot
from relance.service.acts import note_key
from relance.service.cases.files import CaseFiles, Changed, Happened
from relance.service.cases.sending_words import SendingWords
from relance.service.cases.signals import CaseSignals

STATES = {Gate.NOTICE: CaseState.NOTICE_APPROVED, Gate.HANDOFF: CaseState.HANDOFF_APPROVED}
KINDS = {Wake.APPROVED: events.CASE_APPROVED, Wake.REFUSED: events.CASE_REFUSED}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a request: a notice, with the decision that stands where there is one."""

    notice: Notice
    decision: Approval | None = None


@dataclass(frozen=True, slots=True)
class Approvals:
    """The link is already verified: what it says was signed by us."""

    files: CaseFiles
    frozen: FrozenValues
    archive: Archive
    signals: CaseSignals
    urls: DocumentUrls
    sending: SendingWords

    def show(self, link: Link) -> ApprovalView | Verdict:
        """What the link's document says, or why it can be decided no more. Changes nothing."""
        found = self._open(link)
        return found if isinstance(found, Verdict) else self._view(link, found)

    def decide(self, link: Link, decision: Wake, name: str, reason: str) -> Verdict:
        """Record the decision under the case's revision, then let the case go on."""
        found = self._open(link)
        if isinstance(found, Verdict):
            self._wake_up(link, found)
            return found
        approval = Approval(link.gate, decision, name, self.files.now(), link.document_sha256, reason)
        event = self._event(found, approval)

        def record(_: AccountRecord, current: Case) -> Changed | None:
            if not _waits(current, link) or current.decision(link.gate) is not None:
                return None
            state = STATES[link.gate] if decision is Wake.APPROVED else current.state
            return Changed(replace(current, state=state, approvals=(*current.approvals, approval)), [event])

        case = self.files.change(link.account_id, link.case_id, record)
        stands = case.decision(link.gate)
        if stands is not approval:
            return Verdict(Notice.DECIDED if stands else Notice.VOID, stands)
        self.signals.wake(case, decision)
        return Verdict(Notice.RECORDED, approval)

    def _open(self, link: Link) -> Case | Verdict:
        """The case while the link may still be decided."""
        snapshot = self._snapshot(link)
        case = snapshot.record.cases.get(link.case_id)
        if case is None:
            return Verdict(Notice.NOT_FOUND)
        decided = [a for a in case.approvals if a.gate is link.gate and a.document_sha256 == link.document_sha256]
        if decided:
            return Verdict(Notice.DECIDED, decided[-1])
        if self.files.now() >= link.expires:
            return Verdict(Notice.EXPIRED)
        day = civil_date(self.files.now())
        if not _waits(case, link) or self.signals.judge(case, snapshot, day) is not None:
            return Verdict(Notice.VOID)
        return case

    def _snapshot(self, link: Link) -> Snapshot:
        return self.files.reader.read(link.account_id)

    def _wake_up(self, link: Link, verdict: Verdict) -> None:
        """A decision or a change of facts that was seen, but not passed on: a crash may have come in between."""
        if verdict.notice in (Notice.DECIDED, Notice.VOID):
            self.signals.facts_changed(link.account_id, civil_date(self.files.now()))

    def _event(self, case: Case, approval: Approval) -> events.NewEvent:
        """The reason is an object of its own, which the event names by its hash."""
        happened = Happened(case, approval.at, approval.by)
        event = happened.event(KINDS[approval.decision], gate=approval.gate, document_sha256=approval.document_sha256)
        if not approval.reason:
            return event
        body = approval.reason.encode()
        key = note_key(case.account_id, hashlib.sha256(body).hexdigest())
        note = self.archive.put(key, body, media_type="text/plain; charset=utf-8")
        return replace(event, content_key=note.key, content_sha256=note.sha256)

    def _view(self, link: Link, case: Case) -> ApprovalView:
        if link.gate is Gate.HANDOFF and case.handoff:
            return self._handoff_view(link, case, self.frozen.read(HandoffRecord, case.handoff))
        if case.notice is None or case.statement is None:
            raise RejectedError(f"{case.case_id} waits for nothing")
        statement = self.frozen.read(Statement, case.statement)
        return ApprovalView(
            link=link,
            claim=Claim.of(statement),
            document_url=self.urls.url(case.notice.key),
            rank=case.rank,
            answer_by=statement.answer_by,
            sending=self.sending.of(case, statement),
        )

    def _handoff_view(self, link: Link, case: Case, record: HandoffRecord) -> ApprovalView:
        return ApprovalView(
            link=link,
            claim=record.claim,
            document_url=self.urls.url(case.handoff.key if case.handoff else ""),
            rank=case.rank,
            answer_by=record.answer_by,
            served_on=record.served_on,
            pieces=tuple((p.number, p.kind, p.subject, p.sha256, self.urls.url(p.key)) for p in record.pieces),
            missing=record.missing,
            fate=record.fate,
            carrier=record.carrier,
            unproved=record.unproved,
        )


def _waits(case: Case, link: Link) -> bool:
    """Whether the case waits for a decision on the very document of the link."""
    document = case.document(link.gate)
    waits = case.open and case.waiting_for == link.gate and case.task_token is not None
    return waits and document is not None and document.sha256 == link.document_sha256
