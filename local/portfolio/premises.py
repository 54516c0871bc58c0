"""Where billing keeps its table and documents: its own, which were there before Relance, or those of a deployment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from local.portfolio.billing_system import BillingSystem
from local.portfolio.book import Record, load_creditor
from local.stack import LocalStack

TABLE = "valdorge-billing"
DOCUMENTS = "valdorge-factures"
KEYS = ("customer_id", "record")


class FurnishedStack(LocalStack):
    """Relance deployed beside a billing system that was there first, with a full table."""

    def __init__(self, name: str, *, records: Sequence[Record], parameters: Mapping[str, str]) -> None:
        super().__init__(name, parameters=parameters)
        self._records = records
        self._billing: BillingSystem | None = None

    @property
    def billing(self) -> BillingSystem:
        """The billing system that was there first."""
        if self._billing is None:
            raise RuntimeError(f"stack {self.name} is not furnished yet")
        return self._billing

    def deploy(self, **parameters: str) -> None:
        """Before the first deployment: billing's table and bucket, filled; then their names, as the contract asks."""
        if self._billing is None:
            furnish(self)
            self._billing = billing_system(self, TABLE, DOCUMENTS)
            self._billing.write_all(self._records)
            self._billing.print_invoices(r for r in self._records if "due_on" in r)
            parameters = {**parameters, **self._names()}
        super().deploy(**parameters)

    def _names(self) -> dict[str, str]:
        """Billing's administrator turns on the table's stream: what was written before is not in it."""
        stream: Any = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        answer = self.client("dynamodb").update_table(TableName=TABLE, StreamSpecification=stream)
        return {
            "InvoiceTableName": TABLE,
            "InvoiceTableStreamArn": answer["TableDescription"]["LatestStreamArn"],
            "DocumentsBucketName": DOCUMENTS,
        }


def furnish(stack: LocalStack) -> None:
    """Billing's table, without a stream, and its bucket."""
    definitions: Any = [{"AttributeName": name, "AttributeType": "S"} for name in KEYS]
    stack.client("dynamodb").create_table(
        TableName=TABLE,
        AttributeDefinitions=definitions,
        KeySchema=[{"AttributeName": KEYS[0], "KeyType": "HASH"}, {"AttributeName": KEYS[1], "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    stack.client("s3").create_bucket(Bucket=DOCUMENTS, CreateBucketConfiguration={"LocationConstraint": stack.region})


def billing_system(stack: LocalStack, table: str = "", documents: str = "") -> BillingSystem:
    """The creditor's billing system on its own table, or on the one that the deployment made."""
    return BillingSystem(
        dynamodb=stack.client("dynamodb"),
        s3=stack.client("s3"),
        table=table or stack.outputs["InvoiceTable"],
        documents=documents or stack.outputs["DocumentsBucket"],
        creditor=load_creditor(),
    )
