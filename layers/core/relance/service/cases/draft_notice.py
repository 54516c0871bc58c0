"""Writing the formal notice of a case, from its frozen statement and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.case import Case
from relance.domain.errors import RejectedError
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.cases import FrozenValues
from relance.ports.rendering import Renderer
from relance.ports.storage import Archive
from relance.service.cases.files import CaseFiles, Changed, known


@dataclass(frozen=True, slots=True)
class DraftNotice:
    """The PDF is written once: what is approved is what is served (MED-04)."""

    files: CaseFiles
    frozen: FrozenValues
    archive: Archive
    renderer: Renderer

    def draft(self, account_id: str, case_id: str) -> Case:
        """Render, store, and note the hash on the case. Drafting it again gives the same bytes."""
        case = known(self.files.ledger.load(account_id), case_id)
        if case.notice is not None:
            return case
        if case.statement is None:
            raise RejectedError(f"{case_id} has no frozen statement")
        statement = self.frozen.read(Statement, case.statement)
        letter = self.renderer.letter(statement, reference=case_id)
        notice = self.archive.put(f"cases/{case_id}/notice.pdf", letter, media_type="application/pdf")

        def attach(_: AccountRecord, current: Case) -> Changed | None:
            return Changed(replace(current, notice=notice)) if current.notice is None else None

        return self.files.change(account_id, case_id, attach)
