"""Records that could not be taken, in the ledger's table: found by name, all together, or by the customer they need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from relance.adapters.dynamodb import keys
from relance.adapters.dynamodb.codec import decode, encode
from relance.adapters.dynamodb.table import Table
from relance.adapters.dynamodb.transaction import Write, delete, put, transact
from relance.domain.record import Quarantined

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDBQuarantine:
    """See ports.ledger.Quarantine.

    An entry that waits for a customer has a second row under that customer's name, read consistently: an index would
    follow a moment later, and the customer that arrives in that moment would free nothing.
    """

    def __init__(self, *, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def put(self, entry: Quarantined) -> None:
        """Keep a record; the same source and key replaces the earlier entry."""
        key = keys.quarantine_key(entry.source, entry.key)
        writes = [put({**key, **encode(entry)}), *self._forget_wait(entry)]
        if entry.waits_for:
            writes.append(put({**_wait_key(entry), "source": entry.source, "key": entry.key}))
        transact(self._table, writes, what=f"quarantine of a record from {entry.source}")

    def entries(self, *, waits_for: str | None = None) -> Iterator[Quarantined]:
        """All entries, or those waiting for one customer; in no particular order."""
        if waits_for is not None:
            yield from self._waiting(waits_for)
            return
        for shard in range(keys.SHARDS):
            for item in self._table.partition(keys.quarantine_partition(shard)):
                yield decode(Quarantined, item)

    def get(self, source: str, key: str) -> Quarantined | None:
        """One entry."""
        item = self._table.get(keys.quarantine_key(source, key))
        entry: Quarantined | None = decode(Quarantined, item) if item else None
        return entry

    def release(self, source: str, key: str) -> None:
        """Forget an entry: its record was taken in."""
        known = self.get(source, key)
        if known is None:
            return
        waits = [delete(_wait_key(known))] if known.waits_for else []
        writes = [delete(keys.quarantine_key(source, key)), *waits]
        transact(self._table, writes, what=f"release of a record from {source}")

    def _waiting(self, customer_id: str) -> Iterator[Quarantined]:
        for item in self._table.partition(keys.waits_partition(customer_id)):
            entry = self.get(item["source"], item["key"])
            if entry is not None and entry.waits_for == customer_id:
                yield entry

    def _forget_wait(self, entry: Quarantined) -> list[Write]:
        """The earlier entry of the same name may have waited for somebody else."""
        known = self.get(entry.source, entry.key)
        if known is None or not known.waits_for or known.waits_for == entry.waits_for:
            return []
        return [delete(_wait_key(known))]


def _wait_key(entry: Quarantined) -> keys.Key:
    sort = keys.quarantine_sort(entry.source, entry.key)
    return {"pk": keys.waits_partition(entry.waits_for or ""), "sk": sort}
