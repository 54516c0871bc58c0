"""Pieces of a reconciliation on their queue."""

from __future__ import annotations

import json
from datetime import date

import boto3
import pytest
from moto import mock_aws

from relance.adapters.billing.reconcile_tasks import SqsReconcileQueue, tasks_of
from relance.domain.errors import InvalidRecordError
from relance.ports.reconciling import ReconcileTask

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "task",
    [
        ReconcileTask(TODAY),
        ReconcileTask(TODAY, segment=0, segments=2),
        ReconcileTask(TODAY, segment=3, start={"customer_id": "C-1", "record": "INVOICE#F-1"}),
        ReconcileTask(TODAY, accounts=("C-1", "C-2")),
    ],
)
def test_a_piece_comes_back_from_sqs_as_it_was(task: ReconcileTask) -> None:
    with mock_aws():
        sqs = boto3.client("sqs")
        url = sqs.create_queue(QueueName="ReconcileQueue")["QueueUrl"]
        SqsReconcileQueue(client=sqs, queue_url=url).put(task)
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert tasks_of({"Records": [{"body": message["Body"]}]}, today=date(2026, 12, 31)) == [task]


def test_a_person_may_ask_for_the_whole_or_for_a_segment() -> None:
    assert tasks_of({}, today=TODAY) == [ReconcileTask(TODAY)]
    assert tasks_of({"segment": 1, "segments": 2}, today=TODAY) == [ReconcileTask(TODAY, 1, 2)]
    assert tasks_of({"scheduled_time": "2026-03-01T23:30:00Z"}, today=date(2026, 3, 9)) == [ReconcileTask(TODAY)]


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"segment": 4, "segments": 4}, "segment"),
        ({"segments": 0}, "segments"),
        ({"day": "soon"}, "day"),
        ({"segmnet": 1}, "segmnet"),
    ],
)
def test_a_wrong_request_is_refused_by_name(event: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidRecordError) as refused:
        tasks_of({"Records": [{"body": json.dumps(event)}]}, today=TODAY)
    assert [name for name, _ in refused.value.breaches] == [field]
