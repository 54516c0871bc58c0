"""An export that went wrong: records that break the contract, each in its own way, and their corrections."""

from __future__ import annotations

from decimal import Decimal

from local.portfolio.book import CUSTOMER, Record

LATE_CUSTOMER = "CL-1050"
HUGE = "x" * 100_000


def records() -> list[Record]:
    """Seven that break the contract."""
    return [
        _invoice("CL-1001", "F26-0901", total="-120.00"),
        _invoice("CL-1002", "F26-0902", total="douze cents"),
        _invoice("CL-1005", "F26-0903", issued_on="2026-02-30"),
        _invoice("CL-1006", "F26-0904", due_on="2026-01-02"),
        _invoice("CL-1007", "F26-0905", total=Decimal("99.999")),
        _invoice("CL-1010", "F26-0906", purchase_order=HUGE),
        _invoice("CL-1012", "F26-0907", payments="oui"),
    ]


def early_invoice() -> Record:
    """An invoice whose customer is not there yet; otherwise right."""
    return _invoice(LATE_CUSTOMER, "F26-0908", total="1530.00")


def mended() -> list[Record]:
    """What billing writes instead for three of them: their next versions, right."""
    return [
        _invoice("CL-1001", "F26-0901", total="120.00", version=2),
        _invoice("CL-1005", "F26-0903", issued_on="2026-02-27", version=2),
        _invoice("CL-1010", "F26-0906", purchase_order="BC-77120", version=2),
    ]


def late_customer() -> Record:
    """The customer of the invoice that came first."""
    return {
        "customer_id": LATE_CUSTOMER,
        "record": CUSTOMER,
        "version": 1,
        "kind": "business",
        "legal_name": "Verrerie du Layon SAS",
        "address": {"lines": ["3 rue des Souffleurs"], "postal_code": "49380", "city": "Thouarcé", "country": "FR"},
        "contacts": [{"role": "accounting", "name": "Maud Gaudin", "email": "compta@verrerie-layon.example"}],
    }


def _invoice(customer_id: str, number: str, **fields: object) -> Record:
    right: Record = {
        "customer_id": customer_id,
        "record": f"INVOICE#{number}",
        "version": 1,
        "issued_on": "2026-03-11",
        "due_on": "2026-04-10",
        "total": "660.00",
    }
    return {**right, **fields}
