"""The ledger's table as the template declares it, for adapters under moto."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "LedgerTable"


def dynamodb_with_ledger_table() -> DynamoDBClient:
    """A client whose (mocked) account holds the empty table. Call it inside `mock_aws`."""
    client = boto3.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "agenda_shard", "agenda_at")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "agenda",
                "KeySchema": [
                    {"AttributeName": "agenda_shard", "KeyType": "HASH"},
                    {"AttributeName": "agenda_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["account_id"]},
            }
        ],
    )
    return client
