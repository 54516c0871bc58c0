"""The billing contract, field by field: what is taken, and how it is read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from relance.adapters.billing.contract import concerns_us, read_item
from relance.domain.billing import Customer, CustomerKind, Invoice, InvoiceStatus
from relance.domain.law.debt import BelowFloor, RateClause, RateMode
from relance.domain.law.sector import PublicBody, Sector
from relance.domain.money import Money
from relance.ports.billing import Heartbeat
from tests.builders import customer, customer_item, euros, invoice, invoice_item

LONG = "x" * 100_000


def wrong(item: dict[str, Any]) -> dict[str, str]:
    """What breaks the contract, by field."""
    found = read_item(item).wrong
    return dict(found.breaches) if found else {}


def customer_of(**changes: Any) -> Customer:
    facts = read_item(customer_item(**changes)).facts
    assert isinstance(facts, Customer), wrong(customer_item(**changes))
    return facts


def invoice_of(**changes: Any) -> Invoice:
    facts = read_item(invoice_item(**changes)).facts
    assert isinstance(facts, Invoice), wrong(invoice_item(**changes))
    return facts


def contact(**fields: Any) -> list[dict[str, Any]]:
    return [{"role": "accounting", **fields}]


def address(**changes: Any) -> dict[str, Any]:
    return {"lines": ["3 rue Crébillon"], "postal_code": "44000", "city": "Nantes", "country": "FR", **changes}


def test_the_smallest_records_are_taken() -> None:
    assert customer_of() == customer()
    assert invoice_of() == invoice()


def test_a_full_customer_is_taken() -> None:
    found = customer_of(
        kind="public",
        siren="732 829 320",
        contacts=contact(name="Mairie", email="Compta@Ville.Example", mobile="06 39 98 10 77"),
        language="en",
        consents={"sms": False, "lre": True},
        segment="vip",
        plan="patient",
        unapplied=[{"kind": "credit", "amount": Decimal(150), "currency": "EUR", "on": "2026-02-11"}],
        their_own_field={"anything": [1, 2]},
    )
    assert (found.kind, found.siren, found.language) == (CustomerKind.PUBLIC, "732829320", "en")
    assert found.contacts[0].email == "Compta@ville.example"
    assert found.contacts[0].mobile == "+33639981077"
    assert (found.sms_consent, found.lre_consent) == (False, True)
    assert found.unapplied[0].amount == euros("150")


def test_a_full_invoice_is_taken() -> None:
    found = invoice_of(
        total=Decimal("1284.6"),
        currency="CHF",
        status="disputed",
        payments=[{"amount": 500, "on": "2026-02-10"}, {"amount": "0.01"}],
        amount_paid="600.00",
        credit_notes=[{"amount": "84.60", "on": "2026-02-12", "effect": "DATE"}],
        payer_id="P-1",
        payment_announced_on="2026-02-16",
        documents=[{"kind": "invoice", "key": "factures/F-1.pdf"}],
        factor="",
        purchase_order=None,
    )
    assert found.outstanding == Money.of("600.00", "CHF")
    assert found.status is InvoiceStatus.DISPUTED
    assert [p.on for p in found.payments] == [date(2026, 2, 10), None]
    assert (found.account_id, found.factor, found.bears_penalties) == ("P-1", None, False)


def test_what_the_law_needs_to_know_of_a_customer_is_taken() -> None:
    found = customer_of(
        siren=None,
        siret="732 829 320 00074",
        vat_number="fr 44 732 829 320",
        penalty_clause={"mode": "multiple_of_til", "value": Decimal("3.5"), "below_floor": "AS_STIPULATED"},
        insolvency_judgment_on="2026-04-14",
        deceased=True,
    )
    assert (found.siren, found.siret, found.vat_number) == ("732829320", "73282932000074", "FR44732829320")
    assert found.penalty_clause == RateClause(RateMode.MULTIPLE_OF_LEGAL, Decimal("3.5"), BelowFloor.AS_STIPULATED)
    assert (found.insolvency_judgment_on, found.deceased) == (date(2026, 4, 14), True)
    assert customer_of(penalty_clause={"mode": "fixed", "value": 12}).penalty_clause == RateClause(
        RateMode.FIXED, Decimal(12), BelowFloor.FLOOR_PER_SEMESTER
    )
    assert customer_of(penalty_clause={"mode": "default"}).penalty_clause == RateClause()
    assert customer_of(kind="consumer", over_indebted_since="2026-03-02").over_indebted_since == date(2026, 3, 2)
    assert customer_of(kind="public", public_body="health").public_body is PublicBody.HEALTH


def test_what_the_law_needs_to_know_of_an_invoice_is_taken() -> None:
    found = invoice_of(
        performed_on="2025-12-29",
        received_on="2026-01-02",
        terms="30j_fin_de_mois",
        periodic=True,
        sector="transport",
        instalment_of="F-0",
        suspensions=[{"from": "2026-09-01", "to": "2026-09-30"}, {"from": "2026-03-01", "to": "2026-03-01"}],
    )
    assert (found.performed_on, found.received_on) == (date(2025, 12, 29), date(2026, 1, 2))
    assert (found.terms, found.periodic, found.sector) == ("30J_PUIS_FIN_DE_MOIS", True, Sector.TRANSPORT)
    assert found.instalment_of == "F-0"
    assert found.suspensions == (
        (date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 9, 1), date(2026, 9, 30)),
    )


@pytest.mark.parametrize(
    ("written", "siren", "read"),
    [
        ("FR44732829320", "732829320", "FR44732829320"),
        ("FRK7399859412", "399859412", "FRK7399859412"),  # a key of letters
        ("FR1A732829320", "732829320", "FR1A732829320"),  # one whose making nobody knows for sure
        ("DE 136 695 976", None, "DE136695976"),
        ("EL094259216", None, "EL094259216"),
        ("GB123456789", None, "GB123456789"),  # beyond the Union only the form is known
        ("CHE-123.456.788", None, "CHE123456788"),
    ],
)
def test_vat_numbers_are_read(written: str, siren: str | None, read: str) -> None:
    assert customer_of(siren=siren, vat_number=written).vat_number == read


@pytest.mark.parametrize("sector", Sector)
def test_every_sector_that_the_law_knows_can_be_written(sector: Sector) -> None:
    assert invoice_of(sector=sector.value).sector is sector


@pytest.mark.parametrize("body", PublicBody)
def test_every_public_body_that_the_law_knows_can_be_written(body: PublicBody) -> None:
    assert customer_of(kind="public", public_body=body.value).public_body is body


def test_la_poste_counts_its_sirets_in_its_own_way() -> None:
    assert customer_of(siren="356000000", siret="35600000009075").siret == "35600000009075"


def test_a_payer_that_is_the_customer_itself_is_no_payer() -> None:
    assert invoice_of(payer_id="C-1").payer_id is None


def test_the_heartbeat_is_read() -> None:
    beat = {"customer_id": "_BILLING", "record": "HEARTBEAT", "as_of": "2026-02-10T08:15:00+01:00"}
    assert read_item(beat).facts == Heartbeat(datetime(2026, 2, 10, 7, 15, tzinfo=UTC))
    assert wrong(beat | {"as_of": "2026-02-10T08:15:00"}) == {"as_of": 'has no time zone: end it with "Z" or an offset'}


@pytest.mark.parametrize(
    ("customer_id", "record", "ours"),
    [
        ("C-1", "CUSTOMER", True),
        ("C-1", "INVOCE#F-1", True),
        ("C-1", "_NOTES", False),
        ("_COUNTERS", "CUSTOMER", False),
        ("_BILLING", "HEARTBEAT", True),
        ("_BILLING", "INVOICE#1", False),
    ],
)
def test_what_begins_with_an_underscore_is_billings_own(customer_id: str, record: str, ours: bool) -> None:
    assert concerns_us({"customer_id": customer_id, "record": record}) is ours


@pytest.mark.parametrize(
    ("written", "country", "read"),
    [
        ("06 39 98 10 77", "FR", "+33639981077"),
        ("06.12.34.56.78", "FR", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "FR", "+33612345678"),
        ("0033612345678", "FR", "+33612345678"),
        ("0692 12 34 56", "FR", "+262692123456"),
        ("+262 692 12 34 56", "FR", "+262692123456"),
        ("+41 79 123 45 67", "CH", "+41791234567"),
        ("+1 202 555 0123", "US", "+12025550123"),
    ],
)
def test_mobiles_are_read_as_e164(written: str, country: str, read: str) -> None:
    found = customer_of(address=address(country=country), contacts=contact(mobile=written))
    assert found.contacts[0].mobile == read


@pytest.mark.parametrize(
    ("code", "country", "department"),
    [("44000", "FR", "44"), ("97400", "RE", "974"), ("97400", "FR", "974"), ("20000", "FR", "20"), ("8008", "CH", "")],
)
def test_overseas_france_is_france(code: str, country: str, department: str) -> None:
    assert customer_of(address=address(postal_code=code, country=country)).department == department


@pytest.mark.parametrize("siren", ["356000000", "732829320", "732 829 320"])
def test_a_siren_with_a_right_check_digit_is_taken(siren: str) -> None:
    assert customer_of(siren=siren).siren == siren.replace(" ", "")


def test_the_body_is_kept_as_json_and_cut_when_it_is_too_long() -> None:
    record = read_item(invoice_item(note=LONG, total=Decimal("12.30"), tags={"b", "a"}, blob=b"abc"))
    kept = json.loads(record.body)
    assert len(record.body.encode()) <= 100_000
    assert kept["note"] == "x" * 500 + "… (100000 characters)"
    assert (kept["total"], kept["tags"], kept["blob"], kept["version"]) == ("12.30", ["a", "b"], "(3 bytes)", 1)
    huge = read_item(invoice_item(**{f"field_{n}": "y" * 400 for n in range(400)}))
    assert json.loads(huge.body)["record"] == "INVOICE#F-1"
    assert len(huge.body.encode()) <= 100_000
