"""Records that each hold to the contract field by field: what fields say together, and their domain values."""

from __future__ import annotations

import re
from decimal import Decimal

from relance.adapters.billing import contradictions
from relance.adapters.billing.codes import OVERSEAS
from relance.adapters.billing.contradictions import Breaches
from relance.adapters.billing.mobile import NotAMobileError, mobile_number
from relance.adapters.billing.models import AddressModel, ContactModel, CustomerModel, InvoiceModel, PenaltyClauseModel
from relance.adapters.identifiers import SIREN_DIGITS
from relance.domain.billing import (
    Address,
    ContactPoint,
    CreditNote,
    Customer,
    CustomerKind,
    Document,
    Invoice,
    InvoiceStatus,
    Payment,
    Unapplied,
)
from relance.domain.law.debt import BelowFloor, RateClause, RateMode
from relance.domain.law.sector import PublicBody, Sector
from relance.domain.money import Money
from relance.ports.billing import INVOICE_RECORD

FRANCE = "FR"
FRENCH_POSTAL_CODE = re.compile(r"\d{5}")


def to_customer(model: CustomerModel) -> tuple[Customer, Breaches]:
    """The customer, and what its fields say that cannot be true together."""
    breaches = contradictions.in_customer(model)
    address = _address(model.address, breaches)
    customer = Customer(
        customer_id=model.customer_id,
        kind=CustomerKind(model.kind),
        legal_name=model.legal_name,
        address=address,
        version=model.version,
        siren=model.siren or (model.siret[:SIREN_DIGITS] if model.siret else None),
        contacts=tuple(_contact(c, n, address, breaches) for n, c in enumerate(model.contacts)),
        language=model.language,
        segment=model.segment,
        plan=model.plan,
        sms_consent=model.consents.sms,
        lre_consent=model.consents.lre,
        unapplied=tuple(Unapplied(u.kind, Money.of(u.amount, u.currency), u.on) for u in model.unapplied),
        siret=model.siret,
        vat_number=model.vat_number,
        penalty_clause=_clause(model.penalty_clause),
        insolvency_judgment_on=model.insolvency_judgment_on,
        over_indebted_since=model.over_indebted_since,
        deceased=model.deceased,
        public_body=PublicBody(model.public_body) if model.public_body else None,
    )
    return customer, breaches


def to_invoice(model: InvoiceModel) -> tuple[Invoice, Breaches]:
    """The invoice, and what its fields say that cannot be true together."""
    currency = model.currency
    invoice = Invoice(
        invoice_id=model.record.removeprefix(INVOICE_RECORD),
        customer_id=model.customer_id,
        issued_on=model.issued_on,
        due_on=model.due_on,
        total=Money.of(model.total, currency),
        version=model.version,
        status=InvoiceStatus(model.status),
        payer_id=None if model.payer_id == model.customer_id else model.payer_id,
        payments=tuple(Payment(Money.of(p.amount, currency), p.on) for p in model.payments),
        amount_paid=None if model.amount_paid is None else Money.of(model.amount_paid, currency),
        credit_notes=tuple(CreditNote(Money.of(c.amount, currency), c.on, c.effect) for c in model.credit_notes),
        purchase_order=model.purchase_order,
        engagement_number=model.engagement_number,
        payment_announced_on=model.payment_announced_on,
        direct_debit_on=model.direct_debit_on,
        factor=model.factor,
        documents=tuple(Document(d.kind, d.key) for d in model.documents),
        performed_on=model.performed_on,
        received_on=model.received_on,
        terms=model.terms,
        periodic=model.periodic,
        sector=Sector(model.sector) if model.sector else None,
        instalment_of=model.instalment_of,
        suspensions=tuple(sorted((s.first, s.last) for s in model.suspensions)),
    )
    return invoice, contradictions.in_invoice(model)


def _clause(model: PenaltyClauseModel | None) -> RateClause | None:
    if model is None:
        return None
    return RateClause(RateMode(model.mode), model.value or Decimal(0), BelowFloor(model.below_floor))


def _address(model: AddressModel, breaches: Breaches) -> Address:
    overseas = model.country in OVERSEAS and FRENCH_POSTAL_CODE.fullmatch(model.postal_code) is not None
    country = FRANCE if overseas else model.country
    if country == FRANCE and not FRENCH_POSTAL_CODE.fullmatch(model.postal_code):
        breaches.append(("address.postal_code", "must be five digits in France"))
    return Address(tuple(model.lines), model.postal_code, model.city, country)


def _contact(model: ContactModel, place: int, address: Address, breaches: Breaches) -> ContactPoint:
    mobile: str | None = None
    if model.mobile is not None:
        try:
            mobile = mobile_number(model.mobile, french=address.country == FRANCE)
        except NotAMobileError as error:
            breaches.append((f"contacts[{place}].mobile", str(error)))
    return ContactPoint(role=model.role, name=model.name, email=model.email, mobile=mobile)
