"""One table through the low-level client: plain values in and out, sizes checked, pages followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from relance.adapters.dynamodb.keys import LONGEST_SORT_KEY, Key
from relance.adapters.errors import translated
from relance.domain.errors import RejectedError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LARGEST_ITEM = 400 * 1024
"""In bytes: DynamoDB's limit, names of attributes included."""
LONGEST_PARTITION_KEY = 2048

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def to_wire(item: dict[str, Any]) -> dict[str, Any]:
    """An item as the low-level client wants it. Raises RejectedError naming the one that is too large."""
    name = f"{item['pk'][:80]}/{item['sk'][:80]}"
    if len(item["pk"].encode()) > LONGEST_PARTITION_KEY or len(item["sk"].encode()) > LONGEST_SORT_KEY:
        raise RejectedError(f"the key of {name}… is too long for the ledger")
    wire = attributes(item)
    if (size := item_size(wire)) > LARGEST_ITEM:
        raise RejectedError(f"{name} would take {size} bytes; a row holds {LARGEST_ITEM}")
    return wire


def attributes(values: dict[str, Any]) -> dict[str, Any]:
    """Plain values with their DynamoDB types."""
    return {name: _serializer.serialize(value) for name, value in values.items()}


def from_wire(wire: dict[str, Any]) -> dict[str, Any]:
    """An item as plain values."""
    return {name: _deserializer.deserialize(value) for name, value in wire.items()}


def item_size(wire: dict[str, Any]) -> int:
    """The bytes that DynamoDB counts for an item, rounded up where its documentation is vague."""
    return sum(len(name.encode()) + _size(value) for name, value in wire.items())


def _size(attribute: dict[str, Any]) -> int:
    kind, value = next(iter(attribute.items()))
    if kind == "M":
        return 3 + len(value) + item_size(value)
    if kind == "L":
        return 3 + sum(1 + _size(v) for v in value)
    if kind == "S":
        return len(value.encode())
    return len(value) // 2 + 2 if kind == "N" else 1


@dataclass(frozen=True, slots=True)
class Table:
    """Reads are strongly consistent, but for those of an index and of a scan."""

    client: DynamoDBClient
    name: str

    def get(self, key: Key) -> dict[str, Any] | None:
        """One row."""
        with translated(f"read {key['pk']}/{key['sk']}"):
            answer = self.client.get_item(TableName=self.name, Key=attributes(key), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def put(self, item: dict[str, Any]) -> None:
        """Write one row, whatever was there."""
        with translated(f"write {item['pk']}/{item['sk']}"):
            self.client.put_item(TableName=self.name, Item=to_wire(item))

    def partition(self, pk: str) -> Iterator[dict[str, Any]]:
        """Every row of a partition in the order of its sort keys, page by page."""
        return self._pages(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes({":pk": pk}),
            ConsistentRead=True,
        )

    def index(self, index: str, shard: str, condition: str, at: str) -> Iterator[dict[str, Any]]:
        """Keys and account of one shard of the agenda, those whose `agenda_at` meets the condition with `:at`."""
        return self._pages(
            IndexName=index,
            KeyConditionExpression=f"agenda_shard = :shard AND agenda_at {condition} :at",
            ExpressionAttributeValues=attributes({":shard": shard, ":at": at}),
            ProjectionExpression="pk, sk, account_id",
        )

    def scan(self, sk: str, projection: str = "account_id") -> Iterator[dict[str, Any]]:
        """Some attributes of every row with this sort key. Reads the whole table."""
        start: dict[str, Any] = {}
        while True:
            with translated(f"scan of {self.name}"):
                page = self.client.scan(
                    TableName=self.name,
                    FilterExpression="sk = :sk",
                    ExpressionAttributeValues=attributes({":sk": sk}),
                    ProjectionExpression=projection,
                    **start,
                )
            yield from map(from_wire, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _pages(self, **query: Any) -> Iterator[dict[str, Any]]:
        while True:
            with translated(f"query of {self.name}"):
                page = self.client.query(TableName=self.name, **query)
            yield from map(from_wire, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
