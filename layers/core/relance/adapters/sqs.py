"""Queues between the functions. Messages hold ids and dates, nothing of the debtor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from relance.adapters.errors import translated
from relance.domain.errors import TransientError
from relance.ports.messaging import ContactOrder, DispatchOrder

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

BATCH = 10
"""The most that SQS takes in one call."""
TRIES = 3
"""SQS may take a part of a batch and refuse the rest."""


class SqsBatches:
    """Bodies of messages, ten a call. `name` is for messages of errors."""

    def __init__(self, *, client: SQSClient, queue_url: str, name: str) -> None:
        self._client = client
        self._queue_url = queue_url
        self._name = name

    def put_all(self, bodies: Iterable[str]) -> int:
        """Queue them and say how many. Raises TransientError when SQS keeps refusing some of a batch."""
        count = 0
        for batch in _batches(bodies):
            self._put(batch)
            count += len(batch)
        return count

    def _put(self, batch: list[str]) -> None:
        left = {str(place): body for place, body in enumerate(batch)}
        for _ in range(TRIES):
            entries: list[SendMessageBatchRequestEntryTypeDef]
            entries = [{"Id": place, "MessageBody": body} for place, body in left.items()]
            with translated(self._name):
                answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            left = {failed["Id"]: left[failed["Id"]] for failed in answer.get("Failed", [])}
            if not left:
                return
        raise TransientError(f"the {self._name} refused {len(left)} of {len(batch)} messages, {TRIES} times")


class SqsContactQueue:
    """Accounts to look at."""

    def __init__(self, *, client: SQSClient, queue_url: str) -> None:
        self._batches = SqsBatches(client=client, queue_url=queue_url, name="contact queue")

    def put_all(self, orders: Iterable[ContactOrder]) -> int:
        """Queue the orders and say how many. Raises TransientError when SQS keeps refusing some of a batch."""
        return self._batches.put_all(map(_body, orders))


class SqsDispatchQueue:
    """Contacts ready to go."""

    def __init__(self, *, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def put(self, order: DispatchOrder) -> None:
        """Queue one order."""
        body = {"account_id": order.account_id, "day": order.day.isoformat(), "attempt": order.attempt}
        with translated("dispatch queue"):
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=json.dumps(body))


def _body(order: ContactOrder) -> str:
    return json.dumps({"account_id": order.account_id, "day": order.day.isoformat()})


def _batches(bodies: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(bodies)
    while batch := list(islice(rest, BATCH)):
        yield batch
