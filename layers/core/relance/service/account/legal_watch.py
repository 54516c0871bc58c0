"""What the creditor's people should know of an invoice in law, beside the chase: its term and its limitation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from relance.domain.account import Account
from relance.domain.billing import Customer, Invoice, InvoiceStatus
from relance.domain.claims import Law
from relance.domain.law.limitation import Cause, Interruption, Limitation, limitation
from relance.domain.law.sector import Sector
from relance.domain.law.terms import TermWarning, check_terms

GONE = frozenset({InvoiceStatus.CANCELLED, InvoiceStatus.WITHDRAWN})
SHORTEST: Final = timedelta(days=365)
"""Nothing lapses sooner: most invoices need no closer look."""


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


def with_lapses(account: Account, law: Law, day: date) -> Account:
    """The account with the claims that have lapsed beyond doubt: by the general limit where the sector is assumed,
    and even if what may interrupt the limit did (LIM-05, LIM-06). Raises MissingParameterError.
    """
    states = (replace(state, lapsed_on=_lapse(account, state.invoice, law, day)) for state in account.invoices)
    return replace(account, invoices=tuple(states))


def _lapse(account: Account, invoice: Invoice, law: Law, day: date) -> date | None:
    if day - min(invoice.issued_on, invoice.performed_on or invoice.issued_on) < SHORTEST:
        return None
    if invoice.status in GONE or not invoice.outstanding.cents:
        return None
    limit = limitation(
        invoice,
        account.customer.kind,
        law.figures.parameters,
        day,
        trade=law.terms.sector or Sector.GENERAL,
        facts=tuple(possible_interruptions(account, invoice)),
    )
    last = limit.possible_until or limit.last_day
    return last if last < day else None


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
