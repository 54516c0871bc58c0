"""Text messages through SNS, as transactional messages with the creditor's sender name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from relance.adapters.sending import told_apart
from relance.domain.creditor import Creditor

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

SENDER = "AWS.SNS.SMS.SenderID"
KIND = "AWS.SNS.SMS.SMSType"


class SnsTexter:
    """Texter. The client must not retry: Config(retries={"total_max_attempts": 1}), with time-outs.

    SNS keeps no reference of ours, and tells nobody what became of a message: the text itself bears the reference.
    """

    def __init__(self, *, client: SNSClient, creditor: Callable[[], Creditor]) -> None:
        self._client = client
        self._creditor = creditor

    def send(self, mobile: str, text: str, *, reference: str, **_: object) -> str:
        """As Texter; SNS has no place for the contact."""
        sender = self._creditor().sms_sender
        with told_apart(f"text message {reference}"):
            answer = self._client.publish(
                PhoneNumber=mobile,
                Message=text,
                MessageAttributes={
                    SENDER: {"DataType": "String", "StringValue": sender},
                    KIND: {"DataType": "String", "StringValue": "Transactional"},
                },
            )
        return answer["MessageId"]
