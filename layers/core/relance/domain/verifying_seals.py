"""The seals: each names the one before, holds the account where it moved, and is certified by itself or a later one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from relance.domain import events
from relance.domain.calendar import civil_date
from relance.domain.dossier import Certified, Dossier, FoundSeal, Sealing
from relance.domain.errors import RejectedError
from relance.domain.flaws import Flaw, FlawError
from relance.domain.merkle import root_of_path
from relance.domain.sealing import Leaf, Link, NotASealError, Seal, account_name, read_seal
from relance.domain.verifying_chain import ReadEvent

OWN_ACTS: Final = frozenset(
    {
        events.CONTACT_RESERVED,
        events.PROOF_KEPT,
        events.HOLD_SET,
        events.HOLD_RELEASED,
        events.AGREEMENT_MADE,
        events.AGREEMENT_RELEASED,
        events.CONTENT_ERASED,
    }
)
"""Events whose instant is that at which they were written."""
SEALED_WITHIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SealsChecked:
    """What the seals show."""

    seals: int = 0
    sealings: int = 0
    """Seals that hold the account."""
    tokens: int = 0
    sealed: int = 0
    """The last event that a seal holds; 0: none."""
    certified: int = 0
    """The last event whose seal has a certified time."""
    by: Certified | None = None
    """When it was certified at the latest, and by whom."""


def verify_seals(dossier: Dossier, chain: Sequence[ReadEvent]) -> SealsChecked:
    """Compare seals with one another and with the chain. Raises FlawError at the first that does not fit."""
    seals = _linked(dossier)
    stamps = _stamps(dossier, seals)
    tokens: dict[date, Certified] = {}
    for found, seal in seals:
        _check_leaves(found, seal)
        if found.sealing is not None:
            _check_sealing(dossier.account_id, found.sealing, found, seal, chain)
        if (certified := _check_token(dossier, found, stamps)) is not None:
            tokens[found.day] = certified
    told = _told(seals, tokens)
    _check_sealed(chain[told.sealed :], seals)
    return told


def _linked(dossier: Dossier) -> list[tuple[FoundSeal, Seal]]:
    """Every seal from the first on, none changed and none left out."""
    seals = [(found, _read(found)) for found in dossier.seals]
    before: Seal | None = None
    for found, seal in seals:
        if seal.previous != (before.link if before else None):
            _unlinked(seal, before, found)
        before = seal
    last = dossier.last_seal
    if last is not None:
        known = next((seal for _, seal in seals if seal.day == last.day), None)
        if known is None:
            raise FlawError(Flaw.SEAL_MISSING, last.day, expected=last.sha256)
        if known.link != last:
            raise FlawError(Flaw.SEAL_CHANGED, last.day, expected=last.sha256, found=known.link.sha256)
    return seals


def _unlinked(seal: Seal, before: Seal | None, found: FoundSeal) -> None:
    named = seal.previous
    if named is not None and before is not None and named.day == before.day:
        raise FlawError(Flaw.SEAL_CHANGED, before.day, expected=named.sha256, found=before.link.sha256)
    if named is not None:
        raise FlawError(Flaw.SEAL_MISSING, named.day, expected=named.sha256)
    raise FlawError(Flaw.SEAL_CHANGED, found.day, expected=before.link.sha256 if before else "")


def _read(found: FoundSeal) -> Seal:
    try:
        seal = read_seal(found.body)
    except NotASealError as error:
        digest = hashlib.sha256(found.body).hexdigest()
        raise FlawError(Flaw.SEAL_UNREADABLE, found.day, found=digest) from error
    if seal.day != found.day:
        raise FlawError(Flaw.SEAL_CHANGED, found.day, expected=found.day, found=seal.day)
    return seal


def _check_leaves(found: FoundSeal, seal: Seal) -> None:
    if found.root is not None and found.root != seal.root:
        raise FlawError(Flaw.LEAVES_CHANGED, found.day, expected=seal.root, found=found.root)


def _check_sealing(account_id: str, sealing: Sealing, found: FoundSeal, seal: Seal, chain: Sequence[ReadEvent]) -> None:
    try:
        leaf = Leaf.read(sealing.leaf)
        path = [bytes.fromhex(step) for step in sealing.path]
    except ValueError as error:
        raise FlawError(Flaw.PATH_BROKEN, found.day, expected=seal.root) from error
    root = root_of_path(sealing.leaf.encode(), sealing.index, seal.accounts, path)
    if root is None or root.hex() != seal.root or leaf.account != account_name(account_id):
        raise FlawError(Flaw.PATH_BROKEN, found.day, expected=seal.root, found=root.hex() if root else "")
    there = chain[leaf.seq - 1].hash if 0 < leaf.seq <= len(chain) else ""
    if there != leaf.hash:
        raise FlawError(Flaw.SEALED_LOST, found.day, expected=f"{leaf.seq} {leaf.hash}", found=there)


def _check_sealed(open_events: Sequence[ReadEvent], seals: Sequence[tuple[FoundSeal, Seal]]) -> None:
    """What we did on a day is in the seal of the next at the latest. Facts of others bear times of their own."""
    last = seals[-1][1].day if seals else date.min
    for event in open_events:
        if event.kind in OWN_ACTS and civil_date(event.at) + SEALED_WITHIN < last:
            raise FlawError(Flaw.UNSEALED, event.seq, expected=civil_date(event.at) + SEALED_WITHIN)


def _stamps(dossier: Dossier, seals: Sequence[tuple[FoundSeal, Seal]]) -> dict[date, Link]:
    """The tokens that later seals, or the ledger, name."""
    named = [link for _, seal in seals for link in seal.stamps]
    return {link.day: link for link in (*named, *dossier.last_stamps)}


def _check_token(dossier: Dossier, found: FoundSeal, stamps: dict[date, Link]) -> Certified | None:
    """Of a seal that does not hold the account the token may be left out, unless it is the newest of all."""
    named = stamps.get(found.day)
    if found.token is None:
        if named is not None and (found.sealing is not None or found.day == max(stamps)):
            raise FlawError(Flaw.TOKEN_MISSING, found.day, expected=named.sha256)
        return None
    digest = hashlib.sha256(found.token).hexdigest()
    if named is not None and digest != named.sha256:
        raise FlawError(Flaw.TOKEN_CHANGED, found.day, expected=named.sha256, found=digest)
    sealed = hashlib.sha256(found.body)
    try:
        return dossier.judge(found.token, sealed.digest())
    except RejectedError as error:
        raise FlawError(Flaw.TOKEN_BAD, found.day, expected=sealed.hexdigest(), found=error) from error


def _told(seals: Sequence[tuple[FoundSeal, Seal]], tokens: dict[date, Certified]) -> SealsChecked:
    """A token covers every seal up to its own, for each seal names the one before."""
    sealed = certified = sealings = 0
    by: Certified | None = None
    for found, _ in seals:
        if found.sealing is None:
            continue
        sealings += 1
        sealed = Leaf.read(found.sealing.leaf).seq
        covering = min((day for day in tokens if day >= found.day), default=None)
        if covering is not None:
            certified, by = sealed, tokens[covering]
    return SealsChecked(len(seals), sealings, len(tokens), sealed, certified, by)
