"""What the ledger says that letters cost, held line by line against what their carriers ask for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from local.carriers.host import CarrierHost
from local.story.checks import StoryBrokenError
from relance.domain.contact import ContactRow
from relance.ports.ledger import Ledger

MICROS_IN_A_CENT = 10_000


@dataclass(frozen=True, slots=True)
class BillLine:
    """One letter on a carrier's invoice, with what the ledger keeps of it."""

    reference: str
    account_id: str
    channel: str
    day: date
    cents: int
    source: str
    """Whose price the ledger took: the carrier's own answer, or the configured one."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A month at one carrier: ledger and invoice agree on every line."""

    carrier: str
    month: str
    lines: tuple[BillLine, ...]

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class Small:
    """What went through AWS itself in a month, by channel."""

    month: str
    channel: str
    contacts: int
    micros: int


def bills(host: CarrierHost, ledger: Ledger, months: Sequence[str]) -> list[Bill]:
    """Every invoice, checked. Raises StoryBrokenError for a line that is on one side only, or differs."""
    found = []
    for month in months:
        rows = [row for row in ledger.costs(month) if row.carrier]
        for name in host.desks:
            ours = {row.reference: row for row in rows if row.carrier == name}
            found.append(Bill(name, month, tuple(_agreed(name, month, ours, host.invoice(name, month)))))
        if strangers := {row.carrier for row in rows} - set(host.desks):
            raise StoryBrokenError(f"{month}: costs of {strangers}, who sends no invoice")
    return [bill for bill in found if bill.lines]


def _agreed(carrier: str, month: str, ours: dict[str, ContactRow], invoice: str) -> Iterator[BillLine]:
    for line in csv.DictReader(io.StringIO(invoice)):
        row, euros = ours.pop(line["reference"], None), line["amount"]
        asked = int(euros.replace(".", ""))
        if row is None or row.cost is None or row.cost.micros != asked * MICROS_IN_A_CENT:
            known = row.cost if row else "nothing"
            raise StoryBrokenError(f"{carrier}, {month}: asks {euros} for {line['reference']}, the ledger has {known}")
        yield BillLine(row.reference, row.account_id, str(row.channel), row.day, asked, row.cost.source)
    if ours:
        raise StoryBrokenError(f"{carrier}, {month}: never invoiced {', '.join(sorted(ours))}")


def small_costs(ledger: Ledger, months: Iterable[str]) -> list[Small]:
    """Mails and text messages, and our own tracked letters."""
    counted: dict[tuple[str, str], list[int]] = {}
    for month in months:
        for row in ledger.costs(month):
            if not row.carrier and row.cost is not None:
                counted.setdefault((month, str(row.channel)), []).append(row.cost.micros)
    return [Small(month, channel, len(each), sum(each)) for (month, channel), each in sorted(counted.items())]
