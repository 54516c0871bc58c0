"""The certificate of any tracked letter, for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.contact import ContactRow
from relance.domain.errors import RejectedError
from relance.domain.tracked_letter import certificate_name
from relance.ports.outside import Clock
from relance.service.tracked.certifying import Certifying


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate as it is given."""

    row: ContactRow
    pdf: bytes
    kept: bool
    """Whether it is the one in the evidence bucket; else it was written for the asking."""


@dataclass(frozen=True, slots=True)
class CertificatesOnDemand:
    """Changes nothing, and keeps nothing."""

    certifying: Certifying
    clock: Clock

    def of(self, reference: str) -> Certified:
        """The certificate of the letter of a reference. Raises RejectedError, in French, where there is none."""
        ledger = self.certifying.facts.ledger
        place = ledger.contact_of(reference)
        newest = ledger.contact(*place) if place else None
        attempts = (newest, *newest.handed_over) if newest else ()
        row = next((attempt for attempt in attempts if attempt.reference == reference), None)
        if row is None or not row.tracked:
            raise RejectedError(f"référence : {reference} n'est pas celle d'un courrier suivi électronique")
        kept = certificate_name(row.tracked) in {proof.name for proof in row.proofs}
        return Certified(row, self.certifying.certificate(row, self.clock.now()), kept)
