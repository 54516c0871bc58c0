"""What only the real ledger can get wrong: indexes, pages, retries, lost answers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from moto import mock_aws

from relance.adapters.dynamodb.items import account_item
from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.domain.errors import ConflictError, RejectedError, TransientError
from relance.domain.events import INVOICE_SEEN, NewEvent
from relance.domain.record import AccountRecord
from tests.builders import customer, invoice, ledger_invoice, record
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MONDAY = date(2026, 2, 9)
MORNING = datetime(2026, 2, 9, 7, 30, tzinfo=UTC)


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        yield dynamodb_with_ledger_table()


@pytest.fixture
def ledger(client: "DynamoDBClient") -> DynamoDBLedger:
    return DynamoDBLedger(client=client, table_name=TABLE)


def listen(client: "DynamoDBClient", operation: str) -> list[dict[str, Any]]:
    """Every answer of an operation from now on."""
    answers: list[dict[str, Any]] = []
    client.meta.events.register(f"after-call.dynamodb.{operation}", lambda parsed, **_: answers.append(parsed))
    return answers


def test_of_ten_thousand_accounts_the_planner_reads_only_the_hundred_that_are_due(
    client: "DynamoDBClient", ledger: DynamoDBLedger
) -> None:
    with boto3.resource("dynamodb").Table(TABLE).batch_writer() as rows:
        for n in range(10_000):
            later = date(2026, 2, 10) if n % 2 else None
            day = MONDAY if n % 100 == 0 else later
            rows.put_item(Item=account_item(AccountRecord(f"C-{n}", revision=1, next_day=day)))
    pages = listen(client, "Query")
    due = list(ledger.due(MONDAY))
    assert sorted(due) == sorted(f"C-{n}" for n in range(0, 10_000, 100))
    assert sum(p["ScannedCount"] for p in pages) == sum(p["Count"] for p in pages) == 100


def test_an_account_larger_than_a_page_is_read_whole_and_consistently(
    client: "DynamoDBClient", ledger: DynamoDBLedger
) -> None:
    now = ledger.commit(ledger.load("C-1"), record(ledger_invoice(invoice("F-0"))))
    for start in range(1, 161, 40):
        batch = [ledger_invoice(invoice(f"F-{n}", purchase_order="x" * 8000)) for n in range(start, start + 40)]
        now = ledger.commit(now, replace(now, invoices={**now.invoices, **{i.key: i for i in batch}}))
    calls: list[dict[str, Any]] = []
    client.meta.events.register("provide-client-params.dynamodb.Query", lambda params, **_: calls.append(params))
    assert ledger.load("C-1") == now
    assert len(now.invoices) == 161
    assert len(calls) > 1
    assert all(call["ConsistentRead"] for call in calls)


def test_a_commit_writes_the_rows_that_changed_and_no_other(client: "DynamoDBClient", ledger: DynamoDBLedger) -> None:
    first = ledger.commit(ledger.load("C-1"), record(*(invoice(f"F-{n}") for n in range(50))))
    sent: list[dict[str, Any]] = []
    client.meta.events.register("provide-client-params.dynamodb.*", lambda params, **_: sent.append(params))
    ledger.commit(first, first.with_invoice(ledger_invoice(invoice("F-7", version=2))))
    ledger.commit(first, first)
    (transaction,) = sent
    keys = [w["Put"]["Item"]["sk"]["S"] for w in transaction["TransactItems"]]
    assert keys == ["ACCOUNT", "INVOICE#C-1#F-7"]


def test_the_sdks_own_retry_carries_the_same_token_and_the_next_commit_another(
    client: "DynamoDBClient", ledger: DynamoDBLedger
) -> None:
    bodies: list[str] = []

    def first_answer_is_lost(request: Any, **_: Any) -> Any:
        bodies.append(bytes(request.body).decode())
        return AWSResponse(request.url, 500 if len(bodies) == 1 else 200, HTTPHeaders(), EmptyAnswer())

    client.meta.events.register_first("before-send.dynamodb.TransactWriteItems", cast("Any", first_answer_is_lost))
    now = ledger.commit(ledger.load("C-1"), record())
    ledger.commit(now, replace(now, next_day=MONDAY))
    tokens = [json.loads(body)["ClientRequestToken"] for body in bodies]
    assert len(tokens) == 3
    assert tokens[0] == tokens[1] != tokens[2]


class EmptyAnswer:
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield b"{}"


class DeafClient:
    """A client whose transactions are applied and whose answers never arrive."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **request: Any) -> None:
        self._client.transact_write_items(**request)
        raise ReadTimeoutError(endpoint_url="https://dynamodb")


