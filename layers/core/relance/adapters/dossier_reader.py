"""A dossier read back from its file: every member is what the file's own list says, and nothing else is in it."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Final, TypeVar

from relance.adapters.dossier_file import (
    AUTHORITY,
    EVENTS,
    FORMAT,
    HEAD,
    PATH,
    README,
    ROWS,
    SCRIPT,
    SEAL,
    SEALS,
    SUMS,
    TOKEN,
    Cover,
    envelope_of,
    json_body,
    member_of,
    rows_body,
)
from relance.adapters.dynamodb.codec import decode
from relance.adapters.dynamodb.copies import found_rows
from relance.domain.dossier import Dossier, FoundEvent, FoundSeal, Judge, Sealing
from relance.domain.errors import RejectedError
from relance.domain.flaws import Flaw, FlawError

MOST_BYTES: Final = 4_000_000_000
"""Of all members together: more was not written by us."""

END_SIGN, END_SIZE = b"PK\x05\x06", 22
"""How the last part of a zip begins, and its length where no comment follows."""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class DossierReader:
    """Needs no network and no AWS. What is not as it should be rises as FlawError."""

    zip: zipfile.ZipFile
    file: IO[bytes]

    @classmethod
    def of(cls, file: IO[bytes]) -> DossierReader:
        """Raises RejectedError for what is no such file at all."""
        try:
            opened = zipfile.ZipFile(file)
        except Exception as error:
            # A changed zip makes the library raise errors of many families.
            raise RejectedError("fichier : ce n'est pas un dossier exporté par Relance") from error
        if sum(entry.file_size for entry in opened.infolist()) > MOST_BYTES:
            raise RejectedError("fichier : il se déplie en plus de 4 Go ; Relance ne l'a pas écrit")
        return cls(opened, file)

    def check_members(self) -> None:
        """Every member is the one of the list, and the zip around them is the one that was written."""
        names = Counter(entry.filename for entry in self.zip.infolist())
        listed = dict(self._listed())
        for name, digest in listed.items():
            found = hashlib.sha256(self.member(name)).hexdigest()
            if found != digest:
                raise FlawError(Flaw.MEMBER_CHANGED, name, expected=digest, found=found)
        for name, times in names.items():
            if (name not in listed and name != SUMS) or times > 1:
                raise FlawError(Flaw.MEMBER_UNLISTED, name)
        self._check_envelope()

    def check_told(self, dossier: Dossier, keys: Iterable[str]) -> None:
        """No member but those that a dossier has, and the files that its history names by `keys`."""
        stems = [f"{SEALS}{seal.day.isoformat()}" for seal in dossier.seals]
        seals = (stem + kind for stem in stems for kind in (SEAL, TOKEN, PATH))
        told = {README, SCRIPT, SUMS, HEAD, EVENTS, ROWS, AUTHORITY, *seals, *map(member_of, keys)}
        for name in self.zip.namelist():
            if name not in told:
                raise FlawError(Flaw.MEMBER_UNTOLD, name)

    def cover(self) -> Cover:
        """What the file says of itself."""
        cover: Cover = self._parsed(HEAD, lambda body: decode(Cover, _exactly(body, json_body)))
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
            rows=self._parsed(ROWS, lambda body: found_rows(cover.account_id, _exactly(body, rows_body))),
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

    def _check_envelope(self) -> None:
        """A zip that somebody packed anew has none; then nothing may stand behind its end either."""
        if written := self.zip.comment:
            whole = written == envelope_of(self.file)
        else:
            self.file.seek(-END_SIZE, os.SEEK_END)
            whole = self.file.read(len(END_SIGN)) == END_SIGN
        if not whole:
            raise FlawError(Flaw.ZIP_CHANGED, "")

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
    known = _exactly(body, json_body)
    return Sealing(str(known["leaf"]), int(known["index"]), tuple(map(str, known["path"])))


def _exactly(body: bytes, write: Callable[[Any], bytes]) -> Any:
    """The value of a member's JSON. Raises ValueError for what is not, to the byte, what we write of that value."""
    value = json.loads(body)
    if write(value) != body:
        raise ValueError
    return value
