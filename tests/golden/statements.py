"""Statements for letters, of the day Monday 2 March 2026, to Boulangerie Martin unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from relance.adapters.law.shipped import shipped_figures
from relance.adapters.policies.shipped import shipped_files
from relance.adapters.policies.texts import TextBook
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.domain.account import PastContact
from relance.domain.agreement import Agreement, Instalment
from relance.domain.billing import CustomerKind, Invoice, Unapplied
from relance.domain.channels import Channel
from relance.domain.claims import Law, claims
from relance.domain.document import Document, Tone
from relance.domain.law.clause import PenaltyTerms
from relance.domain.money import Money
from relance.domain.plan import InvoiceCopy
from relance.domain.statement import Balance, Debtor, Line, Statement
from tests import builders

DAY = date(2026, 3, 2)
ANSWER_BY = date(2026, 3, 12)
REFERENCE = "RL-260302-ABCDEFGHIJKL"
TEXTS = TextBook.of(shipped_files())
EARLIER = (
    PastContact(date(2026, 1, 5), Channel.EMAIL, Document.FIRST_REMINDER, 1),
    PastContact(date(2026, 1, 26), Channel.EMAIL, Document.PRE_DUE_NOTICE, 0),
    PastContact(date(2026, 2, 3), Channel.EMAIL, Document.FIRST_REMINDER, 1),
    PastContact(date(2026, 2, 16), Channel.SMS, Document.SECOND_REMINDER, 2),
)
"""The first two speak of other invoices: those of these letters fell due on 30 January."""

PLAN = Agreement(
    date(2026, 2, 27),
    (
        Instalment(date(2026, 3, 31), Money(50000)),
        Instalment(date(2026, 4, 30), Money(50000)),
        Instalment(date(2026, 5, 29), Money(20000)),
    ),
)
"""1 200 € in three parts."""


def renderer(*, specimen: bool = False, **creditor: Any) -> PolicyRenderer:
    return PolicyRenderer(creditor=lambda: builders.creditor(**creditor), texts=lambda: TEXTS, specimen=specimen)


def line(invoice_id: str = "F-1", total: str = "1200.00", currency: str = "EUR", **changes: Any) -> Line:
    """1 200 € issued on 31/12/2025 and due on 30/01/2026: 31 days late."""
    return Line.of(replace(builders.invoice(invoice_id), **{"total": Money.of(total, currency), **changes}), DAY)


def claimed(
    *invoices: Invoice,
    kind: CustomerKind = CustomerKind.BUSINESS,
    terms: PenaltyTerms | None = None,
    **customer: Any,
) -> tuple[Line, ...]:
    """Invoices with what the law adds to them on the day, as a document that prints it has them."""
    debtor = builders.customer(kind=kind, **customer)
    stated = claims(debtor, invoices, DAY, Law(shipped_figures(), terms or PenaltyTerms()))
    return tuple(Line.of(invoice, DAY, stated.get(invoice.key)) for invoice in invoices)


def upcoming(invoice_id: str = "F-9", total: str = "300.00", currency: str = "EUR", **changes: Any) -> Line:
    """300 € due on 15/03/2026."""
    return line(invoice_id, total, currency, due_on=date(2026, 3, 15), **changes)


def statement(
    document: Document = Document.FIRST_REMINDER,
    *,
    overdue: tuple[Line, ...] | None = None,
    later: tuple[Line, ...] = (),
    unapplied: tuple[Unapplied, ...] = (),
    **changes: Any,
) -> Statement:
    notice = document is Document.PRE_DUE_NOTICE
    late = overdue if overdue is not None else (() if notice else (line(),))
    to_come = later or ((upcoming(),) if notice else ())
    debtor = Debtor("C-1", CustomerKind.BUSINESS, "Boulangerie Martin SARL", "732829320", builders.NANTES, "fr")
    base = Statement(
        account_id="C-1",
        day=DAY,
        debtor=debtor,
        step_name=document.value,
        rank=1,
        document=document,
        tone=Tone.CORDIAL,
        channel=Channel.EMAIL,
        recipient=builders.MARTIN,
        invoice_copy=InvoiceCopy.IF_AVAILABLE,
        overdue=late,
        upcoming=to_come,
        unapplied=unapplied,
        balances=_balances(late, to_come, unapplied),
        history=EARLIER,
        answer_by=ANSWER_BY,
        reached=(),
        agreement=PLAN if document is Document.INSTALMENT_PLAN else None,
    )
    return replace(base, **changes)


def to(kind: CustomerKind = CustomerKind.BUSINESS, name: str = "Boulangerie Martin SARL", **changes: Any) -> Debtor:
    return replace(Debtor("C-1", kind, name, None, builders.NANTES, "fr"), **changes)


def _balances(late: tuple[Line, ...], later: tuple[Line, ...], credit: tuple[Unapplied, ...]) -> tuple[Balance, ...]:
    found = []
    for currency in sorted({x.outstanding.currency for x in late + later}):
        owed = Money.total((x.outstanding for x in late if x.outstanding.currency == currency), currency)
        to_come = Money.total((x.outstanding for x in later if x.outstanding.currency == currency), currency)
        credited = Money.total((u.amount for u in credit if u.amount.currency == currency), currency)
        found.append(Balance(currency, owed, credited, max(owed - credited, Money(0, currency)), to_come))
    return tuple(found)


def letter(of: Statement, **how: Any) -> PdfReader:
    return PdfReader(BytesIO(renderer(**how).letter(of, reference=REFERENCE)))


def read(of: Statement, **how: Any) -> str:
    """The letter's words, in one line, with ordinary spaces."""
    return words("\n".join(page.extract_text() for page in letter(of, **how).pages))


def pages(of: Statement, **how: Any) -> list[str]:
    """The words of each page."""
    return [words(page.extract_text()) for page in letter(of, **how).pages]


def words(text: str) -> str:
    return " ".join(text.split())
