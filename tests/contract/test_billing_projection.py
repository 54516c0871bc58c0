"""The projection on the real tables: the same stories as on the fakes, in short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from relance.adapters.billing.stream import changes_of
from relance.adapters.billing.table import DynamoDBBillingBook
from relance.adapters.dynamodb.controls import DynamoDBControls
from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.adapters.dynamodb.quarantine import DynamoDBQuarantine
from relance.domain import events
from relance.domain.billing import InvoiceStatus
from relance.domain.events import append
from relance.service.billing.project_invoice import InvoiceProjector
from tests.builders import customer_item, euros, invoice_item
from tests.contract import ledger_table
from tests.contract.test_billing_book import TABLE, dynamodb_with_invoice_table, wire
from tests.service.billing_world import HeardSignals
from tests.world import World


class Deployment:
    """The projector on tables as the template declares them, and the stream between."""

    def __init__(self) -> None:
        self.client, world = dynamodb_with_invoice_table(), World()
        self.client = ledger_table.dynamodb_with_ledger_table()
        self.ledger = DynamoDBLedger(client=self.client, table_name=ledger_table.TABLE)
        self.quarantine = DynamoDBQuarantine(client=self.client, table_name=ledger_table.TABLE)
        self.controls = DynamoDBControls(client=self.client, table_name=ledger_table.TABLE)
        self.written = 0
        self.projector = InvoiceProjector(
            ledger=self.ledger,
            billing=DynamoDBBillingBook(client=self.client, table_name=TABLE),
            planning=world.planning,
            quarantine=self.quarantine,
            controls=self.controls,
            signals=HeardSignals(),
            figures=world.figures,
            clock=world.clock,
        )

    def put(self, item: dict[str, Any]) -> dict[str, Any]:
        key = {name: wire(item)[name] for name in ("customer_id", "record")}
        old = self.client.put_item(TableName=TABLE, Item=wire(item), ReturnValues="ALL_OLD").get("Attributes")
        return self._record(key, {"NewImage": wire(item)} | ({"OldImage": old} if old else {}))

    def delete(self, record: str = "INVOICE#F-1") -> dict[str, Any]:
        key = wire({"customer_id": "C-1", "record": record})
        old = self.client.delete_item(TableName=TABLE, Key=key, ReturnValues="ALL_OLD")["Attributes"]
        return self._record(key, {"OldImage": old})

    def _record(self, key: dict[str, Any], images: dict[str, Any]) -> dict[str, Any]:
        self.written += 1
        sequence = str(900 + self.written)  # the padding must keep 1000 after 999
        return {
            "dynamodb": {"Keys": key, "SequenceNumber": sequence, "ApproximateCreationDateTime": 1770015600, **images}
        }

    def project(self, *records: dict[str, Any]) -> None:
        assert self.projector.project(changes_of({"Records": list(records)})).failed == ()

    def kinds(self, account_id: str = "C-1") -> list[str]:
        return [e.kind for e in self.ledger.events(account_id)]


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    with mock_aws():
        yield Deployment()


def test_the_life_of_an_invoice_on_the_real_tables(deployment: Deployment) -> None:
    d = deployment
    waiting = d.put(invoice_item())
    d.project(waiting)
    assert [e.waits_for for e in d.quarantine.entries()] == ["C-1"]
    d.project(d.put(customer_item()))
    assert list(d.quarantine.entries()) == []
    paid = d.put(invoice_item(version=3, payments=[{"amount": "1200"}]))
    d.project(paid, paid, waiting)
    older = d.put(invoice_item(version=2))
    d.project(older)
    d.project(older)
    d.project(d.delete())
    facts = d.ledger.load("C-1").invoices["C-1#F-1"].seen.facts
    assert (facts.status, facts.version, facts.outstanding) == (InvoiceStatus.WITHDRAWN, 3, euros(0))
    assert d.kinds() == [
        events.INVOICE_SEEN,
        events.PAYMENT_SEEN,
        events.INVOICE_PAID,
        events.VERSION_WENT_BACK,
        events.INVOICE_WITHDRAWN,
    ]


def test_the_chain_of_events_holds(deployment: Deployment) -> None:
    deployment.project(deployment.put(customer_item()), *(deployment.put(invoice_item(f"F-{n}")) for n in range(120)))
    record, told = deployment.ledger.load("C-1"), list(deployment.ledger.events("C-1"))
    assert (len(record.invoices), len(told), record.head.seq) == (120, 120, 120)
    head = events.ChainHead()
    for event in told:
        again = append("C-1", head, events.NewEvent(event.kind, event.at, event.actor, event.data), event.rows)
        assert again == event
        head = events.ChainHead(event.seq, event.hash)
    assert record.head == head


def test_an_invoice_moves_to_its_payer_on_the_real_tables(deployment: Deployment) -> None:
    d = deployment
    d.project(d.put(customer_item()), d.put(customer_item("P-1")), d.put(invoice_item()))
    d.project(d.put(invoice_item(version=2, payer_id="P-1")))
    assert d.ledger.load("C-1").invoices["C-1#F-1"].moved_to == "P-1"
    assert d.ledger.load("P-1").invoices["C-1#F-1"].moved_to is None
    assert d.kinds("P-1") == [events.INVOICE_SEEN]


def test_the_largest_invoices_fit(deployment: Deployment) -> None:
    d = deployment
    payments = [{"amount": "0.01", "on": "2026-01-15"}] * 1000
    notes = [{"amount": "0.01", "on": "2026-01-15"}] * 1000
    items = [invoice_item(f"F-{n}", payments=payments, credit_notes=notes) for n in range(2)]
    d.project(d.put(customer_item()), *(d.put(item) for item in items))
    assert {i.seen.facts.outstanding for i in d.ledger.load("C-1").invoices.values()} == {euros("1180")}
