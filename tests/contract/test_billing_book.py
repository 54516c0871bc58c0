"""Reading the invoice table: the fake and DynamoDB, on the same exam."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeSerializer
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from relance.adapters.billing.table import DynamoDBBillingBook
from relance.domain.errors import TransientError
from relance.ports.billing import BillingBook, BillingRecord
from tests.builders import customer, customer_item, invoice, invoice_item
from tests.fakes.billing import InMemoryBillingBook

TABLE = "InvoiceTable"


@dataclass
class Tables:
    """A book to read, and billing's hand that writes."""

    book: BillingBook
    write: Callable[[dict[str, Any]], object]


def dynamodb_with_invoice_table() -> Any:
    client = boto3.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "customer_id", "KeyType": "HASH"},
            {"AttributeName": "record", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "customer_id", "AttributeType": "S"},
            {"AttributeName": "record", "AttributeType": "S"},
        ],
    )
    return client


def wire(item: dict[str, Any]) -> dict[str, Any]:
    return {name: TypeSerializer().serialize(value) for name, value in item.items()}


@pytest.fixture(params=["memory", "dynamodb"])
def tables(request: pytest.FixtureRequest) -> Iterator[Tables]:
    if request.param == "memory":
        fake = InMemoryBillingBook(page_items=3)
        yield Tables(fake, fake.put)
        return
    with mock_aws():
        client = dynamodb_with_invoice_table()
        book = DynamoDBBillingBook(client=client, table_name=TABLE, page_items=3)
        yield Tables(book, lambda item: client.put_item(TableName=TABLE, Item=wire(item)))


def test_a_partition_is_the_customer_its_invoices_and_what_is_wrong(tables: Tables) -> None:
    tables.write(customer_item())
    tables.write(invoice_item(total=Decimal("1200.00")))
    tables.write(invoice_item("F-2", total=Decimal(-3)))
    tables.write({"customer_id": "C-1", "record": "_NOTES"})
    tables.write(invoice_item("F-9", customer_id="C-2"))
    found = tables.book.partition("C-1")
    assert found.customer == customer()
    assert found.invoices == {"C-1#F-1": invoice()}
    assert {name: error.breaches for name, error in found.invalid.items()} == {
        "INVOICE#F-2": [("total", "must be more than zero")]
    }


def test_a_customer_that_billing_does_not_know_has_nothing(tables: Tables) -> None:
    found = tables.book.partition("C-404")
    assert (found.customer, found.invoices, found.invalid) == (None, {}, {})


def test_a_partition_of_many_pages_is_read_whole(tables: Tables) -> None:
    note = "x" * 20_000  # billing's own attribute: sixty of these exceed a page of one megabyte
    for number in range(60):
        tables.write(invoice_item(f"F-{number}", note=note))
    assert len(tables.book.partition("C-1").invoices) == 60


def test_one_record_is_read_by_its_name(tables: Tables) -> None:
    tables.write(invoice_item())
    found = tables.book.record("C-1", "INVOICE#F-1")
    assert found.facts == invoice()
    assert (found.key, found.account_id, found.gone) == ("C-1#INVOICE#F-1", "C-1", False)
    missing = tables.book.record("C-1", "CUSTOMER")
    assert missing == BillingRecord("C-1", "CUSTOMER", account_id="C-1")
    assert missing.gone


def test_a_record_names_its_payer_even_when_it_is_wrong(tables: Tables) -> None:
    tables.write(invoice_item(payer_id="P-1", total="nothing"))
    assert tables.book.record("C-1", "INVOICE#F-1").account_id == "P-1"
    tables.write(invoice_item(payer_id="P 1"))
    assert tables.book.record("C-1", "INVOICE#F-1").account_id == "C-1"


def test_the_segments_together_hold_every_record_once(tables: Tables) -> None:
    wanted = set()
    for number in range(10):
        tables.write(customer_item(f"C-{number}"))
        tables.write(invoice_item(customer_id=f"C-{number}"))
        wanted |= {(f"C-{number}", "CUSTOMER"), (f"C-{number}", "INVOICE#F-1")}
    tables.write({"customer_id": "_COUNTERS", "record": "NEXT"})
    found = []
    for segment in range(3):
        start, first = None, True
        while first or start:
            page = tables.book.scan(segment=segment, segments=3, start=start)
            assert len(page.records) <= 3
            found += [(r.customer_id, r.name) for r in page.records]
            start, first = page.next_start, False
    assert sorted(found) == sorted(wanted)


READS: dict[str, Callable[[BillingBook], object]] = {
    "query": lambda book: book.partition("C-1"),
    "scan": lambda book: book.scan(segment=0, segments=1, start=None),
}


@pytest.mark.parametrize("method", READS)
def test_a_throttled_table_is_a_transient_error(method: str) -> None:
    client = boto3.client("dynamodb")
    with Stubber(client) as stub:
        stub.add_client_error(method, "ProvisionedThroughputExceededException")
        with pytest.raises(TransientError, match="ProvisionedThroughputExceeded"):
            READS[method](DynamoDBBillingBook(client=client, table_name=TABLE))


def test_a_refused_permission_rises_as_it_is() -> None:
    client = boto3.client("dynamodb")
    with Stubber(client) as stub:
        stub.add_client_error("query", "AccessDeniedException")
        with pytest.raises(ClientError, match="AccessDenied"):
            DynamoDBBillingBook(client=client, table_name=TABLE).record("C-1", "CUSTOMER")
