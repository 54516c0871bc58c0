"""Ranks that a sent contact reached, taken into its invoices' progress: in pieces, each of which may come twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from relance.domain.record import AccountRecord, LedgerInvoice


def folded(record: AccountRecord, reached: Sequence[tuple[str, int]]) -> AccountRecord:
    """Progress with the ranks reached; folding a piece twice changes nothing."""
    invoices = dict(record.invoices)
    for key, rank in reached:
        if key in invoices:
            invoices[key] = _with_rank(invoices[key], rank)
    return replace(record, invoices=invoices)


def _with_rank(invoice: LedgerInvoice, rank: int) -> LedgerInvoice:
    progress = invoice.progress
    return replace(invoice, progress=replace(progress, sent=progress.sent | {rank}))


def lacks(record: AccountRecord, key: str, rank: int) -> bool:
    """Whether the account's invoice has not taken the rank in yet."""
    return key in record.invoices and rank not in record.invoices[key].progress.sent
