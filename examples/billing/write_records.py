"""A billing system's side of the contract, with boto3: everything that it ever needs to write.

    python write_records.py TABLE DOCUMENTS_BUCKET INVOICE.pdf

The names are in the stack's outputs InvoiceTable and DocumentsBucket.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

CUSTOMER = {
    "customer_id": "CL-1001",
    "record": "CUSTOMER",
    "version": 1,
    "kind": "business",
    "legal_name": "Boulangerie Quentin & Filles SARL",
    "siret": "29400237300016",
    "vat_number": "FR02294002373",
    "address": {"lines": ["14 rue Baudrière"], "postal_code": "49100", "city": "Angers", "country": "FR"},
    "contacts": [
        {
            "role": "accounting",
            "name": "Solène Quentin",
            "email": "compta@quentin-et-filles.example",
            "mobile": "06 39 98 10 77",
        }
    ],
}

INVOICE = {
    "customer_id": "CL-1001",
    "record": "INVOICE#F26-0117",
    "version": 1,
    "issued_on": "2026-01-05",
    "due_on": "2026-02-04",
    "performed_on": "2025-12-29",
    "terms": "NET30",
    "total": "1284.60",
    "purchase_order": "BC-2025-311",
    "documents": [{"kind": "invoice", "key": "factures/2026/F26-0117.pdf"}],
}


def put(table: Any, item: dict[str, Any]) -> None:
    """Write a whole record, unless the table holds a newer version of it already."""
    try:
        table.put_item(
            Item=item,
            ConditionExpression="attribute_not_exists(customer_id) OR version <= :version",
            ExpressionAttributeValues={":version": item["version"]},
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        return  # somebody wrote a newer version: ours is of no interest any more


def add_payment(table: Any, customer_id: str, number: str, *, amount: str, on: str) -> None:
    """Add money to an invoice, attribute by attribute; the version grows in the same write."""
    table.update_item(
        Key={"customer_id": customer_id, "record": f"INVOICE#{number}"},
        UpdateExpression="SET payments = list_append(if_not_exists(payments, :none), :payment) ADD version :one",
        ConditionExpression="attribute_exists(customer_id)",
        ExpressionAttributeValues={":payment": [{"amount": amount, "on": on}], ":none": [], ":one": 1},
    )


def set_status(table: Any, customer_id: str, number: str, status: str) -> None:
    """Say that an invoice is open, disputed or cancelled."""
    table.update_item(
        Key={"customer_id": customer_id, "record": f"INVOICE#{number}"},
        UpdateExpression="SET #status = :status ADD version :one",
        ConditionExpression="attribute_exists(customer_id)",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": status, ":one": 1},
    )


def beat(table: Any, as_of: datetime) -> None:
    """Say, each quarter of an hour, that the table holds all that billing knew at this instant."""
    table.put_item(Item={"customer_id": "_BILLING", "record": "HEARTBEAT", "as_of": as_of.isoformat()})


def upload(s3: Any, bucket: str, key: str, pdf: bytes) -> None:
    """Put an invoice's PDF where its record says; before the record, so that no reminder misses it."""
    s3.put_object(Bucket=bucket, Key=key, Body=pdf, ContentType="application/pdf")


def main(table_name: str, bucket: str, pdf: str) -> None:
    """The life of one invoice."""
    table, s3 = boto3.resource("dynamodb").Table(table_name), boto3.client("s3")
    upload(s3, bucket, "factures/2026/F26-0117.pdf", Path(pdf).read_bytes())
    put(table, CUSTOMER)
    put(table, INVOICE)
    add_payment(table, "CL-1001", "F26-0117", amount="500.00", on="2026-02-10")
    set_status(table, "CL-1001", "F26-0117", "disputed")
    beat(table, datetime.now(UTC))


if __name__ == "__main__":
    main(*sys.argv[1:4])
