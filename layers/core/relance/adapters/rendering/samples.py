"""Statements to try a text on: an ordinary one, and one with everything that is too long or too many."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from relance.adapters.policies.names import TextName
from relance.domain.account import PastContact
from relance.domain.billing import Address, CustomerKind, Unapplied
from relance.domain.money import EUR, Money
from relance.domain.plan import Channel, Document, InvoiceCopy, Tone
from relance.domain.statement import Balance, Debtor, Line, Statement

DAY: Final = date(2026, 3, 2)
REFERENCE: Final = "RL-260302-EXEMPLEXEMPL"
MANY: Final = 45


def ordinary(name: TextName) -> Statement:
    """One invoice in euros, and one earlier reminder."""
    address = Address(("8 place Bellecour",), "69002", "Lyon")
    return _statement(name, "Papeterie Vasseur", address, (_line(1, name),), ())


def extreme(name: TextName) -> Statement:
    """More invoices than a page holds, in two currencies, credits, and names beyond all measure."""
    lines = tuple(_line(n, name, long=True, currency="USD" if n % 5 == 0 else EUR) for n in range(1, MANY + 1))
    address = Address(("Bâtiment C, escalier 4 " * 6, "Zone d'activité " * 9, "Boîte 7"), "44000", "Nantes", "BE")
    credit = (Unapplied("payment", Money(12345)), Unapplied("credit", Money(999)))
    return _statement(name, "Société Coopérative Œuvrière " * 12, address, lines, credit)


def _line(number: int, name: TextName, *, long: bool = False, currency: str = EUR) -> Line:
    notice = name.document is Document.PRE_DUE_NOTICE
    due = DAY + timedelta(days=5 + number % 20) if notice else DAY - timedelta(days=1 + number % 90)
    cents = 9_999_999_999 if long and number % 7 == 0 else 123_456 + number
    number_text = f"2026-{number:04d}" + ("-ABCDEFGHIJ" * 8 if long and number % 3 == 0 else "")
    return Line(
        key=f"EXEMPLE#{number_text}",
        invoice_id=number_text,
        issued_on=due - timedelta(days=30),
        due_on=due,
        days_late=max((DAY - due).days, 0),
        total=Money(cents, currency),
        paid=Money(0, currency),
        credited=Money(0, currency),
        outstanding=Money(cents, currency),
        purchase_order="BC-" + "4500" * 20 if long and number % 4 == 0 else None,
        engagement_number="EJ-778" if long else None,
        copy_key=None,
        bears_penalties=currency == EUR,
    )


def _statement(
    name: TextName, debtor: str, address: Address, lines: tuple[Line, ...], credit: tuple[Unapplied, ...]
) -> Statement:
    notice = name.document is Document.PRE_DUE_NOTICE
    kind = name.kind or CustomerKind.BUSINESS
    return Statement(
        account_id="EXEMPLE",
        day=DAY,
        debtor=Debtor("EXEMPLE", kind, debtor, None, address, name.language),
        step_name="example",
        rank=1,
        document=name.document,
        tone=name.tone or Tone.CORDIAL,
        channel=Channel.EMAIL,
        recipient=None,
        invoice_copy=InvoiceCopy.NEVER,
        overdue=() if notice else lines,
        upcoming=lines if notice else (),
        unapplied=credit,
        balances=tuple(_balance(c, lines, credit, notice=notice) for c in sorted({x.total.currency for x in lines})),
        history=(PastContact(DAY - timedelta(days=1), Channel.EMAIL, Document.FIRST_REMINDER, 1),),
        answer_by=DAY + timedelta(days=15),
        reached=(),
    )


def _balance(currency: str, lines: tuple[Line, ...], credit: tuple[Unapplied, ...], *, notice: bool) -> Balance:
    zero = Money(0, currency)
    total = Money.total((x.outstanding for x in lines if x.total.currency == currency), currency)
    unapplied = Money.total((u.amount for u in credit if u.amount.currency == currency), currency)
    if notice:
        return Balance(currency, zero, unapplied, zero, total)
    return Balance(currency, total, unapplied, total - unapplied, zero)
