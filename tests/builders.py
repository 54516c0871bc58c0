"""Values with sensible defaults, so that a test names only what it is about.

The default debtor is Boulangerie Martin, in Nantes; its invoice F-1 of 1 200 € fell due on Friday 30 January 2026.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from relance.domain.account import Account, InvoiceState, Progress
from relance.domain.billing import Address, ContactPoint, CreditNote, Customer, CustomerKind, Invoice, Payment
from relance.domain.creditor import Creditor
from relance.domain.money import EUR, Money
from relance.domain.record import AccountRecord, LedgerInvoice, Seen

ISSUED = date(2025, 12, 31)
DUE = date(2026, 1, 30)

NANTES = Address(lines=("3 rue Crébillon",), postal_code="44000", city="Nantes")
MARTIN = ContactPoint(role="accounting", name="Claire Martin", email="compta@boulangerie-martin.example")


def euros(amount: str | int, currency: str = EUR) -> Money:
    """Money of "1234.56"."""
    return Money.of(str(amount), currency)


def payment(amount: str | int, on: date | None = None, currency: str = EUR) -> Payment:
    return Payment(euros(amount, currency), on)


def credit_note(amount: str | int, on: date | None = None, effect: str = "ORIGIN") -> CreditNote:
    return CreditNote(euros(amount), on, effect)


def customer(customer_id: str = "C-1", **changes: Any) -> Customer:
    """A French business with one accountant who has an e-mail address."""
    base = Customer(
        customer_id=customer_id,
        kind=CustomerKind.BUSINESS,
        legal_name="Boulangerie Martin SARL",
        address=NANTES,
        version=1,
        siren="732829320",
        contacts=(MARTIN,),
    )
    return replace(base, **changes)


def invoice(
    invoice_id: str = "F-1", *, customer_id: str = "C-1", total: str | int = "1200.00", **changes: Any
) -> Invoice:
    """1 200 € issued on 31/12/2025 and due on 30/01/2026, nothing paid."""
    base = Invoice(
        invoice_id=invoice_id,
        customer_id=customer_id,
        issued_on=ISSUED,
        due_on=DUE,
        total=euros(total),
        version=1,
    )
    return replace(base, **changes)


def progress(*sent: int, superseded: Iterable[int] = (), cycle: int = 1) -> Progress:
    """`progress(1, 2)`: the first two ranks were sent."""
    return Progress(cycle=cycle, sent=frozenset(sent), superseded=frozenset(superseded))


def state(facts: Invoice | None = None, **changes: Any) -> InvoiceState:
    return InvoiceState(facts or invoice(), **changes)


def account(*invoices: InvoiceState | Invoice, debtor: Customer | None = None, **changes: Any) -> Account:
    """An account as a decision sees it; one open invoice when none is given."""
    states = tuple(i if isinstance(i, InvoiceState) else InvoiceState(i) for i in invoices or (invoice(),))
    debtor = debtor or customer()
    return Account(account_id=debtor.customer_id, customer=debtor, invoices=states, **changes)


def ledger_invoice(facts: Invoice | None = None, *, sequence: str = "", **changes: Any) -> LedgerInvoice:
    facts = facts or invoice()
    return LedgerInvoice(seen=Seen(facts, sequence, facts.issued_on), **changes)


def record(*invoices: LedgerInvoice | Invoice, debtor: Customer | None = None, **changes: Any) -> AccountRecord:
    """An account as the ledger keeps it, not yet stored (revision 0); one open invoice when none is given."""
    entries = [i if isinstance(i, LedgerInvoice) else ledger_invoice(i) for i in invoices or (invoice(),)]
    debtor = debtor or customer()
    base = AccountRecord(
        account_id=debtor.customer_id,
        customer=Seen(debtor, "", ISSUED),
        invoices={e.key: e for e in entries},
    )
    return replace(base, **changes)


def creditor(**changes: Any) -> Creditor:
    base = Creditor(
        legal_name="Atelier Lumière",
        legal_form="SARL au capital de 20 000 €",
        siren="123456782",
        register="RCS Nantes",
        vat_number="FR11123456782",
        address=Address(lines=("12 quai de la Fosse",), postal_code="44000", city="Nantes"),
        email="compta@atelier-lumiere.example",
        sender_email="facturation@atelier-lumiere.example",
        phone="02 40 00 00 00",
        iban="FR7630006000011234567890189",
        bic="AGRIFRPPXXX",
        signatory="Anne Durand",
        signatory_title="Gérante",
        sms_sender="ATELIERLUM",
        approvers=("anne.durand@atelier-lumiere.example",),
    )
    return replace(base, **changes)


def customer_item(customer_id: str = "C-1", **changes: Any) -> dict[str, Any]:
    """A customer as the billing system writes it in the invoice table; a change to None removes the field."""
    item: dict[str, Any] = {
        "customer_id": customer_id,
        "record": "CUSTOMER",
        "version": 1,
        "kind": "business",
        "legal_name": "Boulangerie Martin SARL",
        "siren": "732829320",
        "address": {"lines": ["3 rue Crébillon"], "postal_code": "44000", "city": "Nantes", "country": "FR"},
        "contacts": [{"role": "accounting", "name": "Claire Martin", "email": "compta@boulangerie-martin.example"}],
    }
    return _changed(item, changes)


def invoice_item(invoice_id: str = "F-1", *, customer_id: str = "C-1", **changes: Any) -> dict[str, Any]:
    """An invoice as the billing system writes it in the invoice table; a change to None removes the field."""
    item: dict[str, Any] = {
        "customer_id": customer_id,
        "record": f"INVOICE#{invoice_id}",
        "version": 1,
        "issued_on": "2025-12-31",
        "due_on": "2026-01-30",
        "total": "1200.00",
    }
    return _changed(item, changes)


def _changed(item: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**item, **changes}.items() if value is not None}
