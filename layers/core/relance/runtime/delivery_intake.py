"""From a message of the delivery queue to a tracked fact, or to quarantine."""

from __future__ import annotations

from dataclasses import dataclass

from relance.adapters.delivery_events import delivery_fact
from relance.domain.errors import InvalidRecordError
from relance.domain.record import Quarantined
from relance.ports.ledger import Quarantine
from relance.ports.outside import Clock, Figures
from relance.service.following.alarming import count_for
from relance.service.following.track_delivery import TrackDelivery, Tracked

SOURCE = "delivery"


@dataclass(frozen=True, slots=True)
class DeliveryIntake:
    """The border where a provider's words are read."""

    tracker: TrackDelivery
    quarantine: Quarantine
    clock: Clock
    figures: Figures

    def take(self, message_id: str, body: str) -> str:
        """Track the fact; an event that cannot be read is kept whole with its reason."""
        try:
            fact = delivery_fact(body)
        except InvalidRecordError as error:
            entry = Quarantined(SOURCE, message_id, tuple(error.breaches), body[:100_000], self.clock.now())
            self.quarantine.put(entry)
            self.figures.count("RecordsQuarantined", Source=SOURCE)
            return "QUARANTINED"
        if fact is None:
            return str(Tracked.UNMATCHED)
        outcome = self.tracker.track(fact)
        if outcome is Tracked.RECORDED and not fact.mapped:
            count_for(self.figures, "UnmappedStatus", None)
        return str(outcome)
