"""Statements to try a text on: an ordinary one, one of several invoices, and one with too much of everything.

What the law adds is computed by the law's own engine, as it is for a real letter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Final

from relance.adapters.law.shipped import shipped_figures
from relance.adapters.policies.names import TextName
from relance.domain.account import PastContact
from relance.domain.agreement import Agreement, Instalment
from relance.domain.billing import (
    Address,
    CreditNote,
    Customer,
    CustomerKind,
    Invoice,
    Payment,
    Unapplied,
)
from relance.domain.billing import Document as Paper
from relance.domain.channels import Channel
from relance.domain.claims import Law, claims, prints_claim
from relance.domain.document import Document, Tone
from relance.domain.law.clause import PenaltyTerms
from relance.domain.money import EUR, Money
from relance.domain.plan import InvoiceCopy
from relance.domain.statement import Balance, Debtor, Line, Statement

DAY: Final = date(2026, 3, 2)
REFERENCE: Final = "RL-260302-EXEMPLEXEMPL"
MANY: Final = 45
NAMES: Final = {
    CustomerKind.BUSINESS: "Papeterie Vasseur SARL",
    CustomerKind.CONSUMER: "Madame Hélène Vasseur",
    CustomerKind.PUBLIC: "Commune de Saint-Herblain",
}
LYON: Final = Address(("8 place Bellecour",), "69002", "Lyon")
LEEDS: Final = Address(("14 Park Row", "Second floor"), "LS1 5HD", "Leeds", "GB")
FAR: Final = Address(("Bâtiment C, escalier 4 " * 6, "Zone d'activité " * 9, "Boîte 7"), "44000", "Nantes", "BE")


def ordinary(name: TextName) -> Statement:
    """One invoice in euros, and one earlier reminder."""
    return _statement(name, _customer(name), (_invoice("2026-0001", 30, 123_457),))


def several(name: TextName) -> Statement:
    """Three invoices: one over the turn of a half-year with a part payment, one with a credit note."""
    old = replace(
        _invoice("2025-0904", 107, 345_050),
        payments=(Payment(Money(100_000), date(2026, 1, 20)),),
        purchase_order="BC-7781",
    )
    reduced = replace(
        _invoice("2026-0023", 45, 98_000), credit_notes=(CreditNote(Money(8_000), date(2026, 2, 10), "DATE"),)
    )
    return _statement(name, _customer(name), (old, reduced, _invoice("2026-0117", 30, 128_460)))


def extreme(name: TextName) -> Statement:
    """More invoices than a page holds, in two currencies, credits, and names beyond all measure."""
    credit = (Unapplied("payment", Money(12345)), Unapplied("credit", Money(999)))
    debtor = replace(_customer(name), legal_name="Société Coopérative Œuvrière " * 12, address=FAR, unapplied=credit)
    return _statement(name, debtor, tuple(_absurd(number) for number in range(1, MANY + 1)))


SAMPLES: Final[dict[str, Callable[[TextName], Statement]]] = {
    "ordinary": ordinary,
    "several": several,
    "extreme": extreme,
}


def _customer(name: TextName) -> Customer:
    kind = name.kind or CustomerKind.BUSINESS
    siren = "732829320" if kind is CustomerKind.BUSINESS else None
    home = LYON if name.language == "fr" else LEEDS
    return Customer("EXEMPLE", kind, NAMES[kind], home, 1, siren=siren, language=name.language)


def _invoice(number: str, late: int, cents: int, currency: str = EUR) -> Invoice:
    due = DAY - timedelta(days=late)
    return Invoice(
        number,
        "EXEMPLE",
        due - timedelta(days=30),
        due,
        Money(cents, currency),
        1,
        documents=(Paper("invoice", f"factures/{number}.pdf"),),
    )


def _absurd(number: int) -> Invoice:
    cents = 9_999_999_999 if number % 7 == 0 else 123_456 + number
    name = f"2026-{number:04d}" + ("-ABCDEFGHIJ" * 8 if number % 3 == 0 else "")
    invoice = _invoice(name, 1 + number % 90, cents, "USD" if number % 5 == 0 else EUR)
    return replace(invoice, purchase_order="BC-" + "4500" * 20 if number % 4 == 0 else None, engagement_number="EJ-778")


@cache
def _law() -> Law:
    return Law(shipped_figures(), PenaltyTerms())


def _statement(name: TextName, customer: Customer, invoices: tuple[Invoice, ...]) -> Statement:
    notice = name.document is Document.PRE_DUE_NOTICE
    if notice:
        # The same invoices, some days before they fall due.
        shifted = DAY + timedelta(days=5)
        invoices = tuple(replace(i, due_on=shifted + (DAY - i.due_on) / 10) for i in invoices)
    stated = claims(customer, invoices, DAY, _law()) if prints_claim(name.document, customer.kind) else {}
    lines = tuple(
        sorted((Line.of(i, DAY, stated.get(i.key)) for i in invoices), key=lambda line: (line.due_on, line.key))
    )
    currencies = sorted({line.total.currency for line in lines})
    balances = tuple(_balance(c, lines, customer.unapplied, notice=notice) for c in currencies)
    formal = name.document is Document.FORMAL_NOTICE
    return Statement(
        account_id=customer.customer_id,
        day=DAY,
        debtor=Debtor(
            customer.customer_id,
            customer.kind,
            customer.legal_name,
            customer.siren,
            customer.address,
            customer.language,
        ),
        step_name="example",
        rank=1,
        document=name.document,
        tone=name.tone or Tone.CORDIAL,
        channel=Channel.REGISTERED if formal else Channel.EMAIL,
        recipient=None,
        invoice_copy=InvoiceCopy.REQUIRED,
        overdue=() if notice else lines,
        upcoming=lines if notice else (),
        unapplied=customer.unapplied,
        balances=balances,
        history=(PastContact(DAY - timedelta(days=14), Channel.EMAIL, Document.FIRST_REMINDER, 1),),
        answer_by=DAY + timedelta(days=15),
        reached=(),
        agreement=_agreement(balances) if name.document is Document.INSTALMENT_PLAN else None,
    )


def _agreement(balances: tuple[Balance, ...]) -> Agreement:
    """Three parts of what is owed in euros; the last takes what does not divide."""
    owed = next(b.claimed for b in balances if b.currency == EUR)
    part = owed.cents // 3
    dated = ((date(2026, 3, 31), part), (date(2026, 4, 30), part), (date(2026, 5, 29), owed.cents - 2 * part))
    return Agreement(date(2026, 2, 27), tuple(Instalment(day, Money(cents)) for day, cents in dated))


def _balance(currency: str, lines: tuple[Line, ...], credit: tuple[Unapplied, ...], *, notice: bool) -> Balance:
    zero = Money(0, currency)
    total = Money.total((x.outstanding for x in lines if x.total.currency == currency), currency)
    unapplied = Money.total((u.amount for u in credit if u.amount.currency == currency), currency)
    if notice:
        return Balance(currency, zero, unapplied, zero, total)
    return Balance(currency, total, unapplied, total - unapplied, zero)
