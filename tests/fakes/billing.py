"""The billing system's table in memory. Items are read by the very contract of the real adapter."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from relance.adapters.billing.contract import Item, no_record, read_item
from relance.adapters.billing.stream import SEQUENCE_DIGITS
from relance.adapters.billing.table import page_of, partition_of
from relance.ports.billing import BillingChange, BillingPage, BillingPartition, BillingRecord

Key = tuple[str, str]


@dataclass
class InMemoryBillingBook:
    """Holds items as billing writes them; each write returns the change that the stream would carry.

    `InMemoryBillingBook.of(customer_item(), invoice_item())` is a table that was full before.
    """

    items: dict[Key, Item] = field(default_factory=dict)
    page_items: int = 100
    writes: int = 0
    clock_at: datetime = datetime(2026, 2, 2, 7, 0, tzinfo=UTC)
    """The stream's time of the next write."""

    @classmethod
    def of(cls, *items: Item) -> InMemoryBillingBook:
        book = cls()
        book.put_all(items)
        return book

    # ------------------------------------------------------------------------ billing's side

    def put(self, item: Item) -> BillingChange:
        """Write a whole item."""
        return self._write((item["customer_id"], item["record"]), deepcopy(item))

    def put_all(self, items: Iterable[Item]) -> list[BillingChange]:
        return [self.put(item) for item in items]

    def update(self, customer_id: str, record: str, **attributes: Any) -> BillingChange:
        """Set some attributes; the item comes into being when there is none. None removes an attribute."""
        key = (customer_id, record)
        before = self.items.get(key, {"customer_id": customer_id, "record": record})
        after = {name: value for name, value in {**before, **attributes}.items() if value is not None}
        return self._write(key, after)

    def delete(self, customer_id: str, record: str) -> BillingChange:
        """Delete an item."""
        return self._write((customer_id, record), None)

    def _write(self, key: Key, item: Item | None) -> BillingChange:
        old = self.items.get(key)
        if item is None:
            self.items.pop(key, None)
        else:
            self.items[key] = item
        self.writes += 1
        return BillingChange(
            new=no_record(*key) if item is None else read_item(item),
            old=None if old is None else read_item(old),
            sequence=str(self.writes).zfill(SEQUENCE_DIGITS),
            at=self.clock_at,
            change_id=str(self.writes),
        )

    # -------------------------------------------------------------------------------- the port

    def partition(self, customer_id: str) -> BillingPartition:
        return partition_of(item for (owner, _), item in sorted(self.items.items()) if owner == customer_id)

    def record(self, customer_id: str, name: str) -> BillingRecord:
        item = self.items.get((customer_id, name))
        return no_record(customer_id, name) if item is None else read_item(item)

    def scan(self, *, segment: int, segments: int, start: dict[str, Any] | None) -> BillingPage:
        mine = sorted(key for key in self.items if crc32(key[0].encode()) % segments == segment)
        left = [key for key in mine if start is None or key > (start["customer_id"], start["record"])]
        page = left[: self.page_items]
        last = {"customer_id": page[-1][0], "record": page[-1][1]} if len(left) > len(page) else None
        return page_of((self.items[key] for key in page), last)
