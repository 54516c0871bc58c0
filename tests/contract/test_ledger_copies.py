"""A ledger as it lies in its table, read beside the chain: what repeats a contact never lags behind it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from relance.adapters.dynamodb.heads import DynamoDBLedgerCopies
from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.domain import events
from relance.domain.channels import Channel, Cost
from relance.domain.contact import ContactRow, ContactState
from relance.domain.events import NewEvent
from tests.builders import customer, record
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def dynamodb() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        yield dynamodb_with_ledger_table()


def lived() -> Iterator[ContactRow]:
    """A letter whose first carrier was silent, whose second took it, and of which the first told after all."""
    first = ContactRow(
        "C-1", MONDAY, 1, ContactState.RESERVED, "relance", 1, "first_reminder", Channel.REGISTERED, "ab" * 32, AT
    )
    yield first
    first = replace(first, state=ContactState.SENDING, carrier="poste")
    yield first
    yield (first := replace(first, state=ContactState.UNKNOWN))
    yield (first := replace(first, state=ContactState.VOID))
    second = replace(first, attempt=2, state=ContactState.RESERVED, carrier=None, handed_over=first.again())
    yield second
    second = replace(second, state=ContactState.SENDING, carrier="autre")
    yield second
    second = replace(second, state=ContactState.SENT, message_id="L-2", cost=Cost(6_280_000, "carrier"))
    yield second
    told = replace(second.handed_over[0], state=ContactState.SENT, message_id="L-1", cost=Cost(6_120_000, "carrier"))
    yield (second := second.with_attempted(told))
    yield (second := replace(second, delivery="DELIVERED"))
    yield second.with_attempted(replace(told, delivery="REFUSED"))


def test_lines_of_costs_and_pointers_repeat_the_contact_after_every_commit(dynamodb: "DynamoDBClient") -> None:
    ledger = DynamoDBLedger(client=dynamodb, table_name=TABLE)
    copies = DynamoDBLedgerCopies(client=dynamodb, table_name=TABLE)
    known = record(debtor=customer("C-1"))
    for row in lived():
        before = ledger.load("C-1")
        told = [NewEvent(events.DELIVERY_FACT, AT, "test")]
        ledger.commit(before, before if before.revision else known, events=told, contact=row)
        assert copies.copy("C-1").rows.astray == ()
        assert copies.copy("C-1").rows.unreadable == ()
    assert len(list(ledger.costs("2026-03"))) == 2
