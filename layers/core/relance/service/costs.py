"""What sending cost: the ledger's rows of a month, and a carrier's invoice held against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from relance.domain.carrier_invoice import Billed, Compared, compare, names_of
from relance.domain.contact import ContactRow
from relance.ports.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Costs:
    """Reads only."""

    ledger: Ledger
    carriers: tuple[str, ...]
    """Every carrier's name: an invoice may know a letter by its carrier's own id only."""

    def rows(self, months: Iterable[str]) -> list[ContactRow]:
        """What was sent in these months ("2026-03") and has a cost, in their order."""
        return [row for month in months for row in self.ledger.costs(month)]

    def check(self, month: str, invoice: Sequence[Billed], carriers: Iterable[str] = ()) -> Compared:
        """A carrier's invoice of a month, line by line; letters of other months that it names are found too."""
        rows = self.rows([month])
        known = {name for row in rows for name in names_of(row)}
        strange = dict.fromkeys(billed.reference for billed in invoice if billed.reference not in known)
        others = [row for name in strange if (row := self._letter(name)) is not None]
        return compare(rows, invoice, others=others, carriers=carriers)

    def _letter(self, name: str) -> ContactRow | None:
        for found in self._places(name):
            row = self.ledger.contact(*found) if found else None
            attempts = (row, *row.handed_over) if row else ()
            if letter := next((a for a in attempts if name in names_of(a)), None):
                return letter
        return None

    def _places(self, name: str) -> Iterator[tuple[str, date] | None]:
        yield self.ledger.contact_of(name)
        for carrier in self.carriers:
            yield self.ledger.contact_of_letter(carrier, name)
