"""What a mail shows, before it is HTML or plain text: both are written from this, so both say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from relance.adapters.policies.texts import BOLD
from relance.adapters.rendering.mail.words import WORDS, MailWords
from relance.adapters.rendering.paper.frame import legal_identity
from relance.adapters.rendering.paper.letter import paragraphs
from relance.adapters.rendering.words.claim_labels import CLAIM_LABELS
from relance.adapters.rendering.words.claim_view import Schedule, Sums, Total
from relance.adapters.rendering.words.typography import NBSP, grouped
from relance.adapters.rendering.words.view import Row, Table, View
from relance.domain.document import Document

ALL: Final = 10_000
BROAD: Final = 16
"""Letters of a name beside which a date and an amount still fit on a phone."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the facts at the head of the mail."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing, such as an invoice."""

    name: str
    note: str
    day: str
    day_note: str
    amount: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A titled table of three columns, or of sums alone."""

    title: str
    columns: tuple[str, ...] = ()
    """Name, day, the day's note, amount; none: no heading."""
    entries: tuple[Entry, ...] = ()
    more: str = ""
    """What is left out."""
    totals: tuple[Total, ...] = ()
    remark: str = ""

    @property
    def broad(self) -> bool:
        """Whether a phone has no room for three columns: then each entry stands on two lines."""
        return any(len(entry.name) > BROAD or len(entry.note) > 2 * BROAD for entry in self.entries)


@dataclass(frozen=True, slots=True)
class MailPage:
    """The words of a mail in their order."""

    view: View
    words: MailWords
    subject: str
    preheader: str
    notice: str
    """Of a trial; else empty."""
    figures: tuple[Figure, ...]
    body: tuple[str, ...]
    """Paragraphs, with bold marks."""
    listings: tuple[Listing, ...]
    payment: tuple[tuple[str, str], ...]
    closing: str
    identity: tuple[str, ...]


def page_of(view: View, written: Mapping[str, str], *, specimen: bool, most_rows: int = ALL) -> MailPage:
    """`written` are the texts of the mail, set; `most_rows` the invoices shown of each table."""
    words = WORDS[view.language]
    subject = _one_line(written["subject"])
    return MailPage(
        view=view,
        words=words,
        subject=f"[{view.labels.specimen}] {subject}" if specimen else subject,
        preheader=_one_line(written["preheader"]),
        notice=view.labels.specimen_notice if specimen else "",
        figures=_figures(view, words),
        body=tuple(paragraphs(written["body"])),
        listings=tuple(_listings(view, words, most_rows)),
        payment=_payment(view),
        closing=written["closing"].replace(BOLD, ""),
        identity=legal_identity(view.creditor, view.language),
    )


def _one_line(text: str) -> str:
    return " ".join(text.replace(BOLD, "").split("\n"))


def _figures(view: View, words: MailWords) -> tuple[Figure, ...]:
    values = view.values
    match view.text_name.document:
        case Document.PRE_DUE_NOTICE:
            pairs = ((words.to_plan, "amount"), (words.first_due if values["several"] else words.due, "due_on"))
        case Document.INSTALMENT_PLAN:
            pairs = ((words.agreed_sum, "plan_total"), (words.first_instalment, "first_instalment_on"))
        case Document.FORMAL_NOTICE:
            pairs = ((words.to_pay, "total_claimed"), (words.deadline, "answer_by"))
        case _:
            pairs = ((words.to_pay, "amount"), (words.answer, "answer_by"))
    return tuple(Figure(label, values[key]) for label, key in pairs)


def _listings(view: View, words: MailWords, most_rows: int) -> list[Listing]:
    """Instalments first where there are some; what the law adds, beside the invoices that it is added to."""
    about, *others = [_invoices(view, words, table, most_rows) for table in view.tables]
    plan = [_instalments(view.schedule, view.language)] if view.schedule else []
    sums = [_sums(view, view.sums, words)] if view.sums else []
    return [*plan, about, *sums, *others]


def _instalments(schedule: Schedule, language: str) -> Listing:
    labels = CLAIM_LABELS[language]
    number, day, amount, _ = labels.schedule_columns
    entries = [Entry(n, "", due, "", part) for n, due, part, _ in schedule.rows]
    return Listing(labels.schedule, (number, day, "", amount), tuple(entries), totals=(schedule.total,))


def _sums(view: View, sums: Sums, words: MailWords) -> Listing:
    """A reminder says that it does not ask for them; how they come about is in both cases said."""
    informs = view.text_name.document not in (Document.FORMAL_NOTICE, Document.INSTALMENT_PLAN)
    said = [words.not_asked] if informs else []
    said += [words.rates.format(rates=view.values["rates"])] if view.values["rates"] else []
    return Listing(sums.title, totals=sums.totals, remark=" ".join(said))


def _invoices(view: View, words: MailWords, table: Table, most_rows: int) -> Listing:
    columns = view.labels.columns
    hidden = max(len(table.rows) - most_rows, 0)
    return Listing(
        title=table.title,
        columns=(columns[0], columns[2], columns[3] if table.shows_delay else "", columns[6]),
        entries=tuple(_entry(row, shows_delay=table.shows_delay) for row in table.rows[:most_rows]),
        more="" if not hidden else words.one_more if hidden == 1 else words.many_more.format(count=hidden),
        totals=table.totals,
    )


def _entry(row: Row, *, shows_delay: bool) -> Entry:
    return Entry(row.number, row.note, row.due, row.late if shows_delay else "", row.left)


def _payment(view: View) -> tuple[tuple[str, str], ...]:
    creditor, labels = view.creditor, view.labels
    return (
        (labels.holder, creditor.legal_name),
        # Spaces that may break, and that a bank's form takes when they are pasted.
        ("IBAN", grouped(creditor.iban, 4).replace(NBSP, " ")),
        ("BIC", creditor.bic),
        (labels.quote, view.reference),
    )
