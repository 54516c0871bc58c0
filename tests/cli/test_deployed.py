"""The command line from end to end on AWS in memory: the stack's outputs, the real adapters, the real composition."""

import io
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeSerializer
from moto import mock_aws

from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.cli import stack
from relance.cli.main import main
from relance.cli.output import Screen
from tests.builders import customer_item, invoice_item, record
from tests.cli.terminal import plainly
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table

REGION = "eu-west-3"
OUTPUTS = {
    "LedgerTable": TABLE,
    "InvoiceTable": "invoices",
    "DocumentsBucket": "documents",
    "ArchiveBucket": "archive",
    "PolicyBucket": "policies",
    "StateMachineArn": "arn:aws:states:eu-west-3:123456789012:stateMachine:relance-escalation",
    "Stage": "production",
}


@pytest.fixture(autouse=True)
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(stack, "stack_outputs", lambda _client, _name: OUTPUTS)
    monkeypatch.setattr(stack, "stack_queue_urls", lambda _client, _name: {})
    with mock_aws():
        dynamodb = dynamodb_with_ledger_table()
        _invoice_table(dynamodb, [customer_item(), invoice_item("F-1")])
        ledger = DynamoDBLedger(client=dynamodb, table_name=TABLE)
        ledger.commit(ledger.load("C-1"), record())
        s3 = boto3.client("s3", region_name=REGION)
        for bucket in ("documents", "archive", "policies"):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        yield


def _invoice_table(dynamodb: Any, items: list[dict[str, Any]]) -> None:
    dynamodb.create_table(
        TableName="invoices",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "customer_id", "AttributeType": "S"},
            {"AttributeName": "record", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "customer_id", "KeyType": "HASH"},
            {"AttributeName": "record", "KeyType": "RANGE"},
        ],
    )
    for item in items:
        dynamodb.put_item(
            TableName="invoices", Item={name: TypeSerializer().serialize(value) for name, value in item.items()}
        )


def run(*words: str) -> tuple[int, list[str]]:
    out = io.StringIO()
    code = main(["--region", REGION, "--by", "anne", *words], screen=Screen(out, width=200))
    return code, plainly(out.getvalue()).splitlines()


def test_a_hold_is_in_the_ledger_for_the_next_command_to_see() -> None:
    code, lines = run("hold", "C-1", "--reason", "attend un avoir")
    assert (code, lines[0]) == (0, "Le compte C-1 est suspendu jusqu'à levée.")

    code, lines = run("explain", "C-1")
    assert code == 0
    assert any(line.startswith("Compte suspendu : attend un avoir") for line in lines)
    assert lines[-1].endswith("suspension : attend un avoir, par anne")

    assert run("release", "C-1")[0] == 0


def test_stopping_is_seen_by_the_next_preview() -> None:
    assert run("resume")[0] == 0
    assert run("stop", "--reason", "inventaire")[0] == 0

    code, lines = run("preview", "2026-02-02")

    assert code == 0
    assert any(line.startswith("Envoi : coupé") and "(inventaire)" in line for line in lines)


def test_the_status_and_an_empty_quarantine_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = run("status")
    assert (code, lines[0]) == (0, "Envoi : coupé, jamais mis en service")
    assert run("quarantine", "list") == (0, ["0 enregistrement en quarantaine"])
    assert run("quarantine", "replay", "--all")[0] == 0
    assert capsys.readouterr().out == ""
