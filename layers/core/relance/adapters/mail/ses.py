"""Mails through SESv2, as raw MIME: attachments and headers are ours to the byte."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from relance.adapters.mail.tags import tags_of
from relance.adapters.sending import told_apart
from relance.ports.messaging import Mime

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


class SesMailer:
    """Mailer. The client must not retry: Config(retries={"total_max_attempts": 1}), with time-outs.

    A retry after a lost answer would send the mail twice. The configuration set publishes the events that tell later
    what became of it; it tracks neither openings nor clicks.
    """

    def __init__(self, *, client: SESV2Client, configuration_set: str) -> None:
        self._client = client
        self._configuration_set = configuration_set

    def send(self, mime: Mime, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        """SES's message id. Raises NotAcceptedError, TryLaterError or OutcomeUnknownError."""
        tags = tags_of(account_id=account_id, day=day, attempt=attempt, reference=reference)
        with told_apart(f"mail {reference}"):
            answer = self._client.send_email(
                Destination={"ToAddresses": [mime.to]},
                Content={"Raw": {"Data": mime.raw}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
            )
        return answer["MessageId"]
