"""What a contact says, frozen: invoices, sums, recipient. The letter prints it, the ledger keeps its hash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.account import Account, PastContact
from relance.domain.agreement import Agreement
from relance.domain.billing import Address, ContactPoint, Customer, CustomerKind, Invoice, Unapplied
from relance.domain.calendar import WorkingCalendar
from relance.domain.canonical import digest
from relance.domain.channels import Channel
from relance.domain.claims import Law, claims, prints_claim
from relance.domain.decision import Contact, Escalate
from relance.domain.document import Document, Tone
from relance.domain.law.statement import InvoiceStatement
from relance.domain.money import EUR, Money
from relance.domain.plan import InvoiceCopy, Step


@dataclass(frozen=True, slots=True)
class Line:
    """One invoice as a letter shows it. `outstanding` is the only amount that is asked for."""

    key: str
    invoice_id: str
    issued_on: date
    due_on: date
    days_late: int
    total: Money
    paid: Money
    credited: Money
    outstanding: Money
    purchase_order: str | None
    engagement_number: str | None
    copy_key: str | None
    bears_penalties: bool
    claim: InvoiceStatement | None = None
    """What the law adds, at the statement's day; None where the document prints no interest (docs/law.md)."""

    @classmethod
    def of(cls, invoice: Invoice, day: date, claim: InvoiceStatement | None = None) -> Line:
        """The invoice as of `day`."""
        copy = invoice.document("invoice")
        return cls(
            key=invoice.key,
            invoice_id=invoice.invoice_id,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            days_late=max((day - invoice.due_on).days, 0),
            total=invoice.total,
            paid=invoice.paid,
            credited=invoice.credited,
            outstanding=invoice.outstanding,
            purchase_order=invoice.purchase_order,
            engagement_number=invoice.engagement_number,
            copy_key=copy.key if copy else None,
            bears_penalties=invoice.bears_penalties,
            claim=claim,
        )


@dataclass(frozen=True, slots=True)
class Balance:
    """The sums of one currency: overdue, less what was received and not yet applied; and what falls due later."""

    currency: str
    overdue: Money
    unapplied: Money
    claimed: Money
    upcoming: Money

    @property
    def upcoming_claimed(self) -> Money:
        """What will fall due, less the credit that the overdue sum leaves over."""
        left_over = self.unapplied - (self.overdue - self.claimed)
        return max(self.upcoming - left_over, Money(0, self.currency))


@dataclass(frozen=True, slots=True)
class ClaimSums:
    """The euro sums of a document that prints interest: what is owed by law at its day."""

    principal: Money
    interest: Money
    indemnity: Money
    unapplied: Money
    """Received or credited and not yet applied: deducted."""
    total: Money


@dataclass(frozen=True, slots=True)
class Debtor:
    """The addressee, as the letter prints it."""

    customer_id: str
    kind: CustomerKind
    legal_name: str
    siren: str | None
    address: Address
    language: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The frozen content of one contact or formal notice. Equal statements have equal hashes."""

    account_id: str
    day: date
    debtor: Debtor
    step_name: str
    rank: int
    document: Document
    tone: Tone
    channel: Channel | None
    recipient: ContactPoint | None
    invoice_copy: InvoiceCopy
    overdue: tuple[Line, ...]
    upcoming: tuple[Line, ...]
    unapplied: tuple[Unapplied, ...]
    balances: tuple[Balance, ...]
    history: tuple[PastContact, ...]
    answer_by: date
    """The date by which an answer is expected, printed as a date."""
    reached: tuple[tuple[str, int], ...]
    """(invoice key, rank) that sending this contact reaches."""
    agreement: Agreement | None = None
    """Of an instalment plan's confirmation."""

    @property
    def hash(self) -> str:
        """Changes whenever anything that the debtor would read changes."""
        return digest(self)

    @property
    def claim_sums(self) -> ClaimSums | None:
        """The sums that the law makes of the lines with a claim; None when none has one."""
        return sums_of(self.overdue, self.unapplied)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every invoice shown."""
        return self.overdue + self.upcoming


def sums_of(lines: Iterable[Line], unapplied: Iterable[Unapplied]) -> ClaimSums | None:
    """What the lines with a claim come to, in euros; None when none has one."""
    stated = [line.claim for line in lines if line.claim is not None]
    if not stated:
        return None
    principal = Money(sum(c.principal_due for c in stated))
    interest = Money(sum(c.interest_due for c in stated))
    indemnity = Money(sum(c.indemnity_due for c in stated))
    credit = Money.total(u.amount for u in unapplied if u.amount.currency == EUR)
    owed = principal + interest + indemnity
    return ClaimSums(principal, interest, indemnity, credit, max(owed - credit, Money(0)))


def contact_statement(
    account: Account, contact: Contact, day: date, *, calendar: WorkingCalendar, law: Callable[[], Law]
) -> Statement:
    """Freeze what a decided contact says. Raises MissingRateError if it prints interest of an unknown semester."""
    reached = tuple((t.invoice_key, t.step.rank) for t in contact.triggers)
    shown = _Shown(contact.overdue, reached, contact.upcoming, contact.channel, contact.recipient)
    return _statement(account, contact.step, day, shown, calendar, law)


def notice_statement(
    account: Account, escalation: Escalate, day: date, *, calendar: WorkingCalendar, law: Callable[[], Law]
) -> Statement:
    """Freeze what a formal notice says: only the invoices of the case. Raises MissingRateError as above."""
    reached = tuple((key, escalation.step.rank) for key in escalation.invoices)
    shown = _Shown(escalation.invoices, reached, (), escalation.channel, escalation.recipient)
    return _statement(account, escalation.step, day, shown, calendar, law)


def claimed_lines(
    account: Account, keys: Iterable[str], day: date, law: Law, *, notice_effective: date | None = None
) -> tuple[Line, ...]:
    """Some invoices with what the law adds to them, the oldest due date first."""
    invoices = _invoices(account, keys)
    return _lines(invoices, day, _claims(account, invoices, day, law, notice_effective))


@dataclass(frozen=True, slots=True)
class _Shown:
    overdue: tuple[str, ...]
    reached: tuple[tuple[str, int], ...]
    upcoming: tuple[str, ...] = ()
    channel: Channel | None = None
    recipient: ContactPoint | None = None


def _statement(
    account: Account, step: Step, day: date, shown: _Shown, calendar: WorkingCalendar, law: Callable[[], Law]
) -> Statement:
    customer = account.customer
    overdue = _invoices(account, shown.overdue)
    stated = _claims(account, overdue, day, law()) if prints_claim(step.document, customer.kind) else {}
    late, later = _lines(overdue, day, stated), _lines(_invoices(account, shown.upcoming), day, {})
    return Statement(
        account_id=account.account_id,
        day=day,
        debtor=_debtor(customer),
        step_name=step.name,
        rank=step.rank,
        document=step.document,
        tone=step.tone,
        channel=shown.channel,
        recipient=shown.recipient,
        invoice_copy=step.invoice_copy,
        overdue=late,
        upcoming=later,
        unapplied=customer.unapplied,
        balances=_balances(late, later, customer.unapplied),
        history=tuple(sorted(account.contacts, key=lambda c: c.day)),
        answer_by=calendar.on_or_after(day + timedelta(days=step.answer_days), customer.department),
        reached=shown.reached,
    )


def _debtor(who: Customer) -> Debtor:
    return Debtor(who.customer_id, who.kind, who.legal_name, who.siren, who.address, who.language)


def _invoices(account: Account, keys: Iterable[str]) -> list[Invoice]:
    wanted = set(keys)
    return [state.invoice for state in account.invoices if state.invoice.key in wanted]


def _claims(
    account: Account, invoices: list[Invoice], day: date, law: Law, notice_effective: date | None = None
) -> dict[str, InvoiceStatement]:
    beside = (state.invoice for state in account.invoices)
    return claims(account.customer, invoices, day, law, beside=beside, notice_effective=notice_effective)


def _lines(invoices: Iterable[Invoice], day: date, stated: Mapping[str, InvoiceStatement]) -> tuple[Line, ...]:
    lines = (Line.of(invoice, day, stated.get(invoice.key)) for invoice in invoices)
    return tuple(sorted(lines, key=lambda line: (line.due_on, line.key)))


def _balances(
    overdue: tuple[Line, ...], upcoming: tuple[Line, ...], unapplied: tuple[Unapplied, ...]
) -> tuple[Balance, ...]:
    currencies = sorted({line.outstanding.currency for line in overdue + upcoming})
    return tuple(_balance(c, overdue, upcoming, unapplied) for c in currencies)


def _balance(
    currency: str, overdue: Iterable[Line], upcoming: Iterable[Line], unapplied: Iterable[Unapplied]
) -> Balance:
    late = Money.total((x.outstanding for x in overdue if x.outstanding.currency == currency), currency)
    later = Money.total((x.outstanding for x in upcoming if x.outstanding.currency == currency), currency)
    credit = Money.total((u.amount for u in unapplied if u.amount.currency == currency), currency)
    return Balance(currency, late, credit, max(late - credit, Money(0, currency)), later)
