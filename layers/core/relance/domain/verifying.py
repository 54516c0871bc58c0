"""Whether an account's evidence is whole: chain, rows, files, seals, in that order: each rests on the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from relance.domain.dossier import Dossier
from relance.domain.flaws import Finding, FlawError
from relance.domain.verifying_chain import verified_chain
from relance.domain.verifying_files import Checked, files_under_way, verify_files
from relance.domain.verifying_rows import verify_rows
from relance.domain.verifying_seals import SealsChecked, verify_seals


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was compared, and how much of it."""

    account_id: str
    events: int
    first_at: datetime | None
    last_at: datetime | None
    rows: int
    files: Checked
    under_way: int
    """Files of contacts that are being sent: compared with their rows, told by no event yet."""
    seals: SealsChecked
    unsealed_since: datetime | None
    """The first event that no seal holds yet; None: all are sealed."""

    @property
    def unsealed(self) -> int:
        """Events that no seal holds yet."""
        return self.events - self.seals.sealed


def verify(dossier: Dossier) -> Verdict | Finding:
    """Compare everything with everything: what was compared, or the first thing that is not as it should be."""
    try:
        return _verified(dossier)
    except FlawError as error:
        return error.finding


def _verified(dossier: Dossier) -> Verdict:
    record = dossier.rows.record
    chain = verified_chain(dossier.account_id, dossier.events, record.head if record else None)
    rows = verify_rows(chain, dossier.rows)
    files = verify_files(dossier, chain)
    seals = verify_seals(dossier, chain)
    return Verdict(
        account_id=dossier.account_id,
        events=len(chain),
        first_at=chain[0].at if chain else None,
        last_at=chain[-1].at if chain else None,
        rows=rows,
        files=files,
        under_way=len(files_under_way(dossier.rows)),
        seals=seals,
        unsealed_since=chain[seals.sealed].at if seals.sealed < len(chain) else None,
    )
