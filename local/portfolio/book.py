"""The creditor's customers and invoices, read from their files into the records that billing keeps."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CUSTOMER = "CUSTOMER"

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Every record of the billing system, as it is on the day it is first written."""

    customers: tuple[Record, ...]
    invoices: tuple[Record, ...]

    def written_before(self, day: date) -> list[Record]:
        """What was in the table before that day: every customer, and the invoices issued by then."""
        return [*self.customers, *(i for i in self.invoices if i["issued_on"] < day.isoformat())]

    def issued_on(self, day: date) -> list[Record]:
        """The invoices that billing issues on that day."""
        return [i for i in self.invoices if i["issued_on"] == day.isoformat()]


def load_portfolio() -> Portfolio:
    """The files of this folder."""
    document = tomllib.loads((HERE / "customers.toml").read_text(encoding="utf-8"))
    with (HERE / "invoices.csv").open(encoding="utf-8", newline="") as file:
        invoices = tuple(invoice_record(row) for row in csv.DictReader(file))
    return Portfolio(tuple(customer_record(c) for c in document["customer"]), invoices)


def load_creditor() -> Record:
    """The creditor's identity, as letters print it."""
    return tomllib.loads((HERE / "creditor.toml").read_text(encoding="utf-8"))


def customer_record(entry: Record) -> Record:
    """A customer as billing writes it, in its first version."""
    return {"customer_id": entry["customer_id"], "record": CUSTOMER, "version": 1, **entry}


def invoice_record(row: dict[str, str]) -> Record:
    """A line of invoices.csv as billing writes it, in its first version; what is empty is left out."""
    plain = ("issued_on", "due_on", "total", "currency", "status", "payer_id", "purchase_order", "engagement_number")
    late = ("amount_paid", "payment_announced_on", "direct_debit_on", "factor")
    record: Record = {
        "customer_id": row["customer_id"],
        "record": f"INVOICE#{row['invoice_id']}",
        "version": 1,
        **{name: row[name] for name in (*plain, *late) if row[name]},
    }
    if row["paid"]:
        record["payments"] = [money_line(row["paid"])]
    if row["credit"]:
        line, effect = row["credit"].split(":")
        record["credit_notes"] = [money_line(line) | {"effect": effect}]
    if row["pdf"] == "yes":
        record["documents"] = [{"kind": "invoice", "key": document_key(row["invoice_id"])}]
    return record


def money_line(text: str) -> Record:
    """The words "1000.00@2026-02-06" of a file: an amount and its day."""
    amount, on = text.split("@")
    return {"amount": amount, "on": on}


def document_key(invoice_id: str) -> str:
    """Where billing keeps the invoice's PDF."""
    return f"factures/20{invoice_id[1:3]}/{invoice_id}.pdf"
