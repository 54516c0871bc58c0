"""The invoice table's stream, as DynamoDB hands it to a function, as changes of billing's records."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from relance.adapters.billing.contract import concerns_us, no_record, read_item
from relance.adapters.billing.wire import from_wire
from relance.ports.billing import BillingChange, BillingRecord

SEQUENCE_DIGITS = 40
"""DynamoDB's sequence numbers have up to 40 digits; padded, text sorts as they do."""


def changes_of(event: dict[str, Any]) -> list[BillingChange]:
    """The batch, in its order; records that are not the contract's are left out."""
    return [_change(r) for r in event["Records"] if concerns_us(from_wire(r["dynamodb"]["Keys"]))]


def _change(record: dict[str, Any]) -> BillingChange:
    detail = record["dynamodb"]
    keys = from_wire(detail["Keys"])
    gone = no_record(keys["customer_id"], keys["record"])
    return BillingChange(
        new=_image(detail.get("NewImage")) or gone,
        old=_image(detail.get("OldImage")),
        sequence=detail["SequenceNumber"].zfill(SEQUENCE_DIGITS),
        at=_instant(detail.get("ApproximateCreationDateTime")),
        change_id=detail["SequenceNumber"],
    )


def _image(image: dict[str, Any] | None) -> BillingRecord | None:
    return read_item(from_wire(image)) if image else None


def _instant(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(float(seconds), UTC)
