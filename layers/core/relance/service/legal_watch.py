"""What the creditor's people should know of an invoice in law, beside the chase: its term and its limitation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from relance.domain.account import Account
from relance.domain.billing import Customer, Invoice, InvoiceStatus
from relance.domain.claims import Law
from relance.domain.law.limitation import Cause, Interruption, Limitation, limitation
from relance.domain.law.terms import TermWarning, check_terms

GONE = frozenset({InvoiceStatus.CANCELLED, InvoiceStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Watched:
    """An invoice that is still owed."""

    warnings: tuple[TermWarning, ...]
    limitation: Limitation


def watch(
    invoice: Invoice, customer: Customer, law: Law, day: date, *, facts: tuple[Interruption, ...] = ()
) -> Watched | None:
    """None for what is no longer owed. Raises MissingParameterError."""
    if invoice.status in GONE or not invoice.outstanding.cents:
        return None
    trade, parameters = law.terms.sector, law.figures.parameters
    return Watched(
        check_terms(invoice, customer, parameters, trade=trade),
        limitation(invoice, customer.kind, parameters, day, trade=trade, facts=facts),
    )


def possible_interruptions(account: Account, invoice: Invoice) -> Iterator[Interruption]:
    """What we know ourselves that may count: nobody here is sure, so no alarm moves (LIM-05).

    A plan recognises the debt once the debtor has signed it; a letter is a written claim where it can be proved.
    """
    agreed = account.agreed
    if agreed is not None and invoice.key in agreed.invoices:
        yield Interruption(agreed.agreement.agreed_on, Cause.RECOGNITION, possible=True)
    for contact in account.contacts:
        if contact.day >= invoice.due_on:
            yield Interruption(contact.day, Cause.WRITTEN_CLAIM, possible=True)
