"""Writing the formal notice of a case, from its frozen statement and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain import events
from relance.domain.case import Case
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.domain.plan import InvoiceCopy
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.cases import FrozenValues
from relance.ports.rendering import InvoiceFile, Renderer
from relance.ports.storage import Archive, Documents
from relance.service.cases.files import CaseFiles, Changed, Happened, known
from relance.service.sending.enclosing import PDF_MAGIC

ACTOR = "draft_notice"


@dataclass(frozen=True, slots=True)
class DraftNotice:
    """The PDF is written once: what is approved is what is served (MED-04)."""

    files: CaseFiles
    frozen: FrozenValues
    archive: Archive
    documents: Documents
    renderer: Renderer

    def draft(self, account_id: str, case_id: str) -> Case:
        """Render, store, and note the hash on the case. Drafting it again gives the same bytes."""
        case = known(self.files.ledger.load(account_id), case_id)
        if case.notice is not None:
            return case
        if case.statement is None:
            raise RejectedError(f"{case_id} has no frozen statement")
        statement = self.frozen.read(Statement, case.statement)
        copies = self._copies(statement)
        kept = tuple(self._keep(case_id, number, copy) for number, copy in enumerate(copies, start=1))
        letter = self.renderer.letter(_with_copies(statement, copies), reference=case_id, copies=copies)
        notice = self.archive.put(f"cases/{case_id}/notice.pdf", letter, media_type="application/pdf")

        happened = Happened(case, self.files.now(), ACTOR)

        def attach(_: AccountRecord, current: Case) -> Changed | None:
            if current.notice:
                return None
            event = happened.event(
                events.CASE_NOTICE_WRITTEN,
                notice=notice.key,
                notice_sha256=notice.sha256,
                enclosures=[copy.sha256 for copy in kept],
            )
            return Changed(replace(current, notice=notice, enclosures=kept), [event])

        return self.files.change(account_id, case_id, attach)

    def _copies(self, statement: Statement) -> tuple[InvoiceFile, ...]:
        """The invoices' own PDFs, where billing has them and the plan wants them enclosed (MED-01, 15)."""
        if statement.invoice_copy is InvoiceCopy.NEVER:
            return ()
        read = ((line, self.documents.read(line.copy_key)) for line in statement.overdue if line.copy_key)
        return tuple(InvoiceFile(line.invoice_id, body) for line, body in read if body and body.startswith(PDF_MAGIC))

    def _keep(self, case_id: str, number: int, copy: InvoiceFile) -> StoredObject:
        key = f"cases/{case_id}/enclosures/{number:03d}.pdf"
        return self.archive.put(key, copy.body, media_type="application/pdf")


def _with_copies(statement: Statement, copies: tuple[InvoiceFile, ...]) -> Statement:
    """What the letter is written from: it names no enclosure that is not there."""
    found = {copy.invoice_id for copy in copies}
    lines = (line if line.invoice_id in found else replace(line, copy_key=None) for line in statement.overdue)
    return replace(statement, overdue=tuple(lines))
