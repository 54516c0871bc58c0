"""What billing engineers are given: the schemas, the page of documentation and the examples, held to the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import boto3
import jsonschema
import pytest
from moto import mock_aws

from examples.billing import write_records
from relance.adapters.billing.body import plain
from relance.adapters.billing.contract import read_item
from relance.adapters.billing.models import CustomerModel, HeartbeatModel, InvoiceModel
from relance.adapters.billing.schema import schemas, write
from relance.adapters.billing.table import DynamoDBBillingBook
from relance.adapters.billing.wire import from_wire
from relance.domain.billing import InvoiceStatus
from tests.builders import customer_item, euros, invoice_item
from tests.contract.test_billing_book import TABLE, dynamodb_with_invoice_table

ROOT = Path(__file__).parents[2]
CLI = ROOT / "examples" / "billing" / "cli"
PAGE = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")


def committed(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    return schema


def cli(name: str) -> dict[str, Any]:
    return from_wire(json.loads((CLI / f"{name}.json").read_text(encoding="utf-8")))


def valid(instance: dict[str, Any], name: str) -> bool:
    return jsonschema.Draft202012Validator(committed(name)).is_valid(instance)


# ------------------------------------------------------------------------------- the schemas


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schema_is_the_models(name: str, tmp_path: Path) -> None:
    write(tmp_path)
    assert (ROOT / "docs" / "schema" / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(
        encoding="utf-8"
    )
    jsonschema.Draft202012Validator.check_schema(committed(name.removesuffix(".json")))


@pytest.mark.parametrize(
    ("item", "name", "right"),
    [
        (customer_item(), "customer", True),
        (customer_item(kind="company"), "customer", False),
        (customer_item(address={"lines": []}), "customer", False),
        (customer_item(their_own=1), "customer", True),
        (invoice_item(), "invoice", True),
        (invoice_item(total=1200.05), "invoice", True),
        (invoice_item(total="1200.055"), "invoice", False),
        (invoice_item(total="0.00"), "invoice", False),
        (invoice_item(total=0), "invoice", False),
        (invoice_item(due_on=None), "invoice", False),
        (invoice_item(status="withdrawn"), "invoice", False),
        (invoice_item(record="F-1"), "invoice", False),
        (customer_item(siret="73282932000074", vat_number="FR44732829320"), "customer", True),
        (customer_item(penalty_clause={"mode": "fixed", "value": "12.5"}), "customer", True),
        (customer_item(penalty_clause={"value": "12.5"}), "customer", False),
        (customer_item(penalty_clause={"mode": "fixed", "value": 0}), "customer", False),
        (customer_item(over_indebted_since=20260302), "customer", False),
        (invoice_item(payments=[{"amount": "1"}]), "invoice", True),
        (invoice_item(terms="45J_PUIS_FIN_DE_MOIS", sector="transport"), "invoice", True),
        (invoice_item(terms="30 jours"), "invoice", False),
        (invoice_item(terms="45J_FIN_DE_MOIS"), "invoice", False),
        (invoice_item(suspensions=[{"from": "2026-03-01", "to": "2026-08-31"}]), "invoice", True),
        (invoice_item(suspensions=[{"from": "2026-03-01"}]), "invoice", False),
        (invoice_item(payments=[{"on": "2026-01-01"}]), "invoice", False),
    ],
)
def test_the_schemas_say_what_the_reader_does(item: dict[str, Any], name: str, right: bool) -> None:
    assert valid(item, name) is right


# ----------------------------------------------------------------------------------- the page


@pytest.mark.parametrize("model", [CustomerModel, InvoiceModel, HeartbeatModel])
def test_the_page_explains_every_field(model: Any) -> None:
    named = set(re.findall(r"^\| `([a-z_.\[\]]+)` \|", PAGE, flags=re.MULTILINE))
    assert fields_of(model) <= named


def fields_of(model: Any, prefix: str = "") -> set[str]:
    """ "address.city", "payments[].amount": the names as the page writes them."""
    schema, found = model.model_json_schema(), set()
    for name, node in schema["properties"].items():
        either = next((n["$ref"] for n in node.get("anyOf", ()) if "$ref" in n), None)
        nested = node.get("$ref") or node.get("items", {}).get("$ref") or either
        dots = "[]." if "items" in node else "."
        inner = schema["$defs"][nested.rsplit("/", 1)[1]]["properties"] if nested else {}
        found |= {f"{prefix}{name}{dots}{part}" for part in inner} or {prefix + name}
    return found


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", PAGE))))
def test_every_link_of_the_page_leads_somewhere(link: str) -> None:
    assert (ROOT / "docs" / link).exists()


# ------------------------------------------------------------------------------- the examples


def test_the_boto3_example_lives_the_life_of_an_invoice(tmp_path: Path) -> None:
    pdf = tmp_path / "invoice.pdf"
    pdf.write_bytes(b"%PDF-1.7 as printed by billing")
    with mock_aws():
        book = DynamoDBBillingBook(client=dynamodb_with_invoice_table(), table_name=TABLE)
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="documents", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        write_records.main(TABLE, "documents", str(pdf))
        found = book.partition("CL-1001")
        invoice = found.invoices["CL-1001#F26-0117"]
        assert found.invalid == {}
        assert found.customer is not None
        assert found.customer.contacts[0].mobile == "+33639981077"
        assert (invoice.outstanding, invoice.status, invoice.version) == (euros("784.60"), InvoiceStatus.DISPUTED, 3)
        assert book.record("_BILLING", "HEARTBEAT").wrong is None
        assert s3.get_object(Bucket="documents", Key=invoice.documents[0].key)["Body"].read() == pdf.read_bytes()
        write_records.put(boto3.resource("dynamodb").Table(TABLE), write_records.INVOICE)  # late: an older version
        assert book.partition("CL-1001").invoices["CL-1001#F26-0117"].version == 3


@pytest.mark.parametrize("name", ["customer", "invoice", "heartbeat"])
def test_the_cli_examples_hold_to_the_contract(name: str) -> None:
    assert read_item(cli(name)).wrong is None
    assert valid(plain(cli(name)), name)


def test_the_cli_update_adds_a_payment() -> None:
    words = (CLI / "write_records.sh").read_text(encoding="utf-8")
    update = re.search(r'--update-expression "([^"]+)"', words)
    condition = re.search(r'--condition-expression "([^"]+)"', words)
    assert update
    assert condition
    with mock_aws():
        client = dynamodb_with_invoice_table()
        client.put_item(TableName=TABLE, Item=json.loads((CLI / "invoice.json").read_text()))
        client.update_item(
            TableName=TABLE,
            Key=json.loads((CLI / "invoice_key.json").read_text()),
            UpdateExpression=update[1],
            ConditionExpression=condition[1],
            ExpressionAttributeValues=json.loads((CLI / "payment.json").read_text()),
        )
        invoice = DynamoDBBillingBook(client=client, table_name=TABLE).partition("CL-1001").invoices["CL-1001#F26-0117"]
    assert (invoice.outstanding, invoice.version) == (euros("784.60"), 2)


def test_the_cli_script_names_files_that_are_there() -> None:
    words = (CLI / "write_records.sh").read_text(encoding="utf-8")
    named = set(re.findall(r"file://(\S+)", words))
    assert named == {p.name for p in CLI.glob("*.json")}
