"""What the billing system says: customers and invoices, as values. Its adapter has checked them at the border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from relance.domain.law.debt import RateClause
from relance.domain.law.sector import PublicBody, Sector
from relance.domain.money import EUR, Money


class CustomerKind(StrEnum):
    """Who the debtor is in law: it decides the regime of penalties and the texts."""

    BUSINESS = "business"
    CONSUMER = "consumer"
    PUBLIC = "public"


class InvoiceStatus(StrEnum):
    """What billing says of the invoice, beside the money."""

    OPEN = "open"
    DISPUTED = "disputed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """Deleted at billing: closed with an event, never forgotten."""


ANTILLES: Final = {"97133": "977", "97150": "978"}
"""Saint-Barthélemy and Saint-Martin: their postal codes are still Guadeloupe's, their holidays are not (DAY-03)."""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address, line by line as on an envelope."""

    lines: tuple[str, ...]
    postal_code: str
    city: str
    country: str = "FR"


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A person or desk at the customer, reachable by e-mail, mobile phone or both."""

    role: str
    name: str = ""
    email: str | None = None
    mobile: str | None = None
    """E.164, such as +33612345678."""


@dataclass(frozen=True, slots=True)
class Unapplied:
    """Money or credit of the customer that billing has not matched to an invoice yet."""

    kind: str
    """"payment" or "credit"."""
    amount: Money
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as billing knows it. `version` grows with each change."""

    customer_id: str
    kind: CustomerKind
    legal_name: str
    address: Address
    version: int
    siren: str | None = None
    contacts: tuple[ContactPoint, ...] = ()
    language: str = "fr"
    segment: str | None = None
    plan: str | None = None
    sms_consent: bool = True
    lre_consent: bool = False
    unapplied: tuple[Unapplied, ...] = ()
    siret: str | None = None
    vat_number: str | None = None
    penalty_clause: RateClause | None = None
    """The contract's penalty rate, where it differs from the creditor's general terms."""
    insolvency_judgment_on: date | None = None
    """Date of the judgment that opened a procedure: interest stops on its eve, and nothing is chased (INS-01)."""
    over_indebted_since: date | None = None
    """A consumer's file was found admissible (C. conso. L722-2)."""
    deceased: bool = False
    public_body: PublicBody | None = None
    """A public buyer that has longer to pay than the others (TERM-10)."""

    @property
    def department(self) -> str:
        """The French department, from the postal code; empty abroad."""
        if self.address.country != "FR":
            return ""
        code = self.address.postal_code
        if code in ANTILLES:
            return ANTILLES[code]
        return code[:3] if code.startswith(("97", "98")) else code[:2]


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received on an invoice. A payment without a date gets the day it was first seen, flagged."""

    amount: Money
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CreditNote:
    """An avoir: it reduces the price (IMP-06); it is not a payment."""

    amount: Money
    on: date | None = None
    effect: str = "ORIGIN"


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the invoice, in the documents bucket. `kind` is invoice, order, delivery, contract or other."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as billing knows it. `version` grows with each change."""

    invoice_id: str
    customer_id: str
    issued_on: date
    due_on: date
    total: Money
    version: int
    status: InvoiceStatus = InvoiceStatus.OPEN
    payer_id: str | None = None
    payments: tuple[Payment, ...] = ()
    amount_paid: Money | None = None
    """A bare total paid, where billing keeps no list of payments."""
    credit_notes: tuple[CreditNote, ...] = ()
    purchase_order: str | None = None
    engagement_number: str | None = None
    payment_announced_on: date | None = None
    direct_debit_on: date | None = None
    factor: str | None = None
    documents: tuple[Document, ...] = ()
    performed_on: date | None = None
    """Delivery, or end of the service: limitation runs from it (LIM-01)."""
    received_on: date | None = None
    """The day on which the buyer received the invoice (TERM-12)."""
    terms: str | None = None
    """The agreed term, such as "NET30" or "45J_PUIS_FIN_DE_MOIS" (TERM-05)."""
    periodic: bool = False
    """A summary invoice of several deliveries (TERM-04)."""
    sector: Sector | None = None
    """What was sold, where it has a term or a limitation of its own; None: billing does not say."""
    instalment_of: str | None = None
    """The invoice of which this record is one contractual instalment: one indemnity for all of them (PEN-12)."""
    suspensions: tuple[tuple[date, date], ...] = ()
    """Periods of grace given by a judge, both days included (C. civ. 1343-5)."""

    @property
    def key(self) -> str:
        """The invoice's name in the ledger: unique across customers."""
        return f"{self.customer_id}#{self.invoice_id}"

    @property
    def account_id(self) -> str:
        """Who is chased: the payer where it differs from the customer."""
        return self.payer_id or self.customer_id

    @property
    def currency(self) -> str:
        """The currency of every amount of the invoice."""
        return self.total.currency

    @property
    def paid(self) -> Money:
        """All money received, listed or bare."""
        listed = Money.total((p.amount for p in self.payments), self.currency)
        return max(listed, self.amount_paid) if self.amount_paid is not None else listed

    @property
    def credited(self) -> Money:
        """All credit notes."""
        return Money.total((c.amount for c in self.credit_notes), self.currency)

    @property
    def outstanding(self) -> Money:
        """What is still owed of the invoice; never below zero (an overpayment is a credit, IMP-07)."""
        left = self.total - self.paid - self.credited
        return max(left, Money(0, self.currency))

    @property
    def bears_penalties(self) -> bool:
        """Foreign currency is chased without penalties: the law's rates are for euros."""
        return self.currency == EUR

    def predates(self, judgment: date) -> bool:
        """Whether the debt arose before an insolvency judgment: performance decides, not the invoice (INS-04)."""
        return (self.performed_on or self.issued_on) < judgment

    def document(self, kind: str) -> Document | None:
        """The first document of a kind."""
        return next((d for d in self.documents if d.kind == kind), None)
