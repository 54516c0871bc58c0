"""What a reminder costs in the ledger, as docs/ledger.md tells it: measured on the requests, not estimated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.adapters.dynamodb.table import item_size
from relance.domain import events
from relance.domain.account import PastContact
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState, StoredObject
from relance.domain.events import NewEvent
from tests.builders import customer, invoice, ledger_invoice, progress, record
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table

PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"
MONDAY = date(2026, 2, 9)
MORNING = datetime(2026, 2, 9, 7, 30, tzinfo=UTC)
SHA = "ab" * 32


@dataclass
class Meter:
    """Counts write units: two for each KB in a transaction, one for each entry put on or taken off the index."""

    units: int = 0
    index: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def listen(self, params: dict[str, Any], **_: Any) -> None:
        for write in params["TransactItems"]:
            item = write["Put"]["Item"]
            self.units += 2 * -(-item_size(item) // 1024) + self._index_writes(item)

    def _index_writes(self, item: dict[str, Any]) -> int:
        key = (item["pk"]["S"], item["sk"]["S"])
        entry = item["agenda_shard"]["S"] + item["agenda_at"]["S"] if "agenda_at" in item else None
        known, self.index[key] = self.index.get(key), entry
        return 0 if known == entry else (known is not None) + (entry is not None)


@pytest.fixture
def ledger() -> Iterator[tuple[DynamoDBLedger, Meter]]:
    with mock_aws():
        client, meter = dynamodb_with_ledger_table(), Meter()
        client.meta.events.register("provide-client-params.dynamodb.TransactWriteItems", meter.listen)
        yield DynamoDBLedger(client=client, table_name=TABLE), meter


def happened(kind: str, **data: Any) -> NewEvent:
    return NewEvent(kind, MORNING, "dispatch_contact", {"reference": "RL-260209-ABCDEFGHIJKL", "rank": 2} | data)


def test_a_reminder_costs_what_the_page_tells(ledger: tuple[DynamoDBLedger, Meter]) -> None:
    book, meter = ledger
    entries = [ledger_invoice(invoice(f"F-{n}"), sequence="0" * 40, progress=progress(1)) for n in range(3)]
    earlier = PastContact(date(2026, 2, 2), Channel.EMAIL, "first_reminder", 1)
    now = book.commit(book.load("C-1"), record(*entries, debtor=customer(), contacts=(earlier,), next_day=MONDAY))
    reserved = ContactRow(
        "C-1", MONDAY, 1, ContactState.RESERVED, "relance-2", 2, "second_reminder", "email", SHA, MORNING,
        statement=StoredObject("statements/C-1/2026-02-09-1.json", SHA), address="compta@boulangerie-martin.example",
    )  # fmt: skip
    meter.units = 0
    off = replace(now, next_day=None, open_contact=MONDAY)
    now = book.commit(now, off, contact=reserved, events=[happened(events.CONTACT_RESERVED, channel="email")])
    lettered = replace(reserved, letter=StoredObject("letters/C-1/2026-02-09-1.pdf", SHA))
    now = book.commit(now, now, contact=lettered)
    sending = replace(
        lettered,
        state=ContactState.SENDING,
        message=StoredObject("messages/C-1/2026-02-09-1.eml", SHA),
        parts={"text": SHA, "html": SHA, "lettre.pdf": SHA, "F-0.pdf": SHA},
    )
    now = book.commit(now, now, contact=sending)
    sent = replace(sending, state=ContactState.SENT, message_id="0100018d" + "0" * 50)
    after = replace(
        now,
        next_day=date(2026, 2, 24),
        open_contact=None,
        contacts=(*now.contacts, PastContact(MONDAY, Channel.EMAIL, "second_reminder", 2)),
        invoices={e.key: replace(e, progress=progress(1, 2)) for e in entries},
    )
    now = book.commit(now, after, contact=sent, events=[happened(events.CONTACT_SENT, parts=sent.parts)])
    assert f"**{meter.units} write units**" in PAGE.read_text(), meter.units
    for status in ("SUBMITTED", "DELIVERED"):
        fact = happened(events.DELIVERY_FACT, status=status, message_id=sent.message_id)
        now = book.commit(now, now, contact=replace(sent, delivery=status), events=[fact], once=f"delivery|{status}")
    assert f"**{meter.units} with both delivery facts**" in PAGE.read_text(), meter.units


def test_the_page_names_every_kind_of_row() -> None:
    rows = {
        "ACCOUNT#",
        "CASE#",
        "INVOICE#",
        "CONTACTS#",
        "EVENTS#",
        "ONCE#",
        "CONTROL",
        "QUARANTINE#",
        "WAITS#",
        "MOVED#",
    }
    assert rows <= set(re.findall(r"[A-Z]+#|CONTROL", PAGE.read_text()))
