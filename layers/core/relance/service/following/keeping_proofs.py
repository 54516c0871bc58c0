"""A letter's proofs: fetched the moment they exist, locked away, told on the timeline, each once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from relance.domain import events
from relance.domain.contact import ContactRow, KeptProof
from relance.domain.errors import ConflictError, TransientError
from relance.domain.events import NewEvent
from relance.ports.carriers import Proof, ProofExpiredError, ProofOffer
from relance.ports.evidence import Evidence
from relance.ports.ledger import AlreadyRecordedError, Ledger
from relance.ports.outside import Clock, Figures
from relance.service.contacts.contact_book import TRIES
from relance.service.following.alarming import count_for
from relance.service.following.asking import Asking, UnansweredError

ACTOR: Final = "follow_letter"
EXTENSIONS: Final = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/json": "json",
    "application/xml": "xml",
    "image/jpeg": "jpg",
    "image/png": "png",
    "text/plain": "txt",
}


@dataclass(frozen=True, slots=True)
class KeepProofs:
    """Whatever a crash leaves, the next look finishes: a file that is kept already is the same file."""

    ledger: Ledger
    evidence: Evidence
    clock: Clock
    figures: Figures

    def keep(self, row: ContactRow, carrier: Asking, carrier_id: str) -> None:
        """Fetch what the carrier offers and we lack. A proof that cannot be had now stops none of the others.

        Raises UnansweredError, for one of them too, after the others.
        """
        unanswered: UnansweredError | None = None
        for offer in carrier.proofs(carrier_id):
            if self._kept(row, offer):
                continue
            try:
                self._fetch(row, carrier, offer)
            except UnansweredError as error:
                unanswered = error
        if unanswered is not None:
            raise unanswered

    def _kept(self, row: ContactRow, offer: ProofOffer) -> bool:
        """Read anew for each: another worker may be at the same letter."""
        current = self._current(row)
        return current is None or name_of(offer) in {proof.name for proof in current.proofs}

    def _fetch(self, row: ContactRow, carrier: Asking, offer: ProofOffer) -> None:
        try:
            proof = carrier.fetch(offer)
        except ProofExpiredError:
            self._lost(row, offer)
            return
        self.take(row, proof, name_of(offer))

    def take(self, row: ContactRow, proof: Proof, name: str, *, actor: str = ACTOR) -> bool:
        """Keep a proof in hand, and say whether it was news. `name`: as KeptProof."""
        digest = hashlib.sha256(proof.body).hexdigest()
        key = f"proofs/{row.reference}/{proof.kind}-{digest}.{_extension(proof)}"
        stored = self.evidence.keep(key, proof.body, media_type=proof.media_type)
        kept = KeptProof(proof.kind.value, stored, proof.media_type, self.clock.now(), name)
        news = self._commit(row, f"proof|{row.reference}|{name}", _kept_event(row, kept, actor), kept)
        if news:
            self.figures.count("ProofsKept", Carrier=row.carrier or "", Kind=kept.kind)
        return news

    def _lost(self, row: ContactRow, offer: ProofOffer) -> None:
        data = {"day": row.day.isoformat(), "reference": row.reference, "kind": offer.kind.value}
        event = NewEvent(events.PROOF_LOST, self.clock.now(), ACTOR, {**data, "carrier": row.carrier})
        if self._commit(row, f"lost|{row.reference}|{name_of(offer)}", event):
            count_for(self.figures, "ProofsLost", row.carrier)

    def _commit(self, row: ContactRow, once: str, event: NewEvent, kept: KeptProof | None = None) -> bool:
        """Whether it was news."""
        for _ in range(TRIES):
            record = self.ledger.load(row.account_id)
            newest = self.ledger.contact(row.account_id, row.day)
            current = newest.attempted(row.attempt) if newest else None
            if newest is None or current is None:
                return False
            changed = replace(current, proofs=(*current.proofs, kept)) if kept else current
            try:
                self.ledger.commit(record, record, events=[event], contact=newest.with_attempted(changed), once=once)
            except AlreadyRecordedError:
                return False
            except ConflictError:
                continue
            return True
        raise TransientError(f"{row.account_id} keeps changing")

    def _current(self, row: ContactRow) -> ContactRow | None:
        newest = self.ledger.contact(row.account_id, row.day)
        return newest.attempted(row.attempt) if newest else None


def name_of(offer: ProofOffer) -> str:
    """Equal for the same proof offered twice."""
    return hashlib.sha256(f"{offer.carrier_id}|{offer.kind}|{offer.locator}".encode()).hexdigest()


def _extension(proof: Proof) -> str:
    return EXTENSIONS.get(proof.media_type.partition(";")[0].strip().lower(), "bin")


def _kept_event(row: ContactRow, kept: KeptProof, actor: str) -> NewEvent:
    data = {
        "day": row.day.isoformat(),
        "reference": row.reference,
        "carrier": row.carrier,
        "kind": kept.kind,
        "key": kept.stored.key,
        "sha256": kept.stored.sha256,
    }
    return NewEvent(events.PROOF_KEPT, kept.fetched_at, actor, data)
