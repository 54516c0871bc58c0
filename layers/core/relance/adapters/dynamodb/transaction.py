"""All or nothing: up to a hundred writes, each saying what it means when its condition does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from relance.adapters.dynamodb.keys import Key
from relance.adapters.dynamodb.table import attributes, item_size, to_wire
from relance.adapters.errors import code_of, translated
from relance.domain.errors import ConflictError, RejectedError, RelanceError, TransientError

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

    from relance.adapters.dynamodb.table import Table

MOST_WRITES = 100
LARGEST_TRANSACTION = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a transaction, and the error to raise when it is the one that stops it."""

    action: dict[str, Any]
    refused: RelanceError | None = None

    @property
    def size(self) -> int:
        """Bytes of the item written."""
        return sum(item_size(request["Item"]) for request in self.action.values() if "Item" in request)


def put(
    item: dict[str, Any], condition: str | None = None, *, refused: RelanceError | None = None, **values: Any
) -> Write:
    """Write a row, if the condition holds; `values` fill the names after its colons."""
    request: dict[str, Any] = {"Item": to_wire(item)}
    if condition is not None:
        request["ConditionExpression"] = condition
    if values:
        request["ExpressionAttributeValues"] = attributes({f":{name}": v for name, v in values.items()})
    return Write({"Put": request}, refused)


def count_up(key: Key, *, limit: int, refused: RelanceError) -> Write:
    """Add one to a counter that stays at or below a limit."""
    below = "n < :limit" if limit < 1 else "attribute_not_exists(n) OR n < :limit"
    request = {
        "Key": attributes(key),
        "UpdateExpression": "ADD n :one",
        "ConditionExpression": below,
        "ExpressionAttributeValues": attributes({":one": 1, ":limit": limit}),
    }
    return Write({"Update": request}, refused)


def delete(key: Key) -> Write:
    """Remove a row, if there is one."""
    return Write({"Delete": {"Key": attributes(key)}})


def transact(table: Table, writes: Sequence[Write], *, what: str) -> None:
    """Write all or nothing. Of several conditions that fail, the first in order gives the error.

    The token belongs to this call: a retry by the SDK itself is recognised by DynamoDB and applied once. It is not
    derived from the content, because two workers that write the same content must not both be told that they won.
    """
    if len(writes) > MOST_WRITES:
        raise RejectedError(f"{what}: {len(writes)} rows exceed one transaction")
    if (size := sum(w.size for w in writes)) > LARGEST_TRANSACTION:
        raise RejectedError(f"{what}: {size} bytes exceed one transaction")
    items: Any = [
        {action: {"TableName": table.name, **request} for action, request in w.action.items()} for w in writes
    ]
    with translated(what):
        try:
            table.client.transact_write_items(TransactItems=items, ClientRequestToken=str(uuid4()))
        except table.client.exceptions.TransactionCanceledException as error:
            raise _refusal(error, writes, what) from error


def _refusal(error: ClientError, writes: Sequence[Write], what: str) -> Exception:
    answer: Any = error.response
    codes = [str(reason.get("Code")) for reason in answer.get("CancellationReasons", [])]
    for code, write in zip(codes, writes, strict=False):
        if code == "ConditionalCheckFailed" and write.refused is not None:
            return write.refused
    found = set(codes) - {"None"}
    if "TransactionConflict" in found:
        return ConflictError(f"{what}: another transaction was writing the same rows")
    if found & {"ThrottlingError", "ProvisionedThroughputExceeded"}:
        return TransientError(f"{what}: {', '.join(sorted(found))}")
    return RejectedError(f"{what}: {', '.join(sorted(found)) or code_of(error)}")
