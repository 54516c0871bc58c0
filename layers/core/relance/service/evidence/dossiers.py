"""Gathering an account's evidence from where it lies: ledger, archive and evidence bucket. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relance.domain.calendar import civil_date
from relance.domain.dossier import Certified, Dossier
from relance.domain.errors import RejectedError
from relance.ports.dossiers import LedgerCopies, LedgerCopy
from relance.ports.evidence import Evidence, StampVerifier
from relance.ports.outside import Clock
from relance.ports.sealing import SealBook
from relance.ports.storage import Archive
from relance.service.evidence.fetching import or_none, side_by_side
from relance.service.evidence.finding_seals import SealFinder


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Reads everything; needs no permission to write."""

    copies: LedgerCopies
    archive: Archive
    evidence: Evidence
    book: SealBook
    verifier: StampVerifier
    clock: Clock

    def gather(self, account_id: str) -> tuple[Dossier, LedgerCopy]:
        """The account's evidence, with its rows as they lie there. Raises RejectedError for an unknown account."""
        # The seals first: one that is made meanwhile would hold events that the copy has not.
        state = self.book.read()
        seals = SealFinder(self.evidence, state, civil_date(self.clock.now())).find(account_id)
        copy = self.copies.copy(account_id)
        if not copy.items and not copy.events:
            raise RejectedError(f"client : {account_id} n'est pas connu")
        dossier = Dossier(
            account_id=account_id,
            events=copy.events,
            rows=copy.rows,
            bodies=self._bodies,
            seals=seals,
            last_seal=state.last,
            last_stamps=state.stamps,
            judge=self._judge,
        )
        return dossier, copy

    def _judge(self, token: bytes, sha256: bytes) -> Certified:
        stamp = self.verifier.verify(token, sha256)
        return Certified(stamp.at, stamp.authority)

    def _bodies(self, keys: Sequence[str]) -> Iterator[bytes | None]:
        return side_by_side(self._body, keys)

    def _body(self, key: str) -> bytes | None:
        """Letters and messages lie in the archive, proofs and certified facts among the evidence."""
        found = or_none(self.archive.get, key)
        return found if found is not None else or_none(self.evidence.read, key)
