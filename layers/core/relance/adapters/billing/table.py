"""The invoice table in DynamoDB: read only, strongly consistent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from relance.adapters.billing.contract import Item, concerns_us, no_record, read_item
from relance.adapters.billing.wire import from_wire
from relance.adapters.errors import translated
from relance.domain.billing import Customer, Invoice
from relance.domain.errors import InvalidRecordError
from relance.ports.billing import CUSTOMER_RECORD, BillingPage, BillingPartition, BillingRecord

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PAGE_ITEMS = 100
"""Items of a scan's page: few enough to be worked off well before a function's time is up."""


class DynamoDBBillingBook:
    """See ports.billing.BillingBook."""

    def __init__(self, *, client: DynamoDBClient, table_name: str, page_items: int = PAGE_ITEMS) -> None:
        self._client = client
        self._table_name = table_name
        self._page_items = page_items

    def partition(self, customer_id: str) -> BillingPartition:
        """One customer and its invoices, however many pages they take."""
        return partition_of(self._items(customer_id))

    def record(self, customer_id: str, name: str) -> BillingRecord:
        """One record as it stands. A query, so that reading the table takes a single permission."""
        with translated(f"record {name} of {customer_id}"):
            answer = self._client.query(
                TableName=self._table_name,
                KeyConditionExpression="customer_id = :id AND #name = :name",
                ExpressionAttributeNames={"#name": "record"},
                ExpressionAttributeValues={":id": {"S": customer_id}, ":name": {"S": name}},
                ConsistentRead=True,
            )
        items = answer["Items"]
        return read_item(from_wire(items[0])) if items else no_record(customer_id, name)

    def scan(self, *, segment: int, segments: int, start: dict[str, Any] | None) -> BillingPage:
        """One page. `start` is the plain key where the page before ended."""
        request: Any = {"Segment": segment, "TotalSegments": segments, "Limit": self._page_items}
        if start:
            request["ExclusiveStartKey"] = {name: {"S": value} for name, value in start.items()}
        with translated(f"scan of the invoice table, segment {segment} of {segments}"):
            answer = self._client.scan(TableName=self._table_name, ConsistentRead=True, **request)
        last = answer.get("LastEvaluatedKey")
        return page_of((from_wire(item) for item in answer["Items"]), from_wire(last) if last else None)

    def _items(self, customer_id: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table_name,
            KeyConditionExpression="customer_id = :id",
            ExpressionAttributeValues={":id": {"S": customer_id}},
            ConsistentRead=True,
        )
        with translated(f"partition of {customer_id}"):
            for page in pages:
                yield from (from_wire(item) for item in page["Items"])


def partition_of(items: Iterable[Item]) -> BillingPartition:
    """The items of one customer, read."""
    customer: Customer | None = None
    invoices: dict[str, Invoice] = {}
    invalid: dict[str, InvalidRecordError] = {}
    for record in (read_item(i) for i in items if concerns_us(i)):
        if record.wrong is not None:
            invalid[record.name] = record.wrong
        elif isinstance(record.facts, Invoice):
            invoices[record.facts.key] = record.facts
        elif isinstance(record.facts, Customer) and record.name == CUSTOMER_RECORD:
            customer = record.facts
    return BillingPartition(customer, invoices, invalid)


def page_of(items: Iterable[Item], next_start: dict[str, Any] | None) -> BillingPage:
    """A page of a scan, read."""
    return BillingPage(tuple(read_item(i) for i in items if concerns_us(i)), next_start)
