"""What the queues of a stack do for its operators, on the fake and on SQS."""

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from relance.adapters.stack_queues import SqsStackQueues
from relance.ports.dead_letters import DeadLetter, StackQueues
from tests.fakes.stack_queues import InMemoryStackQueues

NAMES = ("ContactQueue", "ContactDeadLetters", "ProjectionFailures")


def on_sqs() -> SqsStackQueues:
    """The physical names are CloudFormation's: the stack's name, the logical id, a suffix."""
    sqs = boto3.client("sqs", region_name="eu-west-3")
    urls = {name: sqs.create_queue(QueueName=f"relance-{name}-1A2B")["QueueUrl"] for name in NAMES}
    arn = sqs.get_queue_attributes(QueueUrl=urls["ContactDeadLetters"], AttributeNames=["QueueArn"])
    redrive = {"deadLetterTargetArn": arn["Attributes"]["QueueArn"], "maxReceiveCount": 5}
    sqs.set_queue_attributes(QueueUrl=urls["ContactQueue"], Attributes={"RedrivePolicy": json.dumps(redrive)})
    return SqsStackQueues(client=sqs, urls=lambda: urls)


@pytest.fixture(params=["memory", "sqs"])
def queues(request: pytest.FixtureRequest) -> Iterator[StackQueues]:
    if request.param == "memory":
        feeds = {"ContactQueue": "ContactDeadLetters", "ContactDeadLetters": None, "ProjectionFailures": None}
        yield InMemoryStackQueues(feeds)
        return
    with mock_aws():
        yield on_sqs()


def letter(body: str = '{"account_id": "C-1", "day": "2026-02-02"}') -> DeadLetter:
    return DeadLetter("m-1", body, "", {"attempt": "2"})


def test_a_queue_is_known_by_its_name_in_the_template_and_by_where_it_gives_up(queues: StackQueues) -> None:
    assert {queue.name: queue.feeds for queue in queues.depths()} == {
        "ContactQueue": "ContactDeadLetters",
        "ContactDeadLetters": None,
        "ProjectionFailures": None,
    }


def test_a_message_comes_out_as_it_went_in(queues: StackQueues) -> None:
    queues.send("ContactQueue", letter())

    (taken,) = queues.take("ContactQueue")

    assert taken.body == letter().body
    assert taken.attributes == {"attempt": "2"}


def test_a_message_that_was_taken_is_seen_by_nobody_else_and_counted_as_under_way(queues: StackQueues) -> None:
    queues.send("ContactQueue", letter())
    queues.take("ContactQueue")

    assert queues.take("ContactQueue") == []
    (depth,) = [queue for queue in queues.depths() if queue.name == "ContactQueue"]
    assert (depth.waiting, depth.in_flight) == (0, 1)


def test_a_message_that_was_forgotten_is_gone(queues: StackQueues) -> None:
    queues.send("ContactQueue", letter())
    (taken,) = queues.take("ContactQueue")
    queues.forget("ContactQueue", taken)

    (depth,) = [queue for queue in queues.depths() if queue.name == "ContactQueue"]
    assert (depth.waiting, depth.in_flight) == (0, 0)


def test_an_empty_queue_gives_nothing(queues: StackQueues) -> None:
    assert queues.take("ProjectionFailures") == []


def test_ten_at_most_come_at_once(queues: StackQueues) -> None:
    for number in range(12):
        queues.send("ContactQueue", letter(f'{{"account_id": "C-{number}"}}'))

    assert len(queues.take("ContactQueue")) == 10
