"""Writing what was folded: in as few transactions as it fits, each with the account's next day."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.billing import Customer, Invoice
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord
from relance.ports.ledger import MAX_INVOICES_PER_COMMIT, AlreadyRecordedError, Ledger
from relance.service.account.planning import Planning
from relance.service.account.snapshot import SnapshotReader
from relance.service.billing.account import Fold
from relance.service.billing.facts import Folded

LINES_PER_UNIT = 20
"""Payments, credit notes and documents that weigh as much as one more row in a transaction."""


@dataclass(frozen=True, slots=True)
class Written:
    """An account before and after, and whether facts changed in which a case may be interested."""

    before: AccountRecord
    after: AccountRecord
    changed: bool


@dataclass(frozen=True, slots=True)
class FoldWriter:
    """Commits under the account's revision. Writing nothing new is no commit."""

    ledger: Ledger
    planning: Planning

    def write(self, account: AccountRecord, fold: Fold) -> Written:
        """Fold and write. Raises ConflictError when somebody else changed the account meanwhile."""
        before, after = account, account
        events: list[NewEvent] = []
        back: list[tuple[str, NewEvent]] = []
        weight, changed = 0, False
        for step in fold.steps(account):
            cost = _cost(after, step)
            if weight and weight + cost > MAX_INVOICES_PER_COMMIT:
                before, events, weight = self._commit(before, after, events, fold), [], 0
            changed = changed or bool(step.events) or _customer(step.record) != _customer(after)
            after, weight = step.record, weight + cost
            events += step.events
            back += [step.went_back] if step.went_back else []
        stored = self._commit(before, after, events, fold)
        for once, event in back:
            stored = self._tell_once(stored, once, event)
        return Written(account, stored, changed)

    def _commit(self, before: AccountRecord, after: AccountRecord, events: list[NewEvent], fold: Fold) -> AccountRecord:
        after = replace(after, revision=before.revision, head=before.head)
        if after.open_contact is None:  # else the contact's end plans the account again
            reader = SnapshotReader(self.ledger, fold.table)
            after = replace(after, next_day=self.planning.next_day(reader.of(after), fold.when.day))
        if after == before and not events:
            return before
        return self.ledger.commit(before, after, events=events)

    def _tell_once(self, account: AccountRecord, once: str, event: NewEvent) -> AccountRecord:
        try:
            return self.ledger.commit(account, account, events=(event,), once=once)
        except AlreadyRecordedError:
            return account


def _cost(before: AccountRecord, step: Folded) -> int:
    """How much of a transaction the step takes: its rows, and the size of a very long invoice."""
    changed = [i.seen.facts for key, i in step.record.invoices.items() if before.invoices.get(key) is not i]
    return len(step.events) + sum(1 + _lines(invoice) // LINES_PER_UNIT for invoice in changed)


def _lines(invoice: Invoice) -> int:
    return len(invoice.payments) + len(invoice.credit_notes) + len(invoice.documents)


def _customer(account: AccountRecord) -> Customer | None:
    return account.customer.facts if account.customer else None
