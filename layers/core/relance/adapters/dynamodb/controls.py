"""The sending switch and billing's heartbeat, in the ledger's table."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from relance.adapters.dynamodb import keys
from relance.adapters.dynamodb.codec import decode, encode
from relance.adapters.dynamodb.table import Table, attributes
from relance.adapters.errors import translated
from relance.domain.errors import ConflictError
from relance.domain.record import SendingSwitch

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SENDING = keys.control_key("SENDING")
BILLING_HEARD = keys.control_key("BILLING_HEARD")


class DynamoDBControls:
    """See ports.ledger.Controls."""

    def __init__(self, *, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def sending(self) -> SendingSwitch:
        """The switch, read consistently; off when nobody ever touched it."""
        item = self._table.get(SENDING)
        switch: SendingSwitch = decode(SendingSwitch, item) if item else SendingSwitch()
        return switch

    def switch(self, switch: SendingSwitch) -> None:
        """Turn sending on or off."""
        self._table.put({**SENDING, **encode(switch)})

    def billing_heard(self) -> datetime | None:
        """When a billing record or heartbeat last reached us; None: never."""
        item = self._table.get(BILLING_HEARD)
        return datetime.fromisoformat(item["heard_at"]) if item else None

    def hear_billing(self, at: datetime) -> None:
        """Remember the newest instant; an older one changes nothing."""
        # A failed condition is the answer "we heard something newer": there is nothing to write.
        with suppress(ConflictError), translated("billing heard"):
            self._table.client.update_item(
                TableName=self._table.name,
                Key=attributes(BILLING_HEARD),
                UpdateExpression="SET heard_at = :at",
                ConditionExpression="attribute_not_exists(heard_at) OR heard_at < :at",
                ExpressionAttributeValues=attributes({":at": keys.instant_text(at)}),
            )