def test_a_commit_whose_answer_was_lost_is_recognised_by_reading_again(
    client: "DynamoDBClient", ledger: DynamoDBLedger
) -> None:
    before = ledger.load("C-1")
    deaf = DynamoDBLedger(client=DeafClient(client), table_name=TABLE)  # type: ignore[arg-type]
    with pytest.raises(TransientError, match="no answer"):
        deaf.commit(before, record(), events=[NewEvent(INVOICE_SEEN, MORNING, "project_invoice")])
    assert ledger.load("C-1").revision == 1
    with pytest.raises(ConflictError):
        ledger.commit(before, record(), events=[NewEvent(INVOICE_SEEN, MORNING, "project_invoice")])
    assert len(list(ledger.events("C-1"))) == 1


def test_a_transaction_beyond_4_mb_is_refused_before_it_is_tried(ledger: DynamoDBLedger) -> None:
    heavy = [invoice(f"F-{n}", purchase_order="x" * 200_000) for n in range(30)]
    with pytest.raises(RejectedError, match="bytes exceed one transaction"):
        ledger.commit(ledger.load("C-1"), record(*heavy))


def test_more_than_a_hundred_rows_are_refused_before_they_are_tried(ledger: DynamoDBLedger) -> None:
    events = [NewEvent(INVOICE_SEEN, MORNING, "project_invoice", {"n": n}) for n in range(100)]
    with pytest.raises(RejectedError, match="103 rows"):
        ledger.commit(ledger.load("C-1"), record(), events=events)


class CancellingClient(DeafClient):
    """A client whose transactions are cancelled for the reasons given."""

    def __init__(self, client: "DynamoDBClient", *codes: str) -> None:
        super().__init__(client)
        self._codes = codes

    def transact_write_items(self, **_: Any) -> None:
        answer: Any = {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": code} for code in self._codes],
        }
        raise self._client.exceptions.TransactionCanceledException(answer, "TransactWriteItems")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("TransactionConflict", "None"), ConflictError),
        (("None", "TransactionConflict"), ConflictError),
        (("None", "ThrottlingError"), TransientError),
        (("ProvisionedThroughputExceeded", "None"), TransientError),
        (("None", "ValidationError"), RejectedError),
        (("ConditionalCheckFailed", "ThrottlingError"), ConflictError),
    ],
)
def test_each_reason_of_a_cancelled_transaction_has_its_error(
    client: "DynamoDBClient", codes: tuple[str, ...], expected: type[Exception]
) -> None:
    ledger = DynamoDBLedger(client=CancellingClient(client, *codes), table_name=TABLE)  # type: ignore[arg-type]
    with pytest.raises(expected) as caught:
        ledger.commit(AccountRecord("C-1"), record())
    assert type(caught.value) is expected


class FailingClient(DeafClient):
    """A client that fails every read in the same way."""

    def __init__(self, client: "DynamoDBClient", error: Exception) -> None:
        super().__init__(client)
        self._error = error

    def get_item(self, **_: Any) -> None:
        raise self._error


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "compta@boulangerie-martin.example"}}, "GetItem")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refusal("ThrottlingException"), TransientError),
        (refusal("ProvisionedThroughputExceededException"), TransientError),
        (refusal("InternalServerError"), TransientError),
        (ConnectTimeoutError(endpoint_url="https://dynamodb"), TransientError),
        (refusal("AccessDeniedException"), ClientError),
        (refusal("ResourceNotFoundException"), ClientError),
    ],
)
def test_known_errors_are_translated_and_the_others_rise_as_they_came(
    client: "DynamoDBClient", error: Exception, expected: type[Exception]
) -> None:
    ledger = DynamoDBLedger(client=FailingClient(client, error), table_name=TABLE)  # type: ignore[arg-type]
    with pytest.raises(expected) as caught:
        ledger.contact("C-1", MONDAY)
    if expected is TransientError:
        assert "CONTACTS#C-1/2026-02-09" in str(caught.value)
        assert "boulangerie" not in str(caught.value)


def test_every_account_is_listed_beyond_one_page_of_a_scan(client: "DynamoDBClient", ledger: DynamoDBLedger) -> None:
    names = [f"C-{n}" for n in range(400)]
    with boto3.resource("dynamodb").Table(TABLE).batch_writer() as rows:
        for name in names:
            rows.put_item(Item=account_item(record(debtor=customer(name, legal_name="x" * 3000))))
    pages = listen(client, "Scan")
    assert sorted(ledger.accounts()) == sorted(names)
    assert len(pages) > 1
