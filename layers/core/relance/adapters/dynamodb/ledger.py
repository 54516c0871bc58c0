"""The ledger on DynamoDB: one table, every change of an account one transaction under its revision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from relance.adapters.dynamodb import items, keys
from relance.adapters.dynamodb.heads import mark_item
from relance.adapters.dynamodb.table import Table
from relance.adapters.dynamodb.transaction import Write, count_up, put, transact
from relance.domain.contact import TRANSITIONS, ContactRow
from relance.domain.errors import ConflictError, RejectedError
from relance.domain.events import ChainHead, Event, NewEvent
from relance.domain.record import AccountRecord
from relance.domain.rows import link
from relance.domain.sealing import AccountHead
from relance.ports.ledger import (
    KEPT_CONTACTS,
    MAX_INVOICES_PER_COMMIT,
    AlreadyRecordedError,
    DailyCap,
    DailyCapReachedError,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NEW = "attribute_not_exists(pk)"


class DynamoDBLedger:
    """See ports.ledger.Ledger."""

    def __init__(self, *, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def load(self, account_id: str) -> AccountRecord:
        """One query of the account's partition, strongly consistent; several pages above a megabyte.

        A commit between two pages gives a mixture that can never be committed: its revision is the old one.
        """
        return items.record_of(account_id, self._table.partition(keys.account_partition(account_id)))

    def commit(
        self,
        before: AccountRecord,
        after: AccountRecord,
        *,
        events: Sequence[NewEvent] = (),
        contact: ContactRow | None = None,
        once: str | None = None,
        cap: DailyCap | None = None,
    ) -> AccountRecord:
        """See ports.ledger.Ledger. Of several refusals the first of: already recorded, conflict, contact, cap.

        After a lost answer (TransientError) the caller loads again: the revision and the `once` row tell.
        """
        after = replace(after, revision=before.revision, head=before.head, contacts=after.contacts[-KEPT_CONTACTS:])
        if after == before and not events and contact is None and once is None and cap is None:
            return before
        rows = _changed_rows(before, after)
        links = link(before, after, events, contact)
        head = ChainHead(links[-1].seq, links[-1].hash) if links else before.head
        stored = replace(after, revision=before.revision + 1, head=head)
        writes = [
            *_once_write(before.account_id, once),
            _account_write(before, stored),
            *(_event_write(link) for link in links),
            *_mark_write(before.account_id, links, head),
            *_contact_write(contact),
            *_cap_write(cap),
            *(put(row) for row in rows),
        ]
        transact(self._table, writes, what=f"commit of account {before.account_id} after revision {before.revision}")
        return stored

    def contact(self, account_id: str, day: date) -> ContactRow | None:
        """The contact of a civil day, read consistently."""
        item = self._table.get(keys.contact_key(account_id, day))
        return items.contact_of(item) if item else None

    def contacts(self, account_id: str) -> list[ContactRow]:
        """Every contact of the account, oldest first."""
        return [items.contact_of(i) for i in self._table.partition(keys.contacts_partition(account_id))]

    def events(self, account_id: str) -> Iterator[Event]:
        """The account's history, oldest first."""
        return map(items.event_of, self._table.partition(keys.events_partition(account_id)))

    def due(self, day: date) -> Iterator[str]:
        """From the sparse index, shard after shard. The index follows the rows within moments, not at once."""
        for shard in range(keys.SHARDS):
            for item in self._agenda(keys.agenda_shard(shard), "<=", day.isoformat()):
                yield item["account_id"]

    def pending(self, before: datetime) -> Iterator[tuple[str, date]]:
        """From the same index, on shards of its own."""
        for shard in range(keys.SHARDS):
            for item in self._agenda(keys.pending_shard(shard), "<", keys.instant_text(before)):
                yield item["account_id"], date.fromisoformat(item["sk"])

    def contact_of(self, reference: str) -> tuple[str, date] | None:
        """Read consistently."""
        return self._pointed(keys.reference_key(reference))

    def contact_of_letter(self, carrier: str, carrier_id: str) -> tuple[str, date] | None:
        """Read consistently."""
        return self._pointed(keys.letter_key(carrier, carrier_id))

    def _pointed(self, key: keys.Key) -> tuple[str, date] | None:
        item = self._table.get(key)
        return (item["account_id"], date.fromisoformat(item["day"])) if item else None

    def to_follow(self, until: datetime) -> Iterator[tuple[str, date]]:
        """From the agenda's index, on shards of its own."""
        for shard in range(keys.SHARDS):
            for item in self._agenda(keys.follow_shard(shard), "<=", keys.instant_text(until)):
                yield item["account_id"], date.fromisoformat(item["sk"])

    def costs(self, month: str) -> Iterator[ContactRow]:
        """One query: a partition for each month."""
        return map(items.contact_of, self._table.partition(keys.costs_partition(month)))

    def accounts(self) -> Iterator[str]:
        """Every account id; a scan, for reports and repair only."""
        for item in self._table.scan(keys.ACCOUNT_ROW):
            yield item["account_id"]

    def _agenda(self, shard: str, condition: str, at: str) -> Iterator[dict[str, Any]]:
        return self._table.index(keys.AGENDA_INDEX, shard, condition, at)


