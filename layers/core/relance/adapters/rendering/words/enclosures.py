"""How a letter travels and what is sure to come with it."""

from __future__ import annotations

from relance.adapters.rendering.words.claim_labels import CLAIM_LABELS
from relance.adapters.rendering.words.labels import LABELS
from relance.domain.channels import Channel
from relance.domain.document import Document
from relance.domain.plan import InvoiceCopy
from relance.domain.statement import Statement


def sending_channel(statement: Statement) -> Channel | None:
    """How the letter travels. A notice that was frozen before there was a choice goes by registered letter."""
    notice = statement.document is Document.FORMAL_NOTICE
    return statement.channel or (Channel.REGISTERED if notice else None)


def sending_mode(statement: Statement, language: str) -> str:
    """The line above the address; a formal notice names its sending mode (MED-01, 14)."""
    channel = sending_channel(statement)
    return LABELS[language].modes.get(channel, "") if channel else ""


def has_annex(statement: Statement) -> bool:
    """A formal notice carries the computation of what the law adds, where it adds something (MED-01, 7)."""
    claims = [line.claim for line in statement.overdue if line.claim is not None]
    return statement.document is Document.FORMAL_NOTICE and any(c.segments or c.indemnity for c in claims)


def enclosures(statement: Statement, language: str) -> tuple[str, ...]:
    """Only what is sure: copies of invoices that are optional in a mail are not promised."""
    labels = CLAIM_LABELS[language]
    copies = [line.invoice_id for line in statement.lines if line.copy_key]
    promised = statement.document is Document.FORMAL_NOTICE or statement.invoice_copy is InvoiceCopy.REQUIRED
    found = (labels.annex_enclosed,) if has_annex(statement) else ()
    if statement.invoice_copy is InvoiceCopy.NEVER or not promised or not copies:
        return found
    one = labels.copy_enclosed.format(invoice=copies[0])
    return (*found, one if len(copies) == 1 else labels.copies_enclosed.format(count=len(copies)))
