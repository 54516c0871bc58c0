"""What every quarantine does, on the fake and on DynamoDB."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from relance.adapters.dynamodb.quarantine import DynamoDBQuarantine
from relance.domain.record import Quarantined
from relance.ports.ledger import Quarantine
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table
from tests.fakes.ledger import InMemoryQuarantine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MORNING = datetime(2026, 2, 9, 7, 30, tzinfo=UTC)


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        yield dynamodb_with_ledger_table()


@pytest.fixture(params=["memory", "dynamodb"])
def quarantine(request: pytest.FixtureRequest) -> Quarantine:
    if request.param == "memory":
        return InMemoryQuarantine()
    return DynamoDBQuarantine(client=request.getfixturevalue("client"), table_name=TABLE)


def entry(key: str = "C-1/INVOICE#F-1", *, source: str = "billing", waits_for: str | None = None) -> Quarantined:
    breaches = (("total", "not an amount"), ("due_on", "before issued_on"))
    return Quarantined(source, key, breaches, '{"total": "abc"}', MORNING, waits_for)


def keys_of(entries: Iterator[Quarantined]) -> list[str]:
    return sorted(e.key for e in entries)


def test_an_entry_comes_back_with_each_field_and_reason(quarantine: Quarantine) -> None:
    quarantine.put(entry())
    assert quarantine.get("billing", "C-1/INVOICE#F-1") == entry()


def test_what_was_never_put_is_not_there(quarantine: Quarantine) -> None:
    assert quarantine.get("billing", "C-1/INVOICE#F-1") is None
    assert list(quarantine.entries()) == []


def test_the_same_source_and_key_replaces_the_earlier_entry(quarantine: Quarantine) -> None:
    quarantine.put(entry(waits_for="C-1"))
    quarantine.put(entry())
    assert list(quarantine.entries()) == [entry()]


def test_sources_do_not_mix(quarantine: Quarantine) -> None:
    quarantine.put(entry("1", source="billing"))
    quarantine.put(entry("1", source="delivery"))
    assert sorted(e.source for e in quarantine.entries()) == ["billing", "delivery"]
    assert quarantine.get("policy", "1") is None


def test_all_entries_are_listed(quarantine: Quarantine) -> None:
    for n in range(30):
        quarantine.put(entry(f"C-{n:02}", waits_for="C-1" if n % 2 else None))
    assert keys_of(quarantine.entries()) == [f"C-{n:02}" for n in range(30)]


def test_entries_are_found_by_the_customer_they_wait_for(quarantine: Quarantine) -> None:
    quarantine.put(entry("F-1", waits_for="C-1"))
    quarantine.put(entry("F-2", waits_for="C-2"))
    quarantine.put(entry("F-3", waits_for="C-1"))
    quarantine.put(entry("F-4"))
    assert keys_of(quarantine.entries(waits_for="C-1")) == ["F-1", "F-3"]
    assert keys_of(quarantine.entries(waits_for="C-404")) == []


def test_an_entry_that_now_waits_for_another_customer_is_found_there_only(quarantine: Quarantine) -> None:
    quarantine.put(entry("F-1", waits_for="C-1"))
    quarantine.put(entry("F-1", waits_for="C-2"))
    assert keys_of(quarantine.entries(waits_for="C-1")) == []
    assert keys_of(quarantine.entries(waits_for="C-2")) == ["F-1"]


def test_a_released_entry_is_forgotten_everywhere_and_may_be_released_again(quarantine: Quarantine) -> None:
    quarantine.put(entry("F-1", waits_for="C-1"))
    quarantine.release("billing", "F-1")
    quarantine.release("billing", "F-1")
    assert quarantine.get("billing", "F-1") is None
    assert list(quarantine.entries()) == []
    assert list(quarantine.entries(waits_for="C-1")) == []


def test_entries_may_be_released_while_they_are_listed(quarantine: Quarantine) -> None:
    for n in range(5):
        quarantine.put(entry(f"F-{n}", waits_for="C-1"))
    for waiting in quarantine.entries(waits_for="C-1"):
        quarantine.release(waiting.source, waiting.key)
    assert list(quarantine.entries()) == []


def test_keys_of_any_length_and_100_kb_bodies_are_kept(quarantine: Quarantine) -> None:
    long = Quarantined("billing", "C-1/INVOICE#" + "é" * 3000, (("total", "x" * 1000),), "y" * 100_000, MORNING, "C-1")
    quarantine.put(long)
    assert quarantine.get("billing", long.key) == long
    assert list(quarantine.entries(waits_for="C-1")) == [long]


def test_no_look_up_scans_the_table(client: "DynamoDBClient") -> None:
    calls: list[Any] = []
    client.meta.events.register("before-call.dynamodb.Scan", lambda **event: calls.append(event))
    quarantine = DynamoDBQuarantine(client=client, table_name=TABLE)
    quarantine.put(entry("F-1", waits_for="C-1"))
    assert list(quarantine.entries()) == list(quarantine.entries(waits_for="C-1"))
    quarantine.release("billing", "F-1")
    assert calls == []
