"""The queues of a deployed stack, found among its resources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from relance.adapters.errors import translated
from relance.ports.dead_letters import DeadLetter, QueueDepth

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

ATTRIBUTES: list[QueueAttributeNameType] = [
    "QueueArn",
    "RedrivePolicy",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
]
BATCH = 10
UNSEEN_SECONDS = 120
"""Long enough to send a batch back; a message that was not gets visible again by itself."""


def stack_queue_urls(client: CloudFormationClient, stack: str) -> dict[str, str]:
    """URL by logical id."""
    pages = client.get_paginator("list_stack_resources").paginate(StackName=stack)
    return {
        resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "")
        for page in pages
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] == "AWS::SQS::Queue"
    }


class SqsStackQueues:
    """See ports.dead_letters.StackQueues. `urls` is asked once, when a queue is first needed."""

    def __init__(self, *, client: SQSClient, urls: Callable[[], Mapping[str, str]]) -> None:
        self._client = client
        self._ask = urls

    @cached_property
    def _urls(self) -> dict[str, str]:
        return dict(self._ask())

    def depths(self) -> list[QueueDepth]:
        """One call a queue."""
        found = {name: self._attributes(name) for name in sorted(self._urls)}
        return [
            QueueDepth(
                name=name,
                waiting=int(attributes["ApproximateNumberOfMessages"]),
                in_flight=int(attributes["ApproximateNumberOfMessagesNotVisible"]),
                feeds=self._named(attributes.get("RedrivePolicy")),
            )
            for name, attributes in found.items()
        ]

    def take(self, name: str) -> list[DeadLetter]:
        """At most ten."""
        with translated(f"read of queue {name}"):
            answer = self._client.receive_message(
                QueueUrl=self._urls[name],
                MaxNumberOfMessages=BATCH,
                VisibilityTimeout=UNSEEN_SECONDS,
                MessageAttributeNames=["All"],
            )
        return [
            DeadLetter(
                message_id=message["MessageId"],
                body=message["Body"],
                receipt=message["ReceiptHandle"],
                attributes={
                    key: value["StringValue"]
                    for key, value in message.get("MessageAttributes", {}).items()
                    if "StringValue" in value
                },
            )
            for message in answer.get("Messages", [])
        ]

    def send(self, name: str, letter: DeadLetter) -> None:
        """With the attributes it came with."""
        with translated(f"send to queue {name}"):
            self._client.send_message(
                QueueUrl=self._urls[name],
                MessageBody=letter.body,
                MessageAttributes={
                    key: {"DataType": "String", "StringValue": value} for key, value in letter.attributes.items()
                },
            )

    def forget(self, name: str, letter: DeadLetter) -> None:
        """By its receipt."""
        with translated(f"removal of a message of queue {name}"):
            self._client.delete_message(QueueUrl=self._urls[name], ReceiptHandle=letter.receipt)

    def _attributes(self, name: str) -> dict[QueueAttributeNameType, str]:
        with translated(f"attributes of queue {name}"):
            answer = self._client.get_queue_attributes(QueueUrl=self._urls[name], AttributeNames=ATTRIBUTES)
        return answer.get("Attributes", {})

    def _named(self, redrive_policy: str | None) -> str | None:
        """The dead letters' queue by its own name; its ARN ends with the physical name, as does its URL."""
        if not redrive_policy:
            return None
        target: str = json.loads(redrive_policy)["deadLetterTargetArn"]
        return self._by_physical_name.get(target.rsplit(":", 1)[-1])

    @cached_property
    def _by_physical_name(self) -> dict[str, str]:
        return {url.rsplit("/", 1)[-1]: name for name, url in self._urls.items()}
