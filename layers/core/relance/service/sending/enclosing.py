"""The invoices' own PDFs beside a message or a letter: those that a step requires, and those that there is room for."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.errors import RejectedError
from relance.domain.plan import InvoiceCopy
from relance.domain.statement import Line, Statement
from relance.ports.messaging import Attachment
from relance.ports.storage import Documents

MAX_COPIES_BYTES = 7 * 1024 * 1024
"""Copies "if available" stop here: many mail servers refuse more than 10 MB once encoded."""
MOST_COPIES = 50
"""Copies "if available" beside which nobody looks for one more."""
PDF_MAGIC = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Enclosing:
    """Reads billing's documents."""

    documents: Documents

    def required(self, statement: Statement) -> tuple[Attachment, ...]:
        """Only what the step requires, whatever it weighs: every sheet of paper costs."""
        if statement.invoice_copy is not InvoiceCopy.REQUIRED:
            return ()
        reached = {key for key, _ in statement.reached}
        bodies = ((line, self._copy(line, needed=True)) for line in statement.lines if line.key in reached)
        return tuple(Attachment(_name(line), body) for line, body in bodies if body is not None)

    def as_many_as_fit(self, statement: Statement) -> tuple[Attachment, ...]:
        """All of them when required, else as many as a mail bears; no file is read in vain."""
        if statement.invoice_copy is InvoiceCopy.NEVER:
            return ()
        reached = {key for key, _ in statement.reached}
        needed = reached if statement.invoice_copy is InvoiceCopy.REQUIRED else set()
        copies: list[Attachment] = []
        size = 0
        for line in sorted(statement.lines, key=lambda x: (x.key not in needed, x.key not in reached)):
            if line.key not in needed and len(copies) >= MOST_COPIES:
                break
            body = self._copy(line, needed=line.key in needed)
            size += len(body or b"")
            if size > MAX_COPIES_BYTES and line.key in needed:
                raise RejectedError(f"the invoices' PDFs weigh more than {MAX_COPIES_BYTES} bytes")
            if size > MAX_COPIES_BYTES:
                break
            if body is not None:
                copies.append(Attachment(_name(line), body, expendable=line.key not in needed))
        return tuple(copies)

    def _copy(self, line: Line, *, needed: bool) -> bytes | None:
        body = self.documents.read(line.copy_key) if line.copy_key else None
        if body is not None and body.startswith(PDF_MAGIC):
            return body
        if needed:
            raise RejectedError(f"MISSING_INVOICE_PDF: the PDF of {line.invoice_id} is missing or is not a PDF")
        return None


def _name(line: Line) -> str:
    """A file name that every file system takes."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in line.invoice_id) + ".pdf"
