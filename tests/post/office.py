"""Relance in memory, its letters over HTTP through the real adapters to the pretended carriers, on one movable clock.

The first reminder of Boulangerie Martin goes on Monday 2 February 2026 by the one channel that the plan has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache

from local.carriers.papers import proof_pdf
from relance.domain.calendar import civil_date
from relance.domain.canonical import canonical_json
from relance.domain.contact import ContactRow
from relance.domain.statement import Statement
from relance.ports.carriers import Carriers, LetterCarrier, Service
from relance.ports.rendering import InvoiceFile, Renderer
from tests.builders import customer_item, invoice_item, record
from tests.carriers.suite import Rig
from tests.fakes.plans import posted
from tests.world import MONDAY, PlainRenderer, World

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


class PdfRenderer(PlainRenderer):
    """Real PDFs, as carriers want them."""

    def letter(self, statement: Statement, *, reference: str, copies: Sequence[InvoiceFile] = ()) -> bytes:
        return _pdf(reference, statement.hash)


@cache
def _pdf(reference: str, statement_hash: str) -> bytes:
    return proof_pdf(f"Relance {reference}", {"empreinte": statement_hash}, datetime(2026, 2, 2, tzinfo=UTC))


@dataclass
class Connecting:
    """The carriers as new containers find them: no adapter remembers the one before."""

    rigs: Mapping[str, Rig]

    def get(self, name: str) -> LetterCarrier:
        return self.rigs[name].connect()


class Office(World):
    """A world whose letters leave for the carriers of `rigs`, the cheapest first."""

    def __init__(self, rigs: Mapping[str, Rig], service: Service) -> None:
        super().__init__()
        self.rigs = rigs
        self.plans = posted(service, *rigs)
        for rig in rigs.values():
            rig.fake.now = self.clock.now
        self.billing.put_all([customer_item(), invoice_item()])
        self.knows(record())

    @property
    def wrapped_carriers(self) -> Carriers:
        return Connecting(self.rigs)

    @property
    def renderer(self) -> Renderer:
        return PdfRenderer()

    # ------------------------------------------------------------------------------- the acts

    def live(self, *, days: int = 3) -> None:
        """Monday morning and some days more: runs, sweeps, and every message delivered twice.

        Every quarter of an hour until noon, then hourly: an hour of silence has to pass before anybody is asked.
        """
        self.clock.go_to(MONDAY, time(8, 30))
        self.live_on(days=days)

    def live_on(self, *, days: int) -> None:
        """The same from now on."""
        noon, end = self.clock.now() + timedelta(hours=3, minutes=30), self.clock.now() + timedelta(days=days)
        while self.clock.now() < end:
            self.plan(civil_date(self.clock.now()))
            self.drain(copies=2)
            self.sweeper.sweep()
            self.drain(copies=2)
            self.clock.advance(QUARTER if self.clock.now() < noon else HOUR)

    # ---------------------------------------------------------------------------- what is seen

    def rows(self) -> list[ContactRow]:
        """Every attempt that a carrier may have been given."""
        return [each for row in self.ledger.contacts("C-1") for each in (row, *row.handed_over)]

    def paid(self) -> int:
        """How many letters will be on the carriers' invoices, under any reference that there could be."""
        return sum(
            rig.fake.paid(replace(row, attempt=attempt).reference)
            for rig in self.rigs.values()
            for row in self.ledger.contacts("C-1")
            for attempt in range(1, row.attempt + 1)
        )

    def for_a_person(self) -> int:
        """Contacts that the last sweep left to a person."""
        return int(self.figures.gauges["ContactsForAPerson", ()])

    def written(self) -> str:
        """Everything that Relance wrote anywhere."""
        rows = [canonical_json(row) for row in self.ledger.contacts("C-1")]
        events = [json.dumps(e.data) for e in self.ledger.events("C-1")]
        files = [body.decode("latin-1") for body in self.archive.files.values()]
        return "\n".join([*rows, *events, *files, repr(self.figures)])
