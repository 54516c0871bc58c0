"""Records that cannot be taken wait in quarantine, and leave it by themselves once they can.

What counts is the record as the table holds it now, not the image that came: an item that billing builds attribute
by attribute is judged when it is whole, and no late image puts a mended record back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from relance.domain.billing import InvoiceStatus
from relance.domain.record import AccountRecord, LedgerInvoice, Quarantined
from relance.ports.billing import BillingRecord
from relance.ports.ledger import Quarantine
from relance.ports.outside import Figures

SOURCE = "billing"
METRIC = "RecordsQuarantined"
OWED = frozenset({InvoiceStatus.OPEN, InvoiceStatus.DISPUTED})

Breaches = tuple[tuple[str, str], ...]


def names_in(entry: Quarantined) -> tuple[str, str]:
    """Partition and name of the record that an entry keeps. Broken ids may hold any character: the body knows."""
    try:
        kept = json.loads(entry.body)
        return str(kept["customer_id"]), str(kept["record"])
    except (ValueError, LookupError, TypeError):
        customer_id, _, name = entry.key.partition("#")
        return customer_id, name


@dataclass(frozen=True, slots=True)
class BillingQuarantine:
    """Billing's part of the quarantine. Keeping the same record for the same reason again changes nothing."""

    quarantine: Quarantine
    figures: Figures

    def judge(self, current: BillingRecord, at: datetime) -> None:
        """Keep the record when it breaks the contract, let go of it when it does not or is gone."""
        if current.wrong is None:
            self.quarantine.release(SOURCE, current.key)
        else:
            self._keep(current, tuple(current.wrong.breaches), at)

    def wait(self, record: BillingRecord, missing: str, at: datetime) -> None:
        """Keep a good invoice until a customer arrives."""
        reason = "has no valid CUSTOMER record yet; the invoice waits for it"
        field = "customer_id" if missing == record.customer_id else "payer_id"
        self._keep(record, ((field, reason),), at, waits_for=missing)

    def refuse(self, record: BillingRecord, reason: str, at: datetime) -> None:
        """Keep a record that holds to the contract and still cannot be written."""
        self._keep(record, (("record", reason),), at)

    def mind_deletion(self, account: AccountRecord, deleted: BillingRecord, at: datetime) -> None:
        """A customer was deleted: its open invoices can no longer be chased, and somebody must know."""
        owed = sum(_owed(i) for i in account.invoices.values())
        if not owed:
            self.quarantine.release(SOURCE, deleted.key)
        elif self.quarantine.get(SOURCE, deleted.key) is None:
            self._keep(deleted, (("record", f"was deleted while {owed} of its invoices are owed"),), at)

    def waiting_for(self, customer_id: str) -> list[Quarantined]:
        """What this customer's arrival frees."""
        return [e for e in self.quarantine.entries(waits_for=customer_id) if e.source == SOURCE]

    def _keep(self, record: BillingRecord, breaches: Breaches, at: datetime, *, waits_for: str | None = None) -> None:
        entry = Quarantined(SOURCE, record.key, breaches, record.body, at, waits_for)
        known = self.quarantine.get(SOURCE, record.key)
        if known is not None and _same(known, entry):
            return
        self.quarantine.put(entry)
        self.figures.count(METRIC, Source=SOURCE)


def _owed(invoice: LedgerInvoice) -> bool:
    facts = invoice.seen.facts
    return not invoice.moved_to and facts.status in OWED and facts.outstanding.cents > 0


def _same(known: Quarantined, entry: Quarantined) -> bool:
    return (known.breaches, known.body, known.waits_for) == (entry.breaches, entry.body, entry.waits_for)
