"""A carrier's invoice against what we know to have sent: line by line, so that each difference has a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """All that we count for these carriers, in micros."""
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
    agreed = sum(1 for b in invoice if _in(known, b) and known[b.reference].reference not in wrong)
    return Compared(named, agreed, sum(map(_cost, ours)), sum(b.micros for b in invoice), tuple(found))


def _of_the_invoice(known: dict[str, ContactRow], invoice: Sequence[Billed]) -> list[Difference]:
    found: list[Difference] = []
    seen: set[str] = set()
    for billed in invoice:
        row = known.get(billed.reference)
        reference = row.reference if row else billed.reference
        if row is None:
            found.append(Difference(Disagreement.ONLY_BILLED, reference, None, billed.micros, billed.line))
        elif reference in seen:
            found.append(Difference(Disagreement.TWICE, reference, _cost(row), billed.micros, billed.line))
        elif _cost(row) != billed.micros:
            found.append(Difference(Disagreement.OTHER_AMOUNT, reference, _cost(row), billed.micros, billed.line))
        seen.add(reference)
    return found


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
