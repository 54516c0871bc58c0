"""From billing's facts to what the law makes of them: which documents print it, and for which invoices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from relance.domain.billing import CreditNote, Customer, CustomerKind, Invoice, InvoiceStatus, Payment
from relance.domain.document import Document
from relance.domain.law.account import state_account
from relance.domain.law.clause import PenaltyTerms
from relance.domain.law.debt import Debt, Effect, Order, RateClause, Receipt, Reduction, Regime
from relance.domain.law.figures import LegalFigures
from relance.domain.law.statement import InvoiceStatement

REGIMES: Final = {
    CustomerKind.BUSINESS: Regime.B2B,
    CustomerKind.CONSUMER: Regime.B2C,
    CustomerKind.PUBLIC: Regime.PUBLIC,
}
INFORMING: Final = frozenset({Document.SECOND_REMINDER, Document.LAST_REMINDER})
"""They tell what has accrued, without asking for it yet; a consumer owes no interest before a formal notice."""

VOID: Final = frozenset({InvoiceStatus.CANCELLED, InvoiceStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Law:
    """The law's figures in force, and the creditor's terms."""

    figures: LegalFigures
    terms: PenaltyTerms


def prints_claim(document: Document, kind: CustomerKind) -> bool:
    """Whether a document prints what the law adds; the others never wait for a rate."""
    return document is Document.FORMAL_NOTICE or (document in INFORMING and kind is not CustomerKind.CONSUMER)


def claims(
    customer: Customer,
    invoices: Sequence[Invoice],
    day: date,
    law: Law,
    *,
    beside: Iterable[Invoice] = (),
    notice_effective: date | None = None,
) -> dict[str, InvoiceStatement]:
    """The statement of each invoice in euros, by its key. Raises MissingRateError naming the semester.

    `beside`: other invoices of the account. Instalments among them share an indemnity with those that are stated.
    """
    known = [i for i in invoices if i.bears_penalties]
    entries = [
        (_indemnity_group(i), debt_of(customer, i, day, law.terms, notice_effective=notice_effective))
        for i in (*known, *_other_instalments(known, beside))
    ]
    stated = state_account(entries, day, law.figures)
    return {i.key: found for i, found in zip(known, stated, strict=False)}


def debt_of(
    customer: Customer, invoice: Invoice, day: date, terms: PenaltyTerms, *, notice_effective: date | None = None
) -> Debt:
    """The invoice as the law sees it on `day`.

    What billing already counts as received is never claimed: a value date to come counts as of today, and money
    without a date as if it had come in time. Both favour the debtor.
    """
    regime = REGIMES[customer.kind]
    judgment = customer.insolvency_judgment_on
    return Debt(
        regime=regime,
        principal=invoice.total.cents,
        due_on=invoice.due_on,
        clause=(customer.penalty_clause or terms.clause) if regime is Regime.B2B else RateClause(),
        receipts=_receipts(invoice, day),
        reductions=tuple(_reduction(note, invoice, day) for note in invoice.credit_notes),
        order=Order.PRINCIPAL_FIRST if regime is Regime.PUBLIC else terms.order,  # PUB-06
        notice_effective=notice_effective,
        judgment_on=judgment if judgment and invoice.predates(judgment) else None,
        suspensions=invoice.suspensions,
    )


def _other_instalments(invoices: Iterable[Invoice], beside: Iterable[Invoice]) -> list[Invoice]:
    """What remains of the invoices of which some instalments are stated; nothing was owed on a cancelled one."""
    groups = {_indemnity_group(i) for i in invoices if i.instalment_of}
    if not groups:
        return []
    keys = {i.key for i in invoices}
    lasting = (i for i in beside if i.instalment_of and i.bears_penalties and i.status not in VOID)
    return [i for i in lasting if _indemnity_group(i) in groups and i.key not in keys]


def _indemnity_group(invoice: Invoice) -> str:
    return f"{invoice.customer_id}#{invoice.instalment_of}" if invoice.instalment_of else invoice.key


def _receipts(invoice: Invoice, day: date) -> tuple[Receipt, ...]:
    listed = [Receipt(_counted_on(p, invoice, day), p.amount.cents) for p in invoice.payments]
    bare = invoice.paid.cents - sum(receipt.cents for receipt in listed)
    return tuple(listed + ([Receipt(min(invoice.due_on, day), bare)] if bare else []))


def _counted_on(payment: Payment, invoice: Invoice, day: date) -> date:
    return min(payment.on or invoice.due_on, day)


def _reduction(note: CreditNote, invoice: Invoice, day: date) -> Reduction:
    return Reduction(min(note.on or invoice.due_on, day), note.amount.cents, Effect(note.effect))
