"""The demo's portfolio is what the brief of a demo asks for, and nothing in it could reach anybody."""

from collections import Counter
from decimal import Decimal

import pytest

from local.portfolio.book import load_creditor, load_portfolio
from local.portfolio.invoice_pdf import draw_invoice, french_amount, number_of
from local.story import broken
from relance.adapters.billing.contract import read_facts
from relance.domain.errors import InvalidRecordError

PORTFOLIO = load_portfolio()


def test_there_are_at_least_forty_customers_and_one_hundred_and_fifty_invoices() -> None:
    assert len(PORTFOLIO.customers) >= 40
    assert len(PORTFOLIO.invoices) >= 150


def test_one_customer_has_sixty_invoices() -> None:
    assert Counter(i["customer_id"] for i in PORTFOLIO.invoices)["CL-1027"] == 60


@pytest.mark.parametrize("record", [*PORTFOLIO.customers, *PORTFOLIO.invoices], ids=lambda r: r["record"])
def test_every_record_keeps_the_billing_contract(record: dict[str, object]) -> None:
    read_facts(record)


def test_every_invoice_has_its_customer_and_its_own_number() -> None:
    customers = {c["customer_id"] for c in PORTFOLIO.customers}
    assert {i["customer_id"] for i in PORTFOLIO.invoices} <= customers
    assert {i["payer_id"] for i in PORTFOLIO.invoices if "payer_id" in i} <= customers
    numbers = [i["record"] for i in PORTFOLIO.invoices]
    assert len(numbers) == len(set(numbers))


def test_no_address_and_no_mobile_can_belong_to_anybody() -> None:
    contacts = [contact for customer in PORTFOLIO.customers for contact in customer["contacts"]]
    domains = {c["email"].rpartition("@")[2] for c in contacts if "email" in c}
    assert {d for d in domains if not d.endswith(".example")} == {"simulator.amazonses.com"}
    # ARCEP keeps 06 39 98 xx xx for films.
    assert all(c["mobile"].startswith("+3363998") for c in contacts if "mobile" in c)


@pytest.mark.parametrize(
    ("trait", "expected"),
    [
        ("purchase_order", True),
        ("engagement_number", True),
        ("factor", True),
        ("direct_debit_on", True),
        ("payment_announced_on", True),
        ("amount_paid", True),
        ("payer_id", True),
        ("payments", True),
        ("credit_notes", True),
    ],
)
def test_every_kind_of_invoice_is_there(trait: str, *, expected: bool) -> None:
    assert any(trait in invoice for invoice in PORTFOLIO.invoices) is expected


def test_three_foreign_currencies_two_effects_of_credit_and_both_odd_statuses_are_there() -> None:
    assert {i["currency"] for i in PORTFOLIO.invoices} == {"EUR", "GBP", "USD", "CHF"}
    assert {c["effect"] for i in PORTFOLIO.invoices for c in i.get("credit_notes", ())} == {"ORIGIN", "DATE"}
    assert {i["status"] for i in PORTFOLIO.invoices if "status" in i} == {"disputed", "cancelled"}


def test_an_export_gone_wrong_breaks_the_contract_in_seven_ways() -> None:
    reasons = []
    for record in broken.records():
        try:
            read_facts(record)
        except InvalidRecordError as error:
            reasons += error.breaches
    assert reasons == [
        ("total", "must be more than zero"),
        ("total", 'must be a number, or a string of digits with a point, such as "1234.56"'),
        ("issued_on", "is not a day of the calendar"),
        ("due_on", "is before issued_on"),
        ("total", "has more than two decimals: nothing is rounded silently"),
        ("purchase_order", "is longer than 100 characters"),
        ("payments", "must be a list"),
    ]


def test_what_billing_mends_keeps_the_contract_and_has_a_newer_version() -> None:
    versions = {number_of(record): record["version"] for record in broken.mended()}
    for record in [*broken.mended(), broken.late_customer(), broken.early_invoice()]:
        read_facts(record)
    assert versions == {"F26-0901": 2, "F26-0903": 2, "F26-0906": 2}


def test_an_invoice_is_a_pdf_and_the_same_one_each_time() -> None:
    invoice = PORTFOLIO.invoices[0]
    customer = next(c for c in PORTFOLIO.customers if c["customer_id"] == invoice["customer_id"])
    drawn = draw_invoice(invoice, customer, load_creditor())
    assert drawn.startswith(b"%PDF-")
    assert drawn == draw_invoice(invoice, customer, load_creditor())


def test_amounts_on_invoices_are_written_as_in_france() -> None:
    assert french_amount(Decimal("1234.50"), "EUR") == "1\u00a0234,50\u00a0€"
