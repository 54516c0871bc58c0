"""The files that a chain and its rows name: each has the hash under which it was named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from relance.domain.canonical import plain
from relance.domain.contact import LetterFact, StoredObject
from relance.domain.dossier import Bodies, Dossier, FoundRows
from relance.domain.errors import RejectedError
from relance.domain.events import CONTENT_ERASED
from relance.domain.flaws import Flaw, FlawError
from relance.domain.rows import UNDER_WAY
from relance.domain.verifying_chain import ReadEvent

_SHA256: Final = "sha256"
_ENDING: Final = "_sha256"
_NESTED: Final = ".json"
"""Files of this kind may name others, as the record of a handoff names its pieces."""
_SMALL: Final = ".tsr"
"""Certified times: they are needed once more."""


@dataclass(slots=True)
class Checked:
    """What was compared."""

    sizes: dict[str, int] = field(default_factory=dict)
    """Bytes of each file that is what it was, by key."""
    erased: list[str] = field(default_factory=list)
    """Keys of files that were erased on purpose, as an event says."""
    times: int = 0
    """Facts whose certified time is what its token says."""


def verify_files(dossier: Dossier, chain: Sequence[ReadEvent]) -> Checked:
    """Compare every file with its name. Raises FlawError at the first that is another, or is gone."""
    checked, tokens = Checked(), dict[str, bytes]()
    erased = {str(event.data.get("key")) for event in chain if event.kind == CONTENT_ERASED}
    named = files_named(chain, dossier.rows)
    while named:
        named = _compare(named, dossier.bodies, checked, erased, tokens)
    for contact in dossier.rows.contacts:
        for row in (contact, *contact.handed_over):
            checked.times += sum(_verify_time(fact, tokens, dossier) for fact in row.tracked)
    return checked


def files_named(chain: Sequence[ReadEvent], rows: FoundRows) -> dict[str, str]:
    """Every key that events and rows name, with its hash. Raises FlawError where two of them disagree."""
    named: dict[str, str] = {}
    for event in chain:
        _note(named, _pairs(event.data))
        if event.body.get("content_key"):
            _note(named, [(str(event.body["content_key"]), str(event.body.get("content_sha256")))])
    held: list[object] = [*rows.contacts, *rows.cases]
    if rows.record is not None and rows.record.agreed is not None:
        held.append(rows.record.agreed)
    for row in held:
        _note(named, _pairs(plain(row)))
    return named


def names_others(key: str) -> bool:
    """Whether a file may name others."""
    return key.endswith(_NESTED)


def names_in(body: bytes) -> dict[str, str]:
    """The keys that such a file names, with their hashes."""
    return dict(_pairs(_json(body)))


def _note(named: dict[str, str], pairs: Sequence[tuple[str, str]] | Iterator[tuple[str, str]]) -> None:
    for key, digest in pairs:
        if named.setdefault(key, digest) != digest:
            raise FlawError(Flaw.FILE_CHANGED, key, expected=named[key], found=digest)


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Keys with their hashes, as in {"key": K, "sha256": H}, or in {"letter": K, "letter_sha256": H}."""
    if isinstance(value, dict):
        yield from _pairs_beside(value)
        for held in value.values():
            yield from _pairs(held)
    elif isinstance(value, list):
        for held in value:
            yield from _pairs(held)


def _pairs_beside(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, digest in value.items():
        if not isinstance(digest, str) or not (name == _SHA256 or name.endswith(_ENDING)):
            continue
        stem = name.removesuffix(_ENDING) if name != _SHA256 else ""
        for beside in (f"{stem}_key", stem) if stem else ("key",):
            if isinstance(value.get(beside), str):
                yield value[beside], digest
                break


def _compare(
    named: Mapping[str, str], bodies: Bodies, checked: Checked, erased: set[str], tokens: dict[str, bytes]
) -> dict[str, str]:
    """The files that these files name in turn, and which nobody named before."""
    nested: dict[str, str] = {}
    for key, body in zip(named, bodies(list(named)), strict=True):
        if body is None:
            if key not in erased:
                raise FlawError(Flaw.FILE_MISSING, key, expected=named[key])
            checked.erased.append(key)
            continue
        digest = hashlib.sha256(body).hexdigest()
        if digest != named[key]:
            raise FlawError(Flaw.FILE_CHANGED, key, expected=named[key], found=digest)
        checked.sizes[key] = len(body)
        if key.endswith(_SMALL):
            tokens[key] = body
        if names_others(key):
            _note(nested, _pairs(_json(body)))
    known = {*checked.sizes, *checked.erased}
    return {key: digest for key, digest in nested.items() if key not in known}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _verify_time(fact: LetterFact, tokens: Mapping[str, bytes], dossier: Dossier) -> bool:
    """Whether a fact of a tracked letter has a certified time; raises FlawError where the token says another."""
    record, token = fact.record, fact.token
    if record is None or token is None or token.key not in tokens:
        return False
    try:
        certified = dossier.judge(tokens[token.key], bytes.fromhex(record.sha256))
    except (RejectedError, ValueError) as error:
        raise FlawError(Flaw.TOKEN_BAD, token.key, expected=record.sha256, found=error) from error
    if certified.at != fact.certified_at:
        raise FlawError(Flaw.TIME_UNPROVED, token.key, expected=fact.certified_at, found=certified.at)
    return True


def files_under_way(rows: FoundRows) -> tuple[StoredObject, ...]:
    """Files of contacts that are being sent: their rows name them, no event does yet."""
    held = (row for row in rows.contacts if row.state in UNDER_WAY)
    return tuple(file for row in held for file in (row.letter, row.message) if file)
