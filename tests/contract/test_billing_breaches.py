"""The billing contract, field by field: what is refused, and with which words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relance.adapters.billing.contract import read_item
from tests.builders import customer_item, invoice_item

LONG = "x" * 100_000
UNWRITABLE = "is not an e-mail address that can be written to"
POSITIVE = "must be more than zero"
NUMBER = 'must be a number, or a string of digits with a point, such as "1234.56"'
CUSTOMER_ID = "must be 1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or digit"
VAT = 'must begin with the two letters of its country, such as "FR83404833048"'
RATE = "must be more than zero and at most 100"
RATE_FORM = 'must be a number, or a string of digits with a point, such as "12.5"'
TERMS = "must be a payment term such as NET30, 45J_PUIS_FIN_DE_MOIS, FIN_DE_MOIS_PLUS_45J or 30J_FIN_DE_MOIS"
SECTORS = 'must be "general", "transport", "telecom", "insurance", "perishable_food", "livestock" or "alcohol"'
DATE = 'must be a civil date without time, such as "2026-01-31"'


def wrong(item: dict[str, Any]) -> dict[str, str]:
    """What breaks the contract, by field."""
    found = read_item(item).wrong
    return dict(found.breaches) if found else {}


def contact(**fields: Any) -> list[dict[str, Any]]:
    return [{"role": "accounting", **fields}]


def address(**changes: Any) -> dict[str, Any]:
    return {"lines": ["3 rue Crébillon"], "postal_code": "44000", "city": "Nantes", "country": "FR", **changes}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"version": None}, "version", "is missing"),
        ({"version": "3"}, "version", "must be a whole number"),
        ({"version": Decimal("1.5")}, "version", "must be a whole number"),
        ({"version": True}, "version", "must be a whole number"),
        ({"version": 0}, "version", "must be from 1 to 1000000000000000000"),
        ({"kind": "company"}, "kind", 'must be "business", "consumer" or "public"'),
        ({"kind": ["business"]}, "kind", 'must be "business", "consumer" or "public"'),
        ({"legal_name": ""}, "legal_name", "is missing"),
        ({"legal_name": "  "}, "legal_name", "is blank"),
        ({"legal_name": LONG}, "legal_name", "is longer than 200 characters"),
        ({"legal_name": "Dupont\r\nBcc: x@y.fr"}, "legal_name", "holds a control character or a line break"),
        ({"legal_name": "Dupont \u202eLRAS"}, "legal_name", "holds a control character or a line break"),
        ({"legal_name": 12}, "legal_name", "must be a string"),
        ({"siren": "732829321"}, "siren", "has a wrong check digit"),
        ({"siren": "73282932000074"}, "siren", "has 14 digits, which is a SIRET; its first 9 digits are the SIREN"),
        ({"siren": "٧٣٢٨٢٩٣٢٠"}, "siren", "must be 9 digits"),
        ({"address": "3 rue Crébillon"}, "address", "must be a map"),
        ({"address": address(lines="3 rue")}, "address.lines", "must be a list"),
        ({"address": address(lines=[""])}, "address.lines", "has fewer than 1 entry"),
        ({"address": address(lines=["a"] * 7)}, "address.lines", "has more than 6 entries"),
        ({"address": address(lines=["a", 3])}, "address.lines[1]", "must be a string"),
        ({"address": address(postal_code="4400")}, "address.postal_code", "must be five digits in France"),
        ({"address": address(country="France")}, "address.country", "is longer than 2 characters"),
        (
            {"address": address(country="XX")},
            "address.country",
            'must be a country code of two letters (ISO 3166), such as "FR"',
        ),
        ({"contacts": contact(email="compta@")}, "contacts[0].email", UNWRITABLE),
        ({"contacts": contact(email="a b@c.fr")}, "contacts[0].email", UNWRITABLE),
        ({"contacts": contact(mobile="02 40 00 00 00")}, "contacts[0].mobile",
         "is not a French mobile number: ten digits, beginning with 06 or 07"),
        ({"contacts": contact(mobile="call me")}, "contacts[0].mobile", "is not a telephone number"),
        ({"contacts": contact(mobile="+41 44 668 18 00")}, "contacts[0].mobile",
         "is not a mobile number of its country"),
        ({"contacts": contact(mobile="079 123 45 67"), "address": address(country="CH")}, "contacts[0].mobile",
         'has no country code: begin with "+" outside France'),
        ({"contacts": [{"email": "a@b.fr"}]}, "contacts[0].role", "is missing"),
        ({"contacts": {"role": "x"}}, "contacts", "must be a list"),
        ({"language": "xx"}, "language", 'must be "fr", "en", "de", "es", "it", "nl" or "pt"'),
        ({"consents": {"sms": "yes"}}, "consents.sms", "must be true or false"),
        ({"unapplied": [{"kind": "gift", "amount": 1}]}, "unapplied[0].kind", 'must be "payment" or "credit"'),
        ({"unapplied": [{"kind": "credit", "amount": -1}]}, "unapplied[0].amount", POSITIVE),
        ({"siret": "73282932000075"}, "siret", "has a wrong check digit"),
        ({"siret": "732829320"}, "siret", "has 9 digits, which is a SIREN; a SIRET has 14"),
        ({"siret": "732829320 0007A"}, "siret", "must be 14 digits"),
        ({"siret": "40483304800022"}, "siret", "does not begin with the SIREN"),
        ({"vat_number": "FR45732829320"}, "vat_number", "has a wrong check digit"),
        ({"vat_number": "44732829320"}, "vat_number", VAT),
        ({"vat_number": "FRK0732829321"}, "vat_number", "has a wrong check digit"),
        ({"vat_number": "FR 4 732829320"}, "vat_number",
         "must be FR, a key of two digits or letters, and the nine digits of the SIREN"),
        ({"vat_number": "FR83404833048"}, "vat_number", "does not hold the SIREN"),
        ({"siren": None, "siret": "73282932000074", "vat_number": "FR83404833048"}, "vat_number",
         "does not hold the SIREN"),
        ({"vat_number": "DE136695977"}, "vat_number", "is not a VAT number of its country"),
        ({"penalty_clause": "12 %"}, "penalty_clause", "must be a map"),
        ({"penalty_clause": {"value": 12}}, "penalty_clause.mode", "is missing"),
        ({"penalty_clause": {"mode": "margin", "value": 12}}, "penalty_clause.mode",
         'must be "default", "fixed" or "multiple_of_til"'),
        ({"penalty_clause": {"mode": "fixed"}}, "penalty_clause.value", "is missing with mode fixed"),
        ({"penalty_clause": {"mode": "default", "value": 12}}, "penalty_clause.value",
         "has no meaning with mode default"),
        ({"penalty_clause": {"mode": "multiple_of_til", "value": "20.1"}}, "penalty_clause.value",
         "is no factor: at most 20"),
        ({"penalty_clause": {"mode": "fixed", "value": 0}}, "penalty_clause.value", RATE),
        ({"penalty_clause": {"mode": "fixed", "value": "100.01"}}, "penalty_clause.value", RATE),
        ({"penalty_clause": {"mode": "fixed", "value": "12,5"}}, "penalty_clause.value", RATE_FORM),
        ({"penalty_clause": {"mode": "fixed", "value": 12.5}}, "penalty_clause.value", RATE_FORM),
        ({"penalty_clause": {"mode": "fixed", "value": Decimal("1.23456")}}, "penalty_clause.value",
         "has more than four decimals"),
        ({"penalty_clause": {"mode": "fixed", "value": 12, "below_floor": "IGNORE"}}, "penalty_clause.below_floor",
         'must be "AS_STIPULATED", "FLOOR_PER_SEMESTER" or "DEFAULT_RATE"'),
        ({"kind": "consumer", "penalty_clause": {"mode": "fixed", "value": 12}}, "penalty_clause",
         "is for a business only"),
        ({"kind": "public", "penalty_clause": {"mode": "fixed", "value": 12}}, "penalty_clause",
         "is for a business only"),
        ({"public_body": "health"}, "public_body", "is for a public buyer only"),
        ({"kind": "public", "public_body": "school"}, "public_body", 'must be "health" or "enterprise"'),
        ({"insolvency_judgment_on": "2026"}, "insolvency_judgment_on", DATE),
        ({"kind": "public", "insolvency_judgment_on": "2026-04-14"}, "insolvency_judgment_on",
         "is never said of a public buyer"),
        ({"over_indebted_since": "2026-03-02"}, "over_indebted_since",
         "is for a consumer only; a business has insolvency_judgment_on"),
        ({"deceased": "yes"}, "deceased", "must be true or false"),
        ({"kind": "public", "deceased": True}, "deceased", "is never said of a public buyer"),
        ({"customer_id": "C#1"}, "customer_id", CUSTOMER_ID),
        ({"customer_id": "../../etc"}, "customer_id", CUSTOMER_ID),
        ({"customer_id": "C" * 65}, "customer_id", CUSTOMER_ID),
    ],
)  # fmt: skip
def test_a_broken_customer_names_field_and_reason(changes: dict[str, Any], field: str, reason: str) -> None:
    item = customer_item(**{k: v for k, v in changes.items() if k != "customer_id"}) | {
        k: v for k, v in changes.items() if k == "customer_id"
    }
    assert wrong(item) == {field: reason}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"total": 0}, "total", POSITIVE),
        ({"total": "-12.50"}, "total", POSITIVE),
        ({"total": "12,50"}, "total", NUMBER),
        ({"total": "1e3"}, "total", NUMBER),
        ({"total": 12.5}, "total", NUMBER),
        ({"total": True}, "total", NUMBER),
        ({"total": "12.345"}, "total", "has more than two decimals: nothing is rounded silently"),
        ({"total": Decimal("0.001")}, "total", "has more than two decimals: nothing is rounded silently"),
        ({"total": "99999999999"}, "total", "is beyond 1,000,000,000: no such amount is taken"),
        ({"total": Decimal("1E+120")}, "total", "is beyond 1,000,000,000: no such amount is taken"),
        ({"total": LONG}, "total", NUMBER),
        ({"total": "9" * 100_000}, "total", NUMBER),
        ({"currency": "eur"}, "currency", 'must be a currency code of three capitals (ISO 4217), such as "EUR"'),
        ({"due_on": "2025-12-30"}, "due_on", "is before issued_on"),
        ({"due_on": "2026-02-30"}, "due_on", "is not a day of the calendar"),
        ({"due_on": "30/01/2026"}, "due_on", DATE),
        ({"due_on": "2026-01-30T00:00:00Z"}, "due_on", DATE),
        ({"due_on": "20260130"}, "due_on", DATE),
        ({"due_on": "2206-01-30"}, "due_on", "is not between 1990 and 2100"),
        ({"due_on": None}, "due_on", "is missing"),
        ({"status": "withdrawn"}, "status", 'must be "open", "disputed" or "cancelled"'),
        ({"payments": [{"amount": 0}]}, "payments[0].amount", POSITIVE),
        ({"payments": [{"amount": 1}, 3]}, "payments[1]", "must be a map"),
        ({"payments": {"amount": 1}}, "payments", "must be a list"),
        ({"payments": [{"amount": 1}] * 1001}, "payments", "has more than 1000 entries"),
        ({"payments": [{"amount": 100}], "amount_paid": 99}, "amount_paid", "is less than the sum of payments"),
        ({"amount_paid": -1}, "amount_paid", "must not be negative"),
        ({"credit_notes": [{"amount": 1, "effect": "NOW"}]}, "credit_notes[0].effect", 'must be "ORIGIN" or "DATE"'),
        ({"payer_id": "P 1"}, "payer_id", CUSTOMER_ID),
        ({"factor": LONG}, "factor", "is longer than 120 characters"),
        ({"documents": [{"kind": "invoice", "key": "/etc/passwd"}]}, "documents[0].key",
         'must be a key of the documents bucket: no "/" in front, no ".."'),
        ({"documents": [{"kind": "photo", "key": "a"}]}, "documents[0].kind",
         'must be "invoice", "order", "delivery", "contract" or "other"'),
        ({"performed_on": "2025-12-29T10:00"}, "performed_on", DATE),
        ({"received_on": "2025-12-30"}, "received_on", "is before issued_on"),
        ({"terms": "30 jours"}, "terms", TERMS),
        ({"terms": 30}, "terms", "must be a string"),
        ({"terms": "NET1000"}, "terms", TERMS),
        ({"terms": "45J_FIN_DE_MOIS"}, "terms",
         "says neither 45J_PUIS_FIN_DE_MOIS nor FIN_DE_MOIS_PLUS_45J: of the two methods the contract means one"),
        ({"periodic": 1}, "periodic", "must be true or false"),
        ({"sector": "space"}, "sector", SECTORS),
        ({"instalment_of": "F-1"}, "instalment_of", "is the invoice itself"),
        ({"instalment_of": "F#0"}, "instalment_of", 'must not hold "#", a backslash or ".."'),
        ({"suspensions": [{"from": "2026-03-02", "to": "2026-03-01"}]}, "suspensions[0].to", "is before from"),
        ({"suspensions": [{"from": "2026-03-02"}]}, "suspensions[0].to", "is missing"),
        ({"suspensions": ["2026-03-02"]}, "suspensions[0]", "must be a map"),
        ({"record": "INVOICE#"}, "record", "must begin with a letter or digit, and not end with a space"),
        ({"record": "INVOICE#A#B"}, "record", 'must not hold "#", a backslash or ".."'),
        ({"record": "INVOICE#A\n"}, "record", "holds a control character or a line break"),
        ({"record": "INVOCE#A"}, "record", 'must be "CUSTOMER", or "INVOICE#" and the invoice\'s number'),
    ],
)  # fmt: skip
def test_a_broken_invoice_names_field_and_reason(changes: dict[str, Any], field: str, reason: str) -> None:
    assert wrong(invoice_item(**changes)) == {field: reason}


def test_every_breach_is_named_at_once() -> None:
    assert set(wrong({"customer_id": "C-1", "record": "INVOICE#F-1", "due_on": "x"})) == {
        "version",
        "issued_on",
        "due_on",
        "total",
    }


def test_a_thousand_breaches_are_told_in_short() -> None:
    found = read_item(invoice_item(payments=[{"amount": "x"}] * 1000)).wrong
    assert found is not None
    assert len(found.breaches) == 21
    assert found.breaches[-1] == ("…", "and 980 more")
