"""What became of a letter that people posted: told by a person, proved by what the post gave back, said to its case.

One vocabulary with the carriers' facts, folded in the same place: telling it twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from relance.domain.calendar import PARIS, civil_date
from relance.domain.channels import HOUSE
from relance.domain.contact import ContactRow, ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.errors import RejectedError
from relance.domain.proof import BY_HAND, ProofKind
from relance.ports.carriers import Proof
from relance.ports.following import NoticeWatcher
from relance.ports.ledger import Ledger
from relance.ports.outside import Clock
from relance.service.acts import check_name
from relance.service.following.keeping_proofs import KeepProofs
from relance.service.following.track_delivery import TrackDelivery, Tracked

MEDIA_TYPES: Final[Mapping[bytes, str]] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n": "image/png",
}
"""By how a file of each begins."""
MOST_BYTES: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Received:
    """What was recorded."""

    row: ContactRow
    status: DeliveryStatus
    news: bool
    """False: it was told before."""
    proof_is_news: bool = False


@dataclass(frozen=True, slots=True)
class PostedByHand:
    """Refusals are in French, for whoever typed the request."""

    ledger: Ledger
    tracker: TrackDelivery
    proofs: KeepProofs
    watcher: NoticeWatcher
    clock: Clock

    def receive(
        self, reference: str, fate: str, on: date, *, by: str, presented: date | None = None, scan: bytes | None = None
    ) -> Received:
        """Record what became of a letter on a day, and the day of its first presentation where it is known.

        `fate` is a word of BY_HAND. The proof first: a case that hears of the fact finds it there.
        """
        check_name(by)
        row = self._row(reference)
        _check_day("--on", on, row.day, civil_date(self.clock.now()))
        if presented is not None:
            _check_day("--presented", presented, row.day, on)
        status, kind = BY_HAND[fate]
        kept = self._keep(row, kind, scan, by) if scan is not None else False
        if presented is not None:
            self._tell(row, DeliveryStatus.PRESENTED, presented, by)
        return Received(row, status, self._tell(row, status, on, by), kept)

    def _tell(self, row: ContactRow, status: DeliveryStatus, on: date, by: str) -> bool:
        """Whether it was news. The case is told again all the same: a crash may have come in between."""
        at = min(datetime.combine(on, time(12), PARIS), self.clock.now())
        fact = DeliveryFact(
            account_id=row.account_id,
            day=row.day,
            attempt=row.attempt,
            kind=status.value,
            status=status,
            at=at,
            event_id=f"{HOUSE}|{row.reference}|{status}|{on}",
            message_id=row.message_id,
            carrier=HOUSE,
            told_by=by,
        )
        told = self.tracker.track(fact)
        if row.case_id is not None:
            self.watcher.notice_moved(row.account_id, row.case_id, status, at)
        return told is Tracked.RECORDED

    def _row(self, reference: str) -> ContactRow:
        place = self.ledger.contact_of(reference)
        newest = self.ledger.contact(*place) if place else None
        attempts = (newest, *newest.handed_over) if newest else ()
        row = next((attempt for attempt in attempts if attempt.reference == reference), None)
        if row is None:
            raise RejectedError(f"référence : {reference} n'est pas celle d'une lettre")
        if row.carrier != HOUSE:
            raise RejectedError(f"référence : {reference} n'est pas postée par vos soins, son transporteur en répond")
        if row.state is not ContactState.SENT:
            raise RejectedError(f"référence : {reference} n'est pas partie ({row.state})")
        return row

    def _keep(self, row: ContactRow, kind: ProofKind, scan: bytes, by: str) -> bool:
        media_type = next((known for start, known in MEDIA_TYPES.items() if scan.startswith(start)), None)
        if media_type is None:
            raise RejectedError("--proof : un PDF, un JPEG ou un PNG est attendu")
        if len(scan) > MOST_BYTES:
            raise RejectedError(f"--proof : {len(scan)} octets, {MOST_BYTES} au plus")
        name = hashlib.sha256(f"{HOUSE}|{kind}|{hashlib.sha256(scan).hexdigest()}".encode()).hexdigest()
        return self.proofs.take(row, Proof(kind, media_type, scan), name, actor=by)


def _check_day(field: str, day: date, first: date, last: date) -> None:
    if not first <= day <= last:
        raise RejectedError(f"{field} : attend un jour entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}")
