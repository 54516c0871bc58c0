"""A dossier as one file that can be handed over: a zip whose parts common tools verify too (LISEZMOI.txt says how)."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Final
from urllib.parse import quote

from relance.domain.canonical import canonical_json
from relance.domain.dossier import Dossier, FoundSeal
from relance.domain.sealing import Link
from relance.ports.dossiers import Item

FORMAT: Final = 1
README, SCRIPT, SUMS, HEAD = "LISEZMOI.txt", "chemin.py", "SHA256SUMS", "dossier.json"
EVENTS, ROWS, AUTHORITY = "evenements.txt", "registre.json", "autorite.pem"
FILES, SEALS = "fichiers/", "sceaux/"
SEAL, TOKEN, PATH = ".json", ".tsr", ".chemin.json"
ENVELOPE: Final = 64
"""Length of the zip's comment: the SHA-256 of all bytes before it, the zip's own tables among them."""
BLOCK: Final = 1 << 20
LONGEST_NAME: Final = 120
"""Of one part of a path: what every file system takes."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the file says of itself."""

    format: int
    account_id: str
    exported_at: datetime
    specimen: bool
    """Of a trial deployment: it proves nothing."""
    last_seal: Link | None
    last_stamps: tuple[Link, ...]


@dataclass(slots=True)
class DossierWriter:
    """Writes one member after the other, and their sums at the end."""

    zip: zipfile.ZipFile
    at: datetime
    sums: dict[str, str] = field(default_factory=dict)

    def write(self, dossier: Dossier, items: Sequence[Item], keys: Sequence[str], *, specimen: bool) -> None:
        """What was verified; `keys` are those of its files."""
        cover = Cover(FORMAT, dossier.account_id, self.at, specimen, dossier.last_seal, dossier.last_stamps)
        self.add(HEAD, json_body(cover))
        self.add(EVENTS, "".join(f"{e.place} {e.hash} {e.text}\n" for e in dossier.events).encode())
        self.add(ROWS, rows_body(items))
        for seal in dossier.seals:
            self._seal(seal)
        for key, body in zip(keys, dossier.bodies(keys), strict=True):
            if body is not None:
                self.add(member_of(key), body)

    def add(self, name: str, body: bytes) -> None:
        """One member."""
        self.sums[name] = hashlib.sha256(body).hexdigest()
        entry = zipfile.ZipInfo(name, self.at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        self.zip.writestr(entry, body)

    def finish(self) -> None:
        """The sums of all members, as sha256sum reads them."""
        lines = (f"{digest}  {name}\n" for name, digest in sorted(self.sums.items()))
        self.add(SUMS, "".join(lines).encode())
        self.zip.comment = b"0" * ENVELOPE

    def _seal(self, seal: FoundSeal) -> None:
        """Of the leaves only the account's own, and the path that leads from it."""
        name = f"{SEALS}{seal.day.isoformat()}"
        self.add(name + SEAL, seal.body)
        if seal.token is not None:
            self.add(name + TOKEN, seal.token)
        if seal.sealing is not None:
            self.add(name + PATH, json_body(seal.sealing))


def member_of(key: str) -> str:
    """The member that holds a file of ours: its key, with what no file system takes written otherwise."""
    return FILES + "/".join(map(_part, key.split("/")))


def _part(part: str) -> str:
    safe = quote(part, safe="")
    if not safe.strip("."):
        safe = "%2E" * len(part)  # "." and ".." lead elsewhere
    if len(safe) > LONGEST_NAME:
        safe = hashlib.sha256(part.encode()).hexdigest() + quote(PurePosixPath(part).suffix, safe="")[:16]
    return safe


def json_body(value: object) -> bytes:
    """A member of one JSON value."""
    return f"{canonical_json(value)}\n".encode()


def rows_body(items: Sequence[Item]) -> bytes:
    """The member of the rows."""
    return json.dumps(items, ensure_ascii=False, indent=1, sort_keys=True).encode()


def close_envelope(file: IO[bytes]) -> None:
    """Write the hash of a finished zip over the end of it."""
    digest = envelope_of(file)
    file.seek(-ENVELOPE, os.SEEK_END)
    file.write(digest)


def envelope_of(file: IO[bytes]) -> bytes:
    """The hash of all bytes but the last ones, where it stands itself."""
    left = file.seek(0, os.SEEK_END) - ENVELOPE
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (block := file.read(min(left, BLOCK))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest().encode()
