"""What the ledger in memory would look like in its table, unread."""

from dataclasses import dataclass

from relance.adapters.dynamodb import items
from relance.adapters.dynamodb.copies import found_event, found_rows, plain_items
from relance.ports.dossiers import LedgerCopy
from tests.fakes.ledger import InMemoryLedger


@dataclass
class InMemoryLedgerCopies:
    ledger: InMemoryLedger

    def copy(self, account_id: str) -> LedgerCopy:
        record = self.ledger.load(account_id)
        rows = [items.contact_item(row) for row in self.ledger.contacts(account_id)]
        if record.revision:
            rows += [items.account_item(record)]
            rows += [items.invoice_item(account_id, invoice) for invoice in record.invoices.values()]
            rows += [items.case_item(account_id, case) for case in record.cases.values()]
        events = [found_event(items.event_item(event)) for event in self.ledger.events(account_id)]
        return LedgerCopy(events, found_rows(account_id, rows), plain_items(rows))
