"""How far chains have come, in the ledger's table: each commit of events leaves a mark, each night takes it away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from relance.adapters.dynamodb import keys
from relance.adapters.dynamodb.codec import decode, encode
from relance.adapters.dynamodb.copies import KEYS, found_event, found_rows, plain_items
from relance.adapters.dynamodb.items import Item, pointer_items
from relance.adapters.dynamodb.table import Table, attributes
from relance.adapters.errors import translated
from relance.domain.errors import ConflictError, TransientError
from relance.domain.events import ChainHead
from relance.domain.sealing import AccountHead, SealState
from relance.ports.dossiers import LedgerCopy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TRIES = 5
SEALED = keys.control_key("SEALED")


class DynamoDBChainHeads:
    """See ports.sealing.ChainHeads."""

    def __init__(self, *, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def moved(self) -> Iterator[AccountHead]:
        """The marks, shard after shard, read consistently."""
        for shard in range(keys.SHARDS):
            for item in self._table.partition(keys.moved_partition(shard)):
                yield decode(AccountHead, item)

    def every(self) -> Iterator[AccountHead]:
        """The accounts' own rows; a scan of the whole table."""
        for item in self._table.scan(keys.ACCOUNT_ROW, "account_id, head"):
            head: ChainHead = decode(ChainHead, item.get("head", {}))
            if head.seq:
                yield AccountHead(item["account_id"], head)

    def sealed(self, heads: Iterable[AccountHead]) -> None:
        """Take the marks away that still say what was sealed."""
        for known in heads:
            key = keys.moved_key(known.account_id)
            # A failed condition is the answer "it moved on": the mark is for the next night.
            with suppress(ConflictError), translated(f"mark of account {known.account_id}"):
                self._table.client.delete_item(
                    TableName=self._table.name,
                    Key=attributes(key),
                    ConditionExpression="attribute_not_exists(pk) OR head = :head",
                    ExpressionAttributeValues=attributes({":head": encode(known.head)}),
                )


def mark_item(known: AccountHead) -> dict[str, Any]:
    """The row that a commit of events leaves."""
    return {**keys.moved_key(known.account_id), **encode(known)}


class DynamoDBLedgerCopies:
    """See ports.dossiers.LedgerCopies. Three queries and a look at each contact's pointers, read consistently."""

    def __init__(self, *, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def copy(self, account_id: str) -> LedgerCopy:
        """Read again when the account was written meanwhile, for then its rows may not fit together."""
        for _ in range(TRIES):
            before = self._revision(account_id)
            copy = self._copied(account_id)
            if self._revision(account_id) == before:
                return copy
        raise TransientError(f"{account_id} keeps changing")

    def _copied(self, account_id: str) -> LedgerCopy:
        events = [found_event(item) for item in self._table.partition(keys.events_partition(account_id))]
        own = self._table.partition(keys.account_partition(account_id))
        rows = [*own, *self._table.partition(keys.contacts_partition(account_id))]
        found = found_rows(account_id, rows)
        pointers = (pointer for row in found.contacts for pointer in pointer_items(row))
        astray = tuple(f"{pointer['pk']}/{pointer['sk']}" for pointer in pointers if not self._stands(pointer))
        return LedgerCopy(events, replace(found, astray=astray), plain_items(rows))

    def _stands(self, pointer: Item) -> bool:
        """Whether a row that is made of a contact's, such as its line in the month's costs, says what that one says."""
        found = self._table.get({name: pointer[name] for name in KEYS})
        return found is not None and plain_items([found]) == plain_items([pointer])

    def _revision(self, account_id: str) -> object:
        return (self._table.get(keys.account_key(account_id)) or {}).get("revision")


class DynamoDBSealBook:
    """See ports.sealing.SealBook."""

    def __init__(self, *, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def read(self) -> SealState:
        """Read consistently."""
        item = self._table.get(SEALED)
        state: SealState = decode(SealState, item) if item else SealState()
        return state

    def write(self, state: SealState) -> None:
        """The one row."""
        self._table.put({**SEALED, **encode(state)})
