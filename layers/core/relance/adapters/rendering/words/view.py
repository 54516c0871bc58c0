"""A statement as ready words: every amount and date already written as it is shown. No template computes anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from relance.adapters.policies.names import LANGUAGES, TextName
from relance.adapters.rendering.words.claim_view import Annex, Schedule, Sums, Total, annex_of, schedule_of, sums_of
from relance.adapters.rendering.words.enclosures import enclosures, sending_channel, sending_mode
from relance.adapters.rendering.words.labels import COUNTRIES, LABELS, Labels
from relance.adapters.rendering.words.typography import amount, clean, grouped, long_date, short_date
from relance.adapters.rendering.words.values import LONGEST_NUMBER, days, one_transfer, values_of
from relance.domain.billing import Address
from relance.domain.channels import NOTICES, Channel
from relance.domain.creditor import Creditor
from relance.domain.document import Document
from relance.domain.money import Money
from relance.domain.statement import Balance, Line, Statement

__all__ = ["Row", "Table", "Total", "View", "address_lines"]


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice of a table. `note` holds the buyer's own references."""

    number: str
    note: str
    issued: str
    due: str
    late: str
    total: str
    settled: str
    left: str


@dataclass(frozen=True, slots=True)
class Table:
    """Invoices of one sort, with their sums."""

    title: str
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    shows_delay: bool


@dataclass(frozen=True, slots=True)
class View:
    """What letter, mail and text message are made of."""

    language: str
    labels: Labels
    reference: str
    creditor: Creditor
    debtor_name: str
    debtor_lines: tuple[str, ...]
    town_lines: int
    """How many of the last lines name town and country."""
    customer_id: str
    siren: str
    place_and_date: str
    today: str
    tables: tuple[Table, ...]
    text_name: TextName
    mode: str
    """How the letter travels."""
    registered: bool
    """Whether it is numbered, as what a carrier must be able to find again."""
    signed_by_hand: bool
    """Whether people may take a pen to it before it goes."""
    sums: Sums | None
    annex: Annex | None
    schedule: Schedule | None
    enclosures: tuple[str, ...]
    transfer: Money | None
    """What one transfer pays: the sum asked, or a plan's first instalment; None where there are several."""
    transfer_caption: str
    values: dict[str, Any]
    """For the texts: policies.grammar.VARIABLES."""

    @classmethod
    def of(cls, statement: Statement, creditor: Creditor, reference: str) -> View:
        """Raises RejectedError for a statement that lists no invoice of the sort it is about."""
        debtor = statement.debtor
        language = debtor.language if debtor.language in LANGUAGES else LANGUAGES[0]
        labels = LABELS[language]
        today = long_date(statement.day, language)
        transfer = one_transfer(statement)
        return cls(
            language=language,
            labels=labels,
            reference=reference,
            creditor=creditor,
            debtor_name=clean(debtor.legal_name),
            debtor_lines=address_lines(debtor.address),
            town_lines=1 if debtor.address.country == "FR" else 2,
            customer_id=clean(debtor.customer_id, LONGEST_NUMBER),
            siren=grouped(debtor.siren, 3) if debtor.siren else "",
            place_and_date=labels.place_and_date.format(place=creditor.address.city, date=today),
            today=today,
            tables=_tables(statement, labels, language),
            text_name=TextName(language, statement.document, debtor.kind, statement.tone),
            mode=sending_mode(statement, language),
            registered=statement.document is Document.FORMAL_NOTICE or sending_channel(statement) in NOTICES,
            signed_by_hand=sending_channel(statement) is Channel.REGISTERED,
            sums=sums_of(statement, language),
            annex=annex_of(statement, language),
            schedule=schedule_of(statement.agreement, language),
            enclosures=enclosures(statement, language),
            transfer=transfer,
            transfer_caption=labels.code_caption.format(amount=amount(transfer, language)) if transfer else "",
            values=values_of(statement, creditor, reference, language),
        )


def address_lines(address: Address) -> tuple[str, ...]:
    """As on an envelope: lines, postal code and town, country abroad."""
    town = clean(f"{address.postal_code} {address.city}")
    abroad = (COUNTRIES.get(address.country, address.country),) if address.country != "FR" else ()
    return (*(line for raw in address.lines if (line := clean(raw))), town, *abroad)


def _tables(statement: Statement, labels: Labels, language: str) -> tuple[Table, ...]:
    notice = statement.document is Document.PRE_DUE_NOTICE
    late = Table(
        title=labels.past_due_beside_a_notice if notice else labels.overdue_table,
        rows=tuple(_row(line, labels, language) for line in statement.overdue),
        totals=tuple(t for b in statement.balances for t in _late_totals(b, labels, language)),
        shows_delay=not notice,
    )
    later = Table(
        title=labels.upcoming_table,
        rows=tuple(_row(line, labels, language) for line in statement.upcoming),
        totals=tuple(t for b in statement.balances for t in _later_totals(b, labels, language, claims=notice)),
        shows_delay=False,
    )
    # What the letter is about comes first.
    ordered = (later, late) if notice else (late, later)
    return tuple(table for table in ordered if table.rows)


def _late_totals(balance: Balance, labels: Labels, language: str) -> list[Total]:
    if balance.overdue.cents == 0:
        return []
    claimed = Total(labels.claimed, amount(balance.claimed, language), strong=True)
    if balance.unapplied.cents == 0:
        return [claimed]
    return [
        Total(labels.overdue_total, amount(balance.overdue, language)),
        Total(labels.unapplied, "−" + amount(balance.unapplied, language)),
        claimed,
    ]


def _later_totals(balance: Balance, labels: Labels, language: str, *, claims: bool) -> list[Total]:
    if balance.upcoming.cents == 0:
        return []
    total = Total(labels.upcoming_total, amount(balance.upcoming, language), strong=claims)
    if not claims or balance.upcoming_claimed == balance.upcoming:
        return [total]
    left_over = balance.upcoming - balance.upcoming_claimed
    return [
        Total(total.label, total.amount),
        Total(labels.unapplied, "−" + amount(left_over, language)),
        Total(labels.upcoming_claimed, amount(balance.upcoming_claimed, language), strong=True),
    ]


def _row(line: Line, labels: Labels, language: str) -> Row:
    buyer = ((labels.order, line.purchase_order), (labels.engagement, line.engagement_number))
    return Row(
        number=clean(line.invoice_id, LONGEST_NUMBER),
        note=" · ".join(f"{name} {clean(value, LONGEST_NUMBER)}" for name, value in buyer if value),
        issued=short_date(line.issued_on),
        due=short_date(line.due_on),
        late=days(line.days_late, labels),
        total=amount(line.total, language),
        settled=amount(line.paid + line.credited, language) if (line.paid + line.credited).cents else "–",
        left=amount(line.outstanding, language),
    )
