"""The road of a case on the real ledger and the real archive: what the fakes promise, DynamoDB and S3 keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from relance.adapters.dynamodb.controls import DynamoDBControls
from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.adapters.s3 import S3Archive
from relance.domain.case import CaseState
from relance.domain.events import ChainHead, NewEvent, append
from tests.case_world import AFTER_DEADLINE, CaseWorld
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table


@pytest.fixture
def world() -> Iterator[CaseWorld]:
    with mock_aws():
        yield on_aws(CaseWorld())


def on_aws(world: CaseWorld) -> CaseWorld:
    dynamodb, s3 = dynamodb_with_ledger_table(), boto3.client("s3")
    s3.create_bucket(Bucket="archive", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    real: dict[str, Any] = {
        "ledger": DynamoDBLedger(client=dynamodb, table_name=TABLE),
        "archive": S3Archive(client=s3, bucket="archive"),
        "controls": DynamoDBControls(client=dynamodb, table_name=TABLE),
    }
    real["controls"].switch(world.controls.sending())
    for name, port in real.items():
        setattr(world, name, port)
    return world


def test_the_whole_road_to_the_handoff(world: CaseWorld) -> None:
    world.to_approval()
    assert world.approve().status == 200
    assert world.case.state is CaseState.SERVED
    world.morning(AFTER_DEADLINE)
    assert world.approve().status == 200
    assert world.case.decision("handoff") is not None
    assert world.path[-1] == "HandedOff"


def test_paid_on_the_way(world: CaseWorld) -> None:
    world.to_payment_wait()
    world.billing_says(amount_paid="1200.00")
    assert world.case.state is CaseState.CLOSED_PAID


def test_refused_with_a_reason(world: CaseWorld) -> None:
    world.to_approval().refuse("Non, « on attend » l'avoir.")
    assert world.case.approvals[0].reason == "Non, « on attend » l'avoir."
    assert world.ledger.load("C-1").invoices["C-1#F-1"].hold is not None


def test_the_chain_of_a_cases_events_holds(world: CaseWorld) -> None:
    world.to_handoff_approval().approve()
    head = ChainHead()
    for event in world.ledger.events("C-1"):
        new = NewEvent(event.kind, event.at, event.actor, event.data, event.content_key, event.content_sha256)
        assert append("C-1", head, new, event.rows).hash == event.hash
        head = ChainHead(event.seq, event.hash)
    assert head == world.ledger.load("C-1").head
