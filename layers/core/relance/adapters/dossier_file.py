"""A dossier as one file that can be handed over: a zip whose parts common tools verify too (LISEZMOI.txt says how)."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from relance.domain.canonical import canonical_json
from relance.domain.dossier import Dossier, FoundSeal
from relance.domain.sealing import Link
from relance.ports.dossiers import Item

FORMAT: Final = 1
README, SUMS, HEAD = "LISEZMOI.txt", "SHA256SUMS", "dossier.json"
EVENTS, ROWS, AUTHORITY = "evenements.txt", "registre.json", "autorite.pem"
FILES, SEALS = "fichiers/", "sceaux/"
SEAL, TOKEN, PATH = ".json", ".tsr", ".chemin.json"
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
        self.add(HEAD, _json(cover))
        self.add(EVENTS, "".join(f"{e.place} {e.hash} {e.text}\n" for e in dossier.events).encode())
        self.add(ROWS, json.dumps(items, ensure_ascii=False, indent=1, sort_keys=True).encode())
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

    def _seal(self, seal: FoundSeal) -> None:
        """Of the leaves only the account's own, and the path that leads from it."""
        name = f"{SEALS}{seal.day.isoformat()}"
        self.add(name + SEAL, seal.body)
        if seal.token is not None:
            self.add(name + TOKEN, seal.token)
        if seal.sealing is not None:
            self.add(name + PATH, _json(seal.sealing))


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


def _json(value: object) -> bytes:
    return f"{canonical_json(value)}\n".encode()
