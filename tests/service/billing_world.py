"""A world where billing writes its table and the stream brings each change, at its worst when a test says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from relance.domain.billing import Invoice
from relance.domain.decision import Rest, Why
from relance.domain.record import LedgerInvoice, Quarantined
from relance.ports.billing import BillingChange
from relance.ports.reconciling import ReconcileTask
from relance.service.billing.project_invoice import InvoiceProjector, Projection
from relance.service.billing.reconcile_ledger import LedgerReconciler
from relance.service.billing.replay_quarantine import QuarantineReplay
from tests.builders import customer_item, invoice_item
from tests.fakes.ledger import InMemoryQuarantine
from tests.world import MONDAY, World


@dataclass
class HeardSignals:
    """Remembers who was told."""

    told: list[tuple[str, date]] = field(default_factory=list)

    def facts_changed(self, account_id: str, day: date) -> None:
        self.told.append((account_id, day))


@dataclass
class InMemoryReconcileQueue:
    """Pieces still to do."""

    tasks: list[ReconcileTask] = field(default_factory=list)

    def put(self, task: ReconcileTask) -> None:
        self.tasks.append(task)


class BillingWorld(World):
    """Acts of the billing system; each comes through the stream at once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.quarantine = InMemoryQuarantine()
        self.signals = HeardSignals()
        self.pieces = InMemoryReconcileQueue()

    @property
    def projector(self) -> InvoiceProjector:
        return InvoiceProjector(
            ledger=self.wrap("ledger", self.ledger),
            billing=self.wrap("billing", self.billing),
            planning=self.planning,
            quarantine=self.wrap("quarantine", self.quarantine),
            controls=self.controls,
            signals=self.signals,
            figures=self.figures,
            clock=self.clock,
        )

    @property
    def reconciler(self) -> LedgerReconciler:
        return LedgerReconciler(self.ledger, self.billing, self.projector, self.pieces, self.figures)

    @property
    def replay(self) -> QuarantineReplay:
        return QuarantineReplay(self.quarantine, self.billing, self.projector, self.clock)

    # ------------------------------------------------------------------------------- the acts

    def project(self, *changes: BillingChange) -> Projection:
        return self.projector.project(list(changes))

    def bills(self, **fields: Any) -> BillingChange:
        """The default invoice, with some fields: written and projected."""
        return self._through(self.billing.put(invoice_item(**fields)))

    def registers(self, customer_id: str = "C-1", **fields: Any) -> BillingChange:
        """The default customer, with some fields: written and projected."""
        return self._through(self.billing.put(customer_item(customer_id, **fields)))

    def deletes(self, customer_id: str = "C-1", record: str = "INVOICE#F-1") -> BillingChange:
        return self._through(self.billing.delete(customer_id, record))

    def _through(self, change: BillingChange) -> BillingChange:
        assert not self.project(change).failed
        return change

    def reconcile(self, day: date) -> None:
        """The whole work, piece by piece."""
        self.reconciler.run(ReconcileTask(day))
        while self.pieces.tasks:
            self.reconciler.run(self.pieces.tasks.pop(0))

    # ---------------------------------------------------------------------------- what is seen

    def entry(self, key: str = "C-1#F-1", *, account_id: str = "C-1") -> LedgerInvoice:
        return self.ledger.load(account_id).invoices[key]

    def facts(self, key: str = "C-1#F-1", *, account_id: str = "C-1") -> Invoice:
        return self.entry(key, account_id=account_id).seen.facts

    def kept(self, key: str = "C-1#INVOICE#F-1") -> Quarantined | None:
        return self.quarantine.get("billing", key)

    def wrong(self, key: str = "C-1#INVOICE#F-1") -> dict[str, str]:
        entry = self.kept(key)
        return dict(entry.breaches) if entry else {}

    def told(self, kind: str, account_id: str = "C-1") -> list[dict[str, Any]]:
        """What the events of one kind say."""
        return [e.data for e in self.ledger.events(account_id) if e.kind == kind]

    def why(self, account_id: str = "C-1") -> Why | None:
        """Why nothing goes out today; None: something does."""
        decision = self.planning.decide(self.reader.read(account_id), MONDAY).decision
        return decision.why if isinstance(decision, Rest) else None
