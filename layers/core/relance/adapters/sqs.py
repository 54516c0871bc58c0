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


class SqsContactQueue:
    """Accounts to look at, ten a call."""

    def __init__(self, *, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def put_all(self, orders: Iterable[ContactOrder]) -> int:
        """Queue the orders and say how many. Raises TransientError when SQS keeps refusing some of a batch."""
        count = 0
        for batch in _batches(orders):
            self._put(batch)
            count += len(batch)
        return count

    def _put(self, batch: list[ContactOrder]) -> None:
        left: dict[str, ContactOrder] = {str(place): order for place, order in enumerate(batch)}
        for _ in range(TRIES):
            entries = [_entry(name, order) for name, order in left.items()]
            with translated("contact queue"):
                answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            left = {failed["Id"]: left[failed["Id"]] for failed in answer.get("Failed", [])}
            if not left:
                return
        raise TransientError(f"the contact queue refused {len(left)} of {len(batch)} orders, {TRIES} times")


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


def _entry(name: str, order: ContactOrder) -> SendMessageBatchRequestEntryTypeDef:
    body = {"account_id": order.account_id, "day": order.day.isoformat()}
    return {"Id": name, "MessageBody": json.dumps(body)}


def _batches(orders: Iterable[ContactOrder]) -> Iterator[list[ContactOrder]]:
    rest = iter(orders)
    while batch := list(islice(rest, BATCH)):
        yield batch
