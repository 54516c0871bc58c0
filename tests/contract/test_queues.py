"""What queues do, on the fakes and on SQS."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from relance.adapters.sqs import SqsContactQueue, SqsDispatchQueue
from relance.domain.errors import TransientError
from relance.ports.messaging import ContactOrder, ContactQueue, DispatchOrder, DispatchQueue
from tests.fakes.queues import InMemoryContactQueue, InMemoryDispatchQueue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MONDAY = date(2026, 2, 9)


@dataclass
class Queues:
    contact: ContactQueue
    dispatch: DispatchQueue
    taken: Callable[[], list[dict[str, Any]]]
    """Bodies of what was queued on either."""


@pytest.fixture
def sqs() -> Iterator["SQSClient"]:
    with mock_aws():
        yield boto3.client("sqs")


@pytest.fixture(params=["memory", "sqs"])
def queues(request: pytest.FixtureRequest) -> Queues:
    return in_memory() if request.param == "memory" else on_sqs(request.getfixturevalue("sqs"))


def in_memory() -> Queues:
    contact, dispatch = InMemoryContactQueue(), InMemoryDispatchQueue()

    def taken() -> list[dict[str, Any]]:
        looks = [{"account_id": o.account_id, "day": o.day.isoformat()} for o in contact.take()]
        sends = [{"account_id": o.account_id, "day": o.day.isoformat(), "attempt": o.attempt} for o in dispatch.take()]
        return looks + sends

    return Queues(contact, dispatch, taken)


def on_sqs(sqs: "SQSClient") -> Queues:
    url = sqs.create_queue(QueueName="queue")["QueueUrl"]

    def taken() -> list[dict[str, Any]]:
        bodies: list[dict[str, Any]] = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            bodies += [json.loads(m["Body"]) for m in messages]
        return bodies

    return Queues(SqsContactQueue(client=sqs, queue_url=url), SqsDispatchQueue(client=sqs, queue_url=url), taken)


@pytest.mark.parametrize("count", [0, 1, 10, 11, 43])
def test_every_account_is_queued_once_with_its_day(queues: Queues, count: int) -> None:
    assert queues.contact.put_all(ContactOrder(f"C-{n:02}", MONDAY) for n in range(count)) == count
    bodies = sorted(queues.taken(), key=lambda body: str(body["account_id"]))
    assert bodies == [{"account_id": f"C-{n:02}", "day": "2026-02-09"} for n in range(count)]


def test_a_contact_to_send_is_queued_with_its_attempt(queues: Queues) -> None:
    queues.dispatch.put(DispatchOrder("C-é#1", MONDAY, 2))
    assert queues.taken() == [{"account_id": "C-é#1", "day": "2026-02-09", "attempt": 2}]


class MoodySqs:
    """Refuses the entries with these accounts, so many times each."""

    def __init__(self, **refusals: int) -> None:
        self.refusals = refusals
        self.calls: list[list[str]] = []
        self.queued: list[str] = []

    def send_message_batch(self, **request: Any) -> dict[str, Any]:
        names = {e["Id"]: json.loads(e["MessageBody"])["account_id"] for e in request["Entries"]}
        self.calls.append(list(names.values()))
        failed = [place for place, name in names.items() if self.refusals.get(name, 0) > 0]
        for place in failed:
            self.refusals[names[place]] -= 1
        self.queued += [name for place, name in names.items() if place not in failed]
        return {"Failed": [{"Id": place, "Code": "InternalError", "SenderFault": False} for place in failed]}


def orders(*names: str) -> list[ContactOrder]:
    return [ContactOrder(name, MONDAY) for name in names]


def test_the_refused_part_of_a_batch_is_sent_again_alone() -> None:
    moody: Any = MoodySqs(B=2)
    assert SqsContactQueue(client=moody, queue_url="q").put_all(orders("A", "B", "C")) == 3
    assert moody.calls == [["A", "B", "C"], ["B"], ["B"]]
    assert moody.queued == ["A", "C", "B"]


def test_an_entry_that_is_always_refused_is_an_error() -> None:
    moody: Any = MoodySqs(B=99)
    with pytest.raises(TransientError, match="refused 1 of 3"):
        SqsContactQueue(client=moody, queue_url="q").put_all(orders("A", "B", "C"))
    assert moody.queued == ["A", "C"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [("RequestThrottled", TransientError), ("AWS.SimpleQueueService.NonExistentQueue", ClientError)],
)
def test_a_whole_batch_that_fails_is_an_error(code: str, expected: type[Exception]) -> None:
    class Failing:
        def send_message_batch(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": code, "Message": "…"}}, "SendMessageBatch")

        send_message = send_message_batch

    failing: Any = Failing()
    with pytest.raises(expected):
        SqsContactQueue(client=failing, queue_url="q").put_all(orders("A"))
    with pytest.raises(expected):
        SqsDispatchQueue(client=failing, queue_url="q").put(DispatchOrder("A", MONDAY, 1))
