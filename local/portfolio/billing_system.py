"""The creditor's billing system: it writes its own table, whole items or single attributes, and knows no Relance."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from local.portfolio.book import CUSTOMER, Record, document_key
from local.portfolio.invoice_pdf import draw_invoice, number_of

BATCH = 25
UPLOADS_AT_ONCE = 4
Key = tuple[str, str]


@dataclass(slots=True)
class BillingSystem:
    """Keeps its records, gives each change the next version, and remembers what it wrote."""

    dynamodb: Any
    s3: Any
    table: str
    documents: str
    creditor: Record
    records: dict[Key, Record] = field(default_factory=dict)
    overwritten: set[Key] = field(default_factory=set)
    """Records whose item in the table is an old one: the next change puts them whole."""

    def record(self, customer_id: str, name: str = CUSTOMER) -> Record:
        return self.records[customer_id, name]

    def invoice(self, invoice_id: str) -> Record:
        """An invoice by its number; numbers are unique in one billing system."""
        name = f"INVOICE#{invoice_id}"
        return next(record for (_, key), record in self.records.items() if key == name)

    def outstanding(self, invoice: Record) -> Decimal:
        """What is left to pay."""
        paid = max(_sum(invoice, "payments"), Decimal(invoice.get("amount_paid", "0")))
        return Decimal(invoice["total"]) - paid - _sum(invoice, "credit_notes")

    # ------------------------------------------------------------------------------- writing

    def write_all(self, records: Iterable[Record]) -> None:
        """Put many whole items, as a nightly export does."""
        kept = list(records)
        for start in range(0, len(kept), BATCH):
            puts = [{"PutRequest": {"Item": to_dynamodb(r)}} for r in kept[start : start + BATCH]]
            self.dynamodb.batch_write_item(RequestItems={self.table: puts})
        for record in kept:
            self.remember(record)

    def put(self, record: Record) -> None:
        """Put one whole item, with whatever it holds."""
        self.dynamodb.put_item(TableName=self.table, Item=to_dynamodb(record))
        self.remember(record)

    def put_again(self, record: Record) -> None:
        """The same item once more, or an old one late: what was newest stays so in billing's own mind."""
        self.dynamodb.put_item(TableName=self.table, Item=to_dynamodb(record))
        if record != self.records[key_of(record)]:
            self.overwritten.add(key_of(record))

    def change(self, record: Record, **attributes: Any) -> Record:
        """Change some attributes in place, with the next version; None removes one."""
        if key_of(record) in self.overwritten:
            self.overwritten.remove(key_of(record))
            return self.replace(record, **attributes)
        changes = {**attributes, "version": record["version"] + 1}
        names = {f"#{n}": name for n, name in enumerate(changes)}
        sets = [f"#{n} = :{n}" for n, value in enumerate(changes.values()) if value is not None]
        gone = [f"#{n}" for n, value in enumerate(changes.values()) if value is None]
        self.dynamodb.update_item(
            TableName=self.table,
            Key=to_dynamodb({"customer_id": record["customer_id"], "record": record["record"]}),
            UpdateExpression="SET " + ", ".join(sets) + (" REMOVE " + ", ".join(gone) if gone else ""),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={
                f":{n}": to_attribute(v) for n, v in enumerate(changes.values()) if v is not None
            },
        )
        changed = {name: value for name, value in {**record, **changes}.items() if value is not None}
        self.remember(changed)
        return changed

    def replace(self, record: Record, **fields: Any) -> Record:
        """Put the item whole again, changed, with the next version."""
        whole = {**record, **fields, "version": record["version"] + 1}
        changed = {name: value for name, value in whole.items() if value is not None}
        self.put(changed)
        return changed

    def pay(self, invoice: Record, amount: str, on: str) -> Record:
        """Money arrived. Where billing keeps a bare total, that total grows."""
        if "amount_paid" in invoice:
            return self.change(invoice, amount_paid=f"{Decimal(invoice['amount_paid']) + Decimal(amount):.2f}")
        return self.change(invoice, payments=[*invoice.get("payments", []), {"amount": amount, "on": on}])

    def delete(self, record: Record) -> None:
        """Delete the item, as billing does with what it issued by mistake."""
        self.remove(*key_of(record))
        del self.records[key_of(record)]

    def remove(self, customer_id: str, name: str) -> None:
        """Delete an item, also one that billing never knew."""
        key = {"customer_id": customer_id, "record": name}
        self.dynamodb.delete_item(TableName=self.table, Key=to_dynamodb(key))

    def write_raw(self, items: Iterable[Record]) -> None:
        """Put items as they are, right or wrong, in one batch; billing does not remember them as its own."""
        puts = [{"PutRequest": {"Item": to_dynamodb(item)}} for item in items]
        self.dynamodb.batch_write_item(RequestItems={self.table: puts})

    def heartbeat(self, as_of: str) -> None:
        """Say that billing lives and has nothing to say."""
        item = {"customer_id": "_BILLING", "record": "HEARTBEAT", "as_of": as_of}
        self.dynamodb.put_item(TableName=self.table, Item=to_dynamodb(item))

    # ----------------------------------------------------------------------------- documents

    def print_invoices(self, invoices: Iterable[Record]) -> None:
        """Upload the PDF of each invoice that has one."""
        wanted = [i for i in invoices if i.get("documents")]
        with ThreadPoolExecutor(UPLOADS_AT_ONCE) as pool:
            list(pool.map(self.print_invoice, wanted))

    def print_invoice(self, invoice: Record) -> None:
        """Draw and upload one invoice."""
        body = draw_invoice(invoice, self.records[invoice["customer_id"], CUSTOMER], self.creditor)
        key = document_key(number_of(invoice))
        self.s3.put_object(Bucket=self.documents, Key=key, Body=body, ContentType="application/pdf")

    def remember(self, record: Record) -> None:
        """The record is billing's own from now on."""
        self.records[key_of(record)] = record


def key_of(record: Record) -> Key:
    """The item's key."""
    return str(record["customer_id"]), str(record["record"])


def _sum(invoice: Record, name: str) -> Decimal:
    return sum((Decimal(line["amount"]) for line in invoice.get(name, ())), Decimal(0))


def to_dynamodb(record: Record) -> dict[str, Any]:
    """A record with DynamoDB's types spelled out."""
    return {name: to_attribute(value) for name, value in record.items()}


def to_attribute(value: Any) -> dict[str, Any]:
    """One value with its type."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | Decimal):
        return {"N": str(value)}
    if isinstance(value, dict):
        return {"M": to_dynamodb(value)}
    if isinstance(value, list | tuple):
        return {"L": [to_attribute(v) for v in value]}
    return {"NULL": True} if value is None else {"S": value}