def _changed_rows(before: AccountRecord, after: AccountRecord) -> list[items.Item]:
    """Rows of the invoices and cases that differ. Raises RejectedError when they exceed a transaction, or vanish."""
    if (set(before.invoices) - set(after.invoices)) or (set(before.cases) - set(after.cases)):
        raise RejectedError(f"account {before.account_id}: an invoice or a case never leaves the ledger")
    invoices = [i for key, i in after.invoices.items() if before.invoices.get(key) != i]
    if len(invoices) > MAX_INVOICES_PER_COMMIT:
        raise RejectedError(
            f"account {before.account_id}: {len(invoices)} changed invoices exceed one transaction"
            f" ({MAX_INVOICES_PER_COMMIT})"
        )
    cases = [c for key, c in after.cases.items() if before.cases.get(key) != c]
    return [
        *(items.invoice_item(before.account_id, i) for i in invoices),
        *(items.case_item(before.account_id, c) for c in cases),
    ]


def _account_write(before: AccountRecord, stored: AccountRecord) -> Write:
    refused = ConflictError(f"account {before.account_id} changed since revision {before.revision}")
    row = items.account_item(stored)
    if before.revision == 0:
        return put(row, NEW, refused=refused)
    return put(row, "revision = :known", refused=refused, known=before.revision)


def _event_write(event: Event) -> Write:
    refused = ConflictError(f"account {event.account_id} has an event {event.seq} already")
    return put(items.event_item(event), NEW, refused=refused)


def _mark_write(account_id: str, links: Sequence[Event], head: ChainHead) -> list[Write]:
    """The account waits for the night's seal."""
    return [put(mark_item(AccountHead(account_id, head)))] if links else []


def _once_write(account_id: str, once: str | None) -> list[Write]:
    if once is None:
        return []
    return [put(keys.once_key(account_id, once), NEW, refused=AlreadyRecordedError(once))]


def _contact_write(row: ContactRow | None) -> list[Write]:
    """The day's row moves along the table of transitions or not at all, whatever the caller believes."""
    if row is None:
        return []
    sources = sorted({row.state, *(s for s, to in TRANSITIONS.items() if row.state in to)})
    names = {f"from_{place}": state.value for place, state in enumerate(sources)}
    condition = f"{NEW} OR #state IN ({', '.join(':' + n for n in names)})"
    refused = RejectedError(f"the contact of {row.account_id} on {row.day} cannot become {row.state}")
    write = put(items.contact_item(row), condition, refused=refused, **names)
    write.action["Put"]["ExpressionAttributeNames"] = {"#state": "state"}
    return [write, *(put(pointer) for pointer in items.pointer_items(row))]


def _cap_write(cap: DailyCap | None) -> list[Write]:
    if cap is None:
        return []
    refused = DailyCapReachedError(f"{cap.limit} contacts were reserved on {cap.day}")
    return [count_up(keys.cap_key(cap.day), limit=cap.limit, refused=refused)]
