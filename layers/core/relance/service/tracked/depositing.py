"""The deposit: what a letter holds is fixed, kept and certified before anybody is told of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.domain.canonical import canonical_json
from relance.domain.contact import ContactRow, KeptProof, LetterFact, StoredObject
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.domain.proof import ProofKind
from relance.domain.tracked_letter import Manifest, Part, with_fact, word_of
from relance.ports.evidence import Evidence, Stamper
from relance.ports.messaging import Attachment
from relance.ports.storage import Archive

JSON = "application/json"
TOKEN = "application/timestamp-reply"  # noqa: S105 a media type (RFC 3161, section 3.4)
HEAVIEST = 4 * 1024 * 1024
"""In bytes: a function answers with 6 MB at most, and base64 adds a third."""


class AlteredError(RejectedError):
    """A file is not the one that was kept."""


@dataclass(frozen=True, slots=True)
class Proving:
    """Facts as files that nobody can change, their times certified where an authority is set."""

    evidence: Evidence
    stamper: Stamper | None

    def prove(self, fact: LetterFact, folder: str, body: bytes) -> LetterFact:
        """The fact with its record and its certified time. Raises TransientError while the authority is silent."""
        name, digest = word_of(fact), hashlib.sha256(body)
        record = self.evidence.keep(f"{folder}{name}-{digest.hexdigest()}.json", body, media_type=JSON)
        if self.stamper is None:
            return replace(fact, record=record)
        stamp = self.stamper.stamp(digest.digest())
        key = f"{folder}{name}-{hashlib.sha256(stamp.token).hexdigest()}.tsr"
        token = self.evidence.keep(key, stamp.token, media_type=TOKEN)
        return replace(fact, record=record, token=token, certified_at=stamp.at, authority=stamp.authority)


@dataclass(frozen=True, slots=True)
class Depositing:
    """Letter and enclosures stay in the archive; the manifest names them by their hashes."""

    archive: Archive
    proving: Proving

    def store(self, row: ContactRow, letter: bytes, enclosures: Sequence[Attachment]) -> tuple[Part, ...]:
        """The files of the deposit, in the archive."""
        if row.letter is None:
            raise RejectedError("the letter was not written")
        parts = [Part(f"{row.reference}.pdf", row.letter, len(letter))]
        for number, enclosed in enumerate(enclosures, start=1):
            key = f"letters/{row.account_id}/{row.day}/{row.reference}-{number:03d}.pdf"
            stored = self.archive.put(key, enclosed.body, media_type=enclosed.media_type)
            parts.append(Part(_free(enclosed.name, [part.name for part in parts]), stored, len(enclosed.body)))
        return tuple(parts)

    def deposit(self, row: ContactRow, manifest: Manifest, at: datetime) -> ContactRow:
        """The row with its deposit. Raises TransientError while the authority is silent: no notice goes before."""
        fact = LetterFact(DeliveryStatus.SENT, at)
        fact = self.proving.prove(fact, folder_of(row), canonical_json(manifest).encode())
        if fact.record is None:
            raise RejectedError("the deposit was not kept")
        kept = KeptProof(ProofKind.DEPOSIT, fact.record, JSON, at, "deposit")
        return with_fact(replace(row, proofs=(kept,), tracked=()), fact)

    def manifest(self, row: ContactRow) -> Manifest:
        """What was deposited. Raises RejectedError where there is no deposit, or where it is not what was kept."""
        deposited = next((f.record for f in row.tracked if f.status is DeliveryStatus.SENT), None)
        if deposited is None:
            raise RejectedError(f"{row.reference} is no deposited letter")
        return manifest_of(verified(self.proving.evidence.read(deposited.key), deposited))


def folder_of(row: ContactRow) -> str:
    """Where the evidence of a letter lies."""
    return f"tracked/{row.account_id}/{row.day}/{row.reference}/"


def verified(body: bytes, stored: StoredObject) -> bytes:
    """The bytes, if they are those that were stored. Raises AlteredError otherwise."""
    if hashlib.sha256(body).hexdigest() != stored.sha256:
        raise AlteredError(f"{stored.key} is not the file that was kept")
    return body


def _free(name: str, taken: Sequence[str]) -> str:
    """The name, numbered where another file has it."""
    stem, dot, ending = name.rpartition(".")
    numbered = (f"{stem}-{number}{dot}{ending}" for number in range(2, len(taken) + 2))
    return next(free for free in (name, *numbered) if free not in taken)


def manifest_of(body: bytes) -> Manifest:
    """The manifest in its canonical JSON."""
    read = json.loads(body)
    parts = tuple(Part(p["name"], StoredObject(**p["stored"]), p["size"]) for p in read["parts"])
    return Manifest(**{**read, "day": date.fromisoformat(read["day"]), "parts": parts})
