"""A dossier read back from its file: every member is what the file's own list says, and nothing else is in it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Final, TypeVar

from relance.adapters.dossier_file import (
    AUTHORITY,
    EVENTS,
    FORMAT,
    HEAD,
    PATH,
    ROWS,
    SEAL,
    SEALS,
    SUMS,
    TOKEN,
    Cover,
    member_of,
)
from relance.adapters.dynamodb.codec import decode
from relance.adapters.dynamodb.copies import found_rows
from relance.domain.dossier import Dossier, FoundEvent, FoundSeal, Judge, Sealing
from relance.domain.errors import RejectedError
from relance.domain.flaws import Flaw, FlawError

MOST_BYTES: Final = 4_000_000_000
"""Of all members together: more was not written by us."""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class DossierReader:
    """Needs no network and no AWS. What is not as it should be rises as FlawError."""

    zip: zipfile.ZipFile

    @classmethod
    def of(cls, file: IO[bytes]) -> DossierReader:
        """Raises RejectedError for what is no such file at all."""
        try:
            opened = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise RejectedError("fichier : ce n'est pas un dossier exporté par Relance") from error
        if sum(entry.file_size for entry in opened.infolist()) > MOST_BYTES:
            raise RejectedError("fichier : il se déplie en plus de 4 Go ; Relance ne l'a pas écrit")
        return cls(opened)

    def check_members(self) -> int:
        """How many members were compared with the list."""
        names = [entry.filename for entry in self.zip.infolist()]
        listed = dict(self._listed())
        for name, digest in listed.items():
            found = hashlib.sha256(self.member(name)).hexdigest()
            if found != digest:
                raise FlawError(Flaw.MEMBER_CHANGED, name, expected=digest, found=found)
        for name in names:
            if (name not in listed and name != SUMS) or names.count(name) > 1:
                raise FlawError(Flaw.MEMBER_UNLISTED, name)
        return len(listed)

    def cover(self) -> Cover:
        """What the file says of itself."""
        cover: Cover = self._parsed(HEAD, lambda body: decode(Cover, json.loads(body)))
        if cover.format != FORMAT:
            raise RejectedError(f"fichier : format {cover.format} ; ce programme lit le format {FORMAT}")
        return cover

    def authority(self) -> bytes:
        """The certificates that were trusted when the file was written; empty where none were."""
        return self.member(AUTHORITY) if AUTHORITY in self.zip.namelist() else b""

    def dossier(self, judge: Judge) -> Dossier:
        """Everything, to be verified."""
        cover = self.cover()
        return Dossier(
            account_id=cover.account_id,
            events=self._parsed(EVENTS, lambda body: [_event(line) for line in body.decode().split("\n")[:-1]]),
            rows=self._parsed(ROWS, lambda body: found_rows(cover.account_id, json.loads(body))),
            bodies=self._bodies,
            seals=[self._seal(name) for name in sorted(self.zip.namelist()) if _is_seal(name)],
            last_seal=cover.last_seal,
            last_stamps=cover.last_stamps,
            judge=judge,
        )

    def member(self, name: str) -> bytes:
        """The bytes of a member."""
        try:
            return self.zip.read(name)
        except KeyError as error:
            raise FlawError(Flaw.MEMBER_MISSING, name) from error
        except Exception as error:
            # A changed zip makes the library raise errors of many families.
            raise FlawError(Flaw.MEMBER_CHANGED, name) from error

    def _listed(self) -> Iterator[tuple[str, str]]:
        for line in self._parsed(SUMS, lambda body: body.decode().split("\n")[:-1]):
            digest, _, name = line.partition("  ")
            yield name, digest

    def _seal(self, name: str) -> FoundSeal:
        stem = name.removesuffix(SEAL)
        held = self.zip.namelist()
        day = self._parsed(name, lambda _: date.fromisoformat(stem.removeprefix(SEALS)))
        path = stem + PATH
        return FoundSeal(
            day=day,
            body=self.member(name),
            token=self.member(stem + TOKEN) if stem + TOKEN in held else None,
            sealing=self._parsed(path, _sealing) if path in held else None,
        )

    def _bodies(self, keys: Sequence[str]) -> Iterator[bytes | None]:
        held = set(self.zip.namelist())
        return (self.member(name) if name in held else None for name in map(member_of, keys))

    def _parsed(self, name: str, parse: Callable[[bytes], Read]) -> Read:
        body = self.member(name)
        try:
            return parse(body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FlawError(Flaw.MEMBER_UNREADABLE, name) from error


def _is_seal(name: str) -> bool:
    return name.startswith(SEALS) and name.endswith(SEAL) and not name.endswith(PATH)


def _event(line: str) -> FoundEvent:
    place, digest, text = line.split(" ", 2)
    return FoundEvent(place, digest, text)


def _sealing(body: bytes) -> Sealing:
    known: Any = json.loads(body)
    return Sealing(str(known["leaf"]), int(known["index"]), tuple(map(str, known["path"])))
