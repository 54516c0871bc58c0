"""The whole invoice table compared with the ledger: what the stream missed, or was there before it, is taken in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from relance.domain.errors import TransientError
from relance.domain.record import AccountRecord
from relance.ports.billing import CUSTOMER_RECORD, INVOICE_RECORD, BillingBook, BillingChange, BillingRecord
from relance.ports.ledger import Ledger
from relance.ports.outside import Figures
from relance.ports.reconciling import ReconcileQueue, ReconcileTask
from relance.service.billing.project_invoice import InvoiceProjector

PAGES_PER_TASK = 5
ACCOUNTS_PER_TASK = 50


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one piece did."""

    records: int = 0
    accounts: int = 0
    queued: int = 0
    """Pieces put on the queue."""


@dataclass(frozen=True, slots=True)
class LedgerReconciler:
    """Two passes in pieces: over the table, for what the ledger misses; over the ledger, for what the table lost."""

    ledger: Ledger
    billing: BillingBook
    projector: InvoiceProjector
    queue: ReconcileQueue
    figures: Figures
    pages: int = PAGES_PER_TASK

    def run(self, task: ReconcileTask) -> Reconciled:
        """Do one piece. Raises TransientError when some accounts could not be done: the piece may be done again."""
        if task.accounts:
            return self._compare(task)
        if task.segment is not None:
            return self._scan(task, task.segment)
        return self._cut(task)

    def _cut(self, task: ReconcileTask) -> Reconciled:
        queued = 0
        for segment in range(task.segments):
            self.queue.put(replace(task, segment=segment))
            queued += 1
        for accounts in _batches(self.ledger.accounts(), ACCOUNTS_PER_TASK):
            self.queue.put(ReconcileTask(task.day, accounts=accounts))
            queued += 1
        return Reconciled(queued=queued)

    def _scan(self, task: ReconcileTask, segment: int) -> Reconciled:
        records, start = 0, task.start
        for _ in range(self.pages):
            page = self.billing.scan(segment=segment, segments=task.segments, start=start)
            self._apply([BillingChange(r) for r in page.records], task)
            records, start = records + len(page.records), page.next_start
            if start is None:
                return Reconciled(records=records)
        self.queue.put(replace(task, start=start))
        return Reconciled(records=records, queued=1)

    def _compare(self, task: ReconcileTask) -> Reconciled:
        changes = [change for account_id in task.accounts for change in known_records(self.ledger.load(account_id))]
        self._apply(changes, task)
        return Reconciled(records=len(changes), accounts=len(task.accounts))

    def _apply(self, changes: list[BillingChange], task: ReconcileTask) -> None:
        projection = self.projector.apply(changes, day=task.day)
        self.figures.count("RecordsReconciled", len(changes))
        if projection.failed:
            raise TransientError(f"{len(projection.failed)} records to reconcile again: {projection.reasons[0]}")


def known_records(account: AccountRecord) -> Iterator[BillingChange]:
    """Every record that the ledger believes billing to hold for this account, to be compared with the table."""
    if account.customer is not None:
        yield BillingChange(BillingRecord(account.account_id, CUSTOMER_RECORD, account_id=account.account_id))
    for entry in account.invoices.values():
        facts = entry.seen.facts
        if not entry.moved_to:
            name = INVOICE_RECORD + facts.invoice_id
            yield BillingChange(BillingRecord(facts.customer_id, name, account_id=account.account_id))


def _batches(items: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch
