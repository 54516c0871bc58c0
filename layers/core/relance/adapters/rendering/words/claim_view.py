"""What the law adds, as ready words: the décompte in the letter, its annex, and the instalments of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from relance.adapters.rendering.words.claim_labels import CLAIM_LABELS, ClaimLabels
from relance.adapters.rendering.words.enclosures import has_annex
from relance.adapters.rendering.words.rates import basis_cell, percent, published_rates
from relance.adapters.rendering.words.typography import amount, clean, long_date, short_date, whole_amount
from relance.adapters.rendering.words.values import LONGEST_NUMBER
from relance.domain.agreement import Agreement
from relance.domain.billing import CustomerKind
from relance.domain.document import Document
from relance.domain.law.statement import Allocation, InvoiceStatement, Segment
from relance.domain.money import Money
from relance.domain.statement import ClaimSums, Line, Statement


@dataclass(frozen=True, slots=True)
class Total:
    """One line under a table."""

    label: str
    amount: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """The décompte, or what a reminder says of it for information."""

    title: str
    totals: tuple[Total, ...]
    asked: bool
    """Whether the total is asked for; else the lines inform."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The computation of one invoice: rows of cells, and lines between them, in the order of days."""

    title: str
    entries: tuple[tuple[str, ...] | str, ...]
    sums: str
    total: str


@dataclass(frozen=True, slots=True)
class Annex:
    """What a debtor needs to redo the décompte by hand."""

    title: str
    invoices: tuple[Computed, ...]
    totals: tuple[Total, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The instalments: number, day, amount, what is left."""

    rows: tuple[tuple[str, str, str, str], ...]
    total: Total


def sums_of(statement: Statement, language: str) -> Sums | None:
    """A formal notice adds up; a reminder informs, and asks for no more than its invoices."""
    sums = statement.claim_sums
    if sums is None:
        return None
    labels, today = CLAIM_LABELS[language], long_date(statement.day, language)
    if statement.document is Document.FORMAL_NOTICE:
        return Sums(labels.sums.format(date=today), _totals(statement, sums, language), asked=True)
    added = _added(statement, sums, language)
    return Sums(labels.for_information.format(date=today), added, asked=False) if added else None


def annex_of(statement: Statement, language: str) -> Annex | None:
    """The computation, invoice by invoice."""
    sums = statement.claim_sums
    if sums is None or not has_annex(statement):
        return None
    labels, today = CLAIM_LABELS[language], long_date(statement.day, language)
    return Annex(
        title=labels.annex.format(date=today),
        invoices=tuple(_computed(line, line.claim, language) for line in statement.overdue if line.claim is not None),
        totals=_totals(statement, sums, language),
        notes=(labels.rounding, *_sources(statement, labels), labels.later.format(date=today)),
    )


def schedule_of(agreement: Agreement | None, language: str) -> Schedule | None:
    """The instalments of a plan, the earliest first."""
    if agreement is None:
        return None
    left, rows = agreement.total, []
    for number, instalment in enumerate(sorted(agreement.instalments, key=lambda i: i.due_on), start=1):
        left -= instalment.amount
        day = long_date(instalment.due_on, language)
        rows.append((str(number), day, amount(instalment.amount, language), amount(left, language)))
    shown = Total(CLAIM_LABELS[language].schedule_total, amount(agreement.total, language), strong=True)
    return Schedule(tuple(rows), shown)


def _totals(statement: Statement, sums: ClaimSums, language: str) -> tuple[Total, ...]:
    labels = CLAIM_LABELS[language]
    found = list(_added(statement, sums, language))
    if sums.unapplied.cents:
        found.append(Total(labels.unapplied, "−" + amount(sums.unapplied, language)))
    if found:
        found.insert(0, Total(labels.principal, amount(sums.principal, language)))
    due = labels.total.format(date=long_date(statement.day, language))
    return (*found, Total(due, amount(sums.total, language), strong=True))


def _added(statement: Statement, sums: ClaimSums, language: str) -> tuple[Total, ...]:
    labels = CLAIM_LABELS[language]
    found = [Total(labels.interest, amount(sums.interest, language))] if _bears_interest(statement, sums) else []
    if sums.indemnity.cents:
        found.append(Total(_indemnities(statement, labels, language), amount(sums.indemnity, language)))
    return tuple(found)


def _bears_interest(statement: Statement, sums: ClaimSums) -> bool:
    return bool(sums.interest.cents) or statement.debtor.kind is not CustomerKind.CONSUMER


def _indemnities(statement: Statement, labels: ClaimLabels, language: str) -> str:
    each = [line.claim.indemnity_due for line in statement.overdue if line.claim and line.claim.indemnity_due]
    # A part that was already paid leaves odd amounts: then the sum alone is said.
    if len(each) < 2 or len(set(each)) > 1:  # noqa: PLR2004
        return labels.indemnity_each
    return labels.indemnity.format(count=len(each), each=whole_amount(Money(each[0]), language))


def _computed(line: Line, claim: InvoiceStatement, language: str) -> Computed:
    labels = CLAIM_LABELS[language]
    title = labels.annex_invoice.format(
        invoice=clean(line.invoice_id, LONGEST_NUMBER),
        issued=short_date(line.issued_on),
        due=short_date(line.due_on),
        total=_cents(claim.principal, language),
    )
    parts = labels.invoice_sums.format(
        principal=_cents(claim.principal_due, language), interest=_cents(claim.interest_due, language)
    )
    if claim.interest_paid:
        parts += labels.already_paid.format(amount=_cents(claim.interest_paid, language))
    if claim.indemnity:
        parts += labels.plus_indemnity.format(amount=_cents(claim.indemnity_due, language))
    return Computed(title, _entries(claim, language), parts, _cents(claim.total_due, language))


def _sources(statement: Statement, labels: ClaimLabels) -> tuple[str, ...]:
    ecb, legal = published_rates(line.claim for line in statement.overdue if line.claim is not None)
    return (*((labels.ecb_rates,) if ecb else ()), *((labels.legal_rates,) if legal else ()))


def _entries(claim: InvoiceStatement, language: str) -> tuple[tuple[str, ...] | str, ...]:
    labels = CLAIM_LABELS[language]
    from_the_start = claim.principal - claim.principal_due - sum(a.to_principal for a in claim.allocations)
    # The day of a payment still bears interest (IMP-07): it stands after the days that it ends.
    dated: list[tuple[date, int, tuple[str, ...] | str]] = [
        *((s.last, 0, _cells(s, language)) for s in claim.segments),
        *((a.on, 1, _imputed(a, labels, language)) for a in claim.allocations),
    ]
    found = [entry for *_, entry in sorted(dated, key=itemgetter(0, 1))]
    first = [labels.credited.format(amount=_cents(from_the_start, language))] if from_the_start > 0 else []
    return (*first, *found) if claim.segments else (*first, *found, labels.no_interest)


def _cells(segment: Segment, language: str) -> tuple[str, ...]:
    return (
        short_date(segment.first),
        short_date(segment.last),
        str(segment.days),
        _cents(segment.principal, language),
        percent(segment.rate, language),
        basis_cell(segment, language),
        _cents(segment.interest, language),
    )


def _imputed(allocation: Allocation, labels: ClaimLabels, language: str) -> str:
    received = labels.payment if allocation.kind == "payment" else labels.credit_note
    excess = allocation.cents - allocation.to_interest - allocation.to_principal - allocation.to_indemnity
    to = (
        (labels.to_interest, allocation.to_interest),
        (labels.to_principal, allocation.to_principal),
        (labels.to_indemnity, allocation.to_indemnity),
        (labels.to_excess, excess),
    )
    imputed = ", ".join(words.format(amount=_cents(cents, language)) for words, cents in to if cents)
    head = received.format(date=short_date(allocation.on), amount=_cents(allocation.cents, language))
    return f"{head} – {imputed}" if imputed else head


def _cents(cents: int, language: str) -> str:
    return amount(Money(cents), language)
