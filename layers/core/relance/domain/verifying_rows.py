"""The rows beside the chain: each hashes to what the last event that wrote it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance.domain.dossier import FoundRows
from relance.domain.flaws import Flaw, FlawError
from relance.domain.rows import ACCOUNT, CASE, CONTACT, account_hash, case_hash, contact_hash
from relance.domain.verifying_chain import ReadEvent


def verify_rows(chain: Sequence[ReadEvent], rows: FoundRows) -> int:
    """How many rows were compared. Raises FlawError at the first that is not as it was written."""
    if rows.unreadable:
        raise FlawError(Flaw.ROW_UNREADABLE, rows.unreadable[0])
    told = {name: (event.seq, digest) for event in chain for name, digest in event.rows.items()}
    found = dict(_hashes(rows))
    for name, digest in found.items():
        if name not in told:
            raise FlawError(Flaw.ROW_UNTOLD, name, found=digest)
        if digest != told[name][1]:
            raise FlawError(Flaw.ROW_CHANGED, name, expected=told[name][1], found=digest)
    if missing := sorted(set(told) - set(found)):
        raise FlawError(Flaw.ROW_MISSING, missing[0], expected=told[missing[0]][1])
    if rows.astray:
        raise FlawError(Flaw.ROW_ASTRAY, rows.astray[0])
    return len(found)


def _hashes(rows: FoundRows) -> Iterator[tuple[str, str]]:
    """Of an account without events nothing was ever told."""
    if rows.record is not None and rows.record.head.seq:
        yield ACCOUNT, account_hash(rows.record)
    for contact in rows.contacts:
        yield CONTACT + contact.day.isoformat(), contact_hash(contact)
    for case in rows.cases:
        yield CASE + case.case_id, case_hash(case)
