"""Ranks that a sent contact reached, taken into its invoices' progress: in pieces, each of which may come twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from relance.domain.record import AccountRecord, LedgerInvoice


def folded(record: AccountRecord, reached: Sequence[tuple[str, int]], on: date | None = None) -> AccountRecord:
    """Progress with the ranks that a contact of a day reached; folding a piece twice changes nothing."""
    invoices = dict(record.invoices)
    for key, rank in reached:
        if key in invoices:
            invoices[key] = _with_rank(invoices[key], rank, on)
    return replace(record, invoices=invoices)


def _with_rank(invoice: LedgerInvoice, rank: int, on: date | None) -> LedgerInvoice:
    progress = invoice.progress
    days = [day for day in (progress.reached_on, on) if day is not None]
    return replace(invoice, progress=replace(progress, sent=progress.sent | {rank}, reached_on=max(days, default=None)))


def lacks(record: AccountRecord, key: str, rank: int) -> bool:
    """Whether the account's invoice has not taken the rank in yet."""
    return key in record.invoices and rank not in record.invoices[key].progress.sent
