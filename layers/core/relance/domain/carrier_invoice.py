"""A carrier's invoice against what we know to have sent: line by line, so that each difference has a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from relance.domain.contact import ContactRow


@dataclass(frozen=True, slots=True)
class Billed:
    """One line of the invoice, before VAT."""

    line: int
    """Where it stands in the file, from 1."""
    reference: str
    """Ours, or the carrier's own id of the letter."""
    micros: int


class Disagreement(StrEnum):
    """What is wrong with a line."""

    ONLY_BILLED = "ONLY_BILLED"
    """We know of no such letter."""
    ONLY_HERE = "ONLY_HERE"
    """We sent it, and the invoice does not say so."""
    OTHER_AMOUNT = "OTHER_AMOUNT"
    TWICE = "TWICE"
    """The invoice names the letter more than once."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing to ask the carrier about. Amounts in micros; None where there is no such side."""

    why: Disagreement
    reference: str
    here: int | None
    billed: int | None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The outcome; `agreed` letters have the same amount on both sides."""

    carriers: tuple[str, ...]
    agreed: int
    here: int
    """All that we count of the period for these carriers, and for what else the invoice names, in micros."""
    billed: int
    """All that the invoice counts."""
    differences: tuple[Difference, ...]


def compare(
    rows: Sequence[ContactRow],
    invoice: Sequence[Billed],
    *,
    others: Sequence[ContactRow] = (),
    carriers: Iterable[str] = (),
) -> Compared:
    """The invoice of some carriers against our rows of its period; of those whose letters it names, where none is said.

    `others`: letters of other periods that the invoice names.
    """
    posted = (row for row in (*others, *rows) if row.carrier)
    known = {name: row for row in posted for name in names_of(row)}
    named = tuple(sorted(carriers)) or tuple(sorted({_carrier(known[b.reference]) for b in invoice if _in(known, b)}))
    ours = [row for row in rows if row.carrier in named]
    found = [*_of_the_invoice(known, invoice), *_unbilled(ours, invoice)]
    wrong = {difference.reference for difference in found}
    letters = {known[b.reference].reference for b in invoice if _in(known, b)}
    agreed = len(letters - wrong)
    counted = {row.reference: _cost(row) for row in (*ours, *others)}
    return Compared(named, agreed, sum(counted.values()), sum(b.micros for b in invoice), tuple(found))


def _of_the_invoice(known: dict[str, ContactRow], invoice: Sequence[Billed]) -> list[Difference]:
    found: list[Difference] = []
    letters: dict[str, list[Billed]] = {}
    for billed in invoice:
        if row := known.get(billed.reference):
            letters.setdefault(row.reference, []).append(billed)
        else:
            found.append(Difference(Disagreement.ONLY_BILLED, billed.reference, None, billed.micros, billed.line))
    for reference, lines in letters.items():
        found += _of_a_letter(reference, _cost(known[lines[0].reference]), lines)
    return sorted(found, key=lambda difference: difference.line or 0)


def _of_a_letter(reference: str, cost: int, lines: Sequence[Billed]) -> Iterator[Difference]:
    """A letter may be billed in parts, and be credited: only what it comes to must be its cost."""
    net = sum(billed.micros for billed in lines)
    if net == cost:
        return
    if any(billed.micros < 0 for billed in lines):
        yield Difference(Disagreement.OTHER_AMOUNT, reference, cost, net, lines[-1].line)
        return
    for place, billed in enumerate(lines):
        if place:
            yield Difference(Disagreement.TWICE, reference, cost, billed.micros, billed.line)
        elif billed.micros != cost:
            yield Difference(Disagreement.OTHER_AMOUNT, reference, cost, billed.micros, billed.line)


def names_of(row: ContactRow) -> frozenset[str]:
    """What an invoice may call a letter: by our reference, or by the carrier's own."""
    return frozenset(name for name in (row.reference, row.message_id) if name)


def _unbilled(ours: Iterable[ContactRow], invoice: Sequence[Billed]) -> list[Difference]:
    named = {billed.reference for billed in invoice}
    return [
        Difference(Disagreement.ONLY_HERE, row.reference, _cost(row), None)
        for row in ours
        if named.isdisjoint(names_of(row))
    ]


def _in(known: dict[str, ContactRow], billed: Billed) -> bool:
    return billed.reference in known


def _carrier(row: ContactRow) -> str:
    return row.carrier or ""


def _cost(row: ContactRow) -> int:
    return row.cost.micros if row.cost else 0
