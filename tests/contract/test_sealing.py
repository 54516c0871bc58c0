"""Which chains moved since the last seal, and what one night leaves to the next: in memory and on DynamoDB."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from moto import mock_aws

from relance.adapters.dynamodb.heads import DynamoDBChainHeads, DynamoDBSealBook
from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.domain import events
from relance.domain.events import NewEvent
from relance.domain.sealing import AccountHead, Link, SealState
from relance.ports.ledger import Ledger
from relance.ports.sealing import ChainHeads, SealBook
from tests.builders import customer, record
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table
from tests.fakes.ledger import InMemoryLedger
from tests.fakes.sealing import InMemoryChainHeads, InMemorySealBook

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@dataclass
class Store:
    ledger: Ledger
    heads: ChainHeads
    book: SealBook

    def happens(self, account_id: str, times: int = 1) -> AccountHead:
        """Something is written to an account's chain."""
        before = self.ledger.load(account_id)
        after = before if before.revision else record(debtor=customer(account_id))
        told = [NewEvent(events.INVOICE_SEEN, NOON, "project_invoice", {"invoice": f"{account_id}#F-1"})] * times
        return AccountHead(account_id, self.ledger.commit(before, after, events=told).head)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        ledger = InMemoryLedger()
        yield Store(ledger, InMemoryChainHeads(ledger), InMemorySealBook())
        return
    with mock_aws():
        client = dynamodb_with_ledger_table()
        yield Store(
            DynamoDBLedger(client=client, table_name=TABLE),
            DynamoDBChainHeads(client=client, table_name=TABLE),
            DynamoDBSealBook(client=client, table_name=TABLE),
        )


def by_name(heads: Iterator[AccountHead]) -> list[AccountHead]:
    return sorted(heads, key=lambda known: known.account_id)


def test_a_chain_that_grew_is_told_once_with_its_newest_head(store: Store) -> None:
    store.happens("C-1", times=2)
    store.happens("C-2")
    newest = store.happens("C-1")
    assert newest.head.seq == 3
    assert by_name(store.heads.moved())[0] == newest
    assert [known.account_id for known in by_name(store.heads.moved())] == ["C-1", "C-2"]


def test_what_was_sealed_is_told_no_more_until_it_moves_again(store: Store) -> None:
    store.happens("C-1")
    store.happens("C-2")
    store.heads.sealed(list(store.heads.moved()))
    assert list(store.heads.moved()) == []
    again = store.happens("C-2")
    assert list(store.heads.moved()) == [again]


def test_an_event_that_comes_while_the_seal_is_made_waits_for_the_next(store: Store) -> None:
    store.happens("C-1")
    seen = list(store.heads.moved())
    later = store.happens("C-1")
    store.heads.sealed(seen)
    assert list(store.heads.moved()) == [later]


def test_telling_twice_that_something_was_sealed_changes_nothing(store: Store) -> None:
    heads = [store.happens("C-1")]
    store.heads.sealed(heads)
    store.heads.sealed(heads)
    assert list(store.heads.moved()) == []


def test_a_commit_without_an_event_moves_no_chain(store: Store) -> None:
    store.heads.sealed([store.happens("C-1")])
    known = store.ledger.load("C-1")
    store.ledger.commit(known, record(next_day=date(2026, 3, 9)), events=())
    assert list(store.heads.moved()) == []


def test_every_account_that_has_events_is_found_by_its_head(store: Store) -> None:
    first, second = store.happens("C-1"), store.happens("C-2", times=3)
    store.ledger.commit(store.ledger.load("C-3"), record(debtor=customer("C-3")))
    store.heads.sealed([first])
    assert by_name(store.heads.every()) == [first, second]


def test_an_account_of_any_name_can_be_marked(store: Store) -> None:
    long = "é" * 900
    known = store.happens(long)
    assert list(store.heads.moved()) == [known]


def test_the_book_is_empty_at_first_and_read_as_it_was_written(store: Store) -> None:
    assert store.book.read() == SealState()
    friday, monday = date(2026, 2, 27), date(2026, 3, 2)
    state = SealState(Link(monday, "ab" * 32), (friday, monday), (Link(friday, "cd" * 32),))
    store.book.write(state)
    assert store.book.read() == state
