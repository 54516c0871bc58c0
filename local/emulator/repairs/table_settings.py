"""Hole: a table's expiry (TTL) and point-in-time recovery are dropped at deployment.

Repair: set them through DynamoDB's own calls once the table exists.
"""

from typing import Any

from ministack.services import dynamodb

from local.emulator.context import Context
from local.emulator.provisioning import afterwards, insist


def apply(_: Context) -> None:
    afterwards("AWS::DynamoDB::Table", complete)


def complete(table: str, properties: dict[str, Any]) -> None:
    if expiry := properties.get("TimeToLiveSpecification"):
        insist(dynamodb._update_ttl({"TableName": table, "TimeToLiveSpecification": booleans(expiry)}))
    if recovery := properties.get("PointInTimeRecoverySpecification"):
        said = {"TableName": table, "PointInTimeRecoverySpecification": booleans(recovery)}
        insist(dynamodb._update_continuous_backups(said))


def booleans(properties: dict[str, Any]) -> dict[str, Any]:
    """A template's parameters are strings, also where a property is a boolean."""
    return {name: {"true": True, "false": False}.get(str(value).lower(), value) for name, value in properties.items()}
