"""The seals as they lie among the evidence, with one account's place in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.dossier import FoundSeal, Sealing
from relance.domain.merkle import Tree
from relance.domain.sealing import (
    Leaf,
    Link,
    NotASealError,
    Seal,
    SealState,
    account_name,
    leaves_key,
    read_leaves,
    read_seal,
    seal_key,
    token_key,
    tree,
)
from relance.ports.evidence import Evidence
from relance.service.evidence.fetching import or_none, side_by_side

BLOCK = 64
"""Days that are asked for together, from the newest backwards."""
NEWEST = 3
"""Seals whose token is fetched whoever they hold: it certifies all before it."""
NO_ROOT = "?"
"""Of leaves that are gone, or no leaves any more."""


@dataclass(frozen=True, slots=True)
class SealFinder:
    """Every seal is read, whatever an account's own events say of its age: they may have been replaced."""

    evidence: Evidence
    state: SealState
    today: date

    def find(self, account_id: str) -> tuple[FoundSeal, ...]:
        """All seals, the oldest first."""
        bodies = self._bodies()
        days = sorted(bodies)
        name = account_name(account_id)
        leaves = side_by_side(lambda day: or_none(self.evidence.read, leaves_key(day)), days)
        found = [_found(day, bodies[day], held, name) for day, held in zip(days, leaves, strict=True)]
        wanted = [seal.day for seal in found if seal.sealing is not None or seal.day in self._newest(bodies)]
        tokens = side_by_side(lambda day: or_none(self.evidence.read, token_key(day)), wanted)
        by_day = dict(zip(wanted, tokens, strict=True))
        return tuple(replace(seal, token=by_day.get(seal.day)) for seal in found)

    def _bodies(self) -> dict[date, bytes]:
        bodies: dict[date, bytes] = {}
        asked: set[date] = set()
        last = self.state.last
        start: date | None = max(self.today, last.day) if last else self.today
        while start is not None and start not in asked:
            block = [start - timedelta(days=n) for n in range(BLOCK)]
            asked.update(block)
            read = side_by_side(lambda day: or_none(self.evidence.read, seal_key(day)), block)
            bodies.update({day: body for day, body in zip(block, read, strict=True) if body is not None})
            start = self._further(bodies)
        return bodies

    def _further(self, bodies: dict[date, bytes]) -> date | None:
        """The day of the seal before the oldest one; None: there is none, or nobody can tell."""
        if not bodies:
            return last.day if (last := self.state.last) else None
        seal = _read(bodies[min(bodies)])
        return seal.previous.day if seal and seal.previous else None

    def _newest(self, bodies: dict[date, bytes]) -> set[date]:
        """The newest seals, and the newest whose token is named by another or by the ledger."""
        named: list[Link] = [*self.state.stamps]
        for body in bodies.values():
            seal = _read(body)
            named += seal.stamps if seal else ()
        return {*sorted(bodies)[-NEWEST:], *sorted(link.day for link in named)[-1:]}


def _read(body: bytes) -> Seal | None:
    try:
        return read_seal(body)
    except NotASealError:
        return None


def _found(day: date, body: bytes, leaves: bytes | None, name: str) -> FoundSeal:
    try:
        known = read_leaves(leaves) if leaves is not None else None
    except NotASealError:
        known = None
    if known is None:
        return FoundSeal(day, body, root=NO_ROOT)
    nodes = tree(known)
    return FoundSeal(day, body, sealing=_sealing(known, name, nodes), root=nodes.root.hex())


def _sealing(leaves: Sequence[Leaf], name: str, nodes: Tree) -> Sealing | None:
    for index, leaf in enumerate(leaves):
        if leaf.account == name:
            return Sealing(leaf.text, index, tuple(step.hex() for step in nodes.path(index)))
    return None
