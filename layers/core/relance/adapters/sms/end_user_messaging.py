"""Text messages through AWS End User Messaging: as SNS, and its events say what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from relance.adapters.mail.tags import tags_of
from relance.adapters.sending import told_apart

if TYPE_CHECKING:
    from mypy_boto3_pinpoint_sms_voice_v2 import PinpointSMSVoiceV2Client
    from mypy_boto3_pinpoint_sms_voice_v2.type_defs import SendTextMessageRequestTypeDef

DEPLOYMENT = "relance_deployment"
"""In a message's context, beside our tags: several deployments of one AWS account hear each other's events."""


@dataclass(frozen=True, slots=True)
class EumTexter:
    """Texter. The client must not retry: Config(retries={"total_max_attempts": 1}), with time-outs.

    The service knows no token of ours that would tell a second call from the first: a retry after a lost answer would
    send the text twice. The context, which its events repeat, names the contact, without a word about the debtor.
    """

    client: PinpointSMSVoiceV2Client
    identity: str
    """ARN of the sender ID, the number or the pool that messages come from."""
    configuration_set: str
    """Empty: none, which AWS allows."""
    deployment: str

    def send(self, mobile: str, text: str, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        """As Texter."""
        tags = tags_of(account_id=account_id, day=day, attempt=attempt, reference=reference)
        request: SendTextMessageRequestTypeDef = {
            "DestinationPhoneNumber": mobile,
            "OriginationIdentity": self.identity,
            "MessageBody": text,
            "MessageType": "TRANSACTIONAL",
            "Context": {**tags, DEPLOYMENT: self.deployment},
        }
        if self.configuration_set:
            request["ConfigurationSetName"] = self.configuration_set
        with told_apart(f"text message {reference}"):
            answer = self.client.send_text_message(**request)
        return answer["MessageId"]
