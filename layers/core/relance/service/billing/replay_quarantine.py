"""Quarantined records tried again, on a person's word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from relance.domain.calendar import civil_date
from relance.domain.errors import InvalidRecordError, RejectedError, TransientError
from relance.domain.record import Quarantined
from relance.ports.billing import BillingBook, BillingChange
from relance.ports.ledger import Quarantine
from relance.ports.outside import Clock
from relance.service.billing.project_invoice import InvoiceProjector
from relance.service.billing.quarantine import SOURCE, names_in

Breaches = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """An entry tried again: freed, or what is still wrong with it."""

    entry: Quarantined
    freed: bool
    breaches: Breaches = ()


@dataclass(frozen=True, slots=True)
class QuarantineReplay:
    """Billing's records are read again from the table; others are taken from the body that was kept."""

    quarantine: Quarantine
    billing: BillingBook
    projector: InvoiceProjector
    clock: Clock
    takers: Mapping[str, Callable[[str], None]] = field(default_factory=dict)
    """For sources other than billing: takes the kept body, or raises RejectedError."""

    def replay(self, entries: Iterable[Quarantined]) -> Iterator[Replayed]:
        """Try each entry again. Raises TransientError when nothing can be said now."""
        for entry in entries:
            breaches = self._billing(entry) if entry.source == SOURCE else self._other(entry)
            yield Replayed(entry, freed=not breaches, breaches=breaches)

    def _billing(self, entry: Quarantined) -> Breaches:
        change = BillingChange(self.billing.record(*names_in(entry)))
        projection = self.projector.apply([change], day=civil_date(self.clock.now()))
        if projection.failed:
            raise TransientError(projection.reasons[0])
        left = self.quarantine.get(entry.source, entry.key)
        return left.breaches if left else ()

    def _other(self, entry: Quarantined) -> Breaches:
        taker = self.takers.get(entry.source)
        if taker is None:
            return (("source", f"nothing takes records from {entry.source} again"),)
        try:
            taker(entry.body)
        except InvalidRecordError as error:
            return tuple(error.breaches)
        except RejectedError as error:
            return (("record", str(error)),)
        self.quarantine.release(entry.source, entry.key)
        return ()
