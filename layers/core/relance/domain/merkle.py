"""A hash tree as RFC 9162 (2.1) builds it: one root for many leaves, and a short path that shows a leaf to be in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

LEAF, NODE = b"\x00", b"\x01"
"""What is hashed before a leaf and before two nodes, so that neither can pass for the other."""
EMPTY = hashlib.sha256().digest()
"""The root of no leaves."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two nodes."""
    return hashlib.sha256(NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """Every level of the tree, the leaves' hashes first, the root alone last."""

    levels: tuple[tuple[bytes, ...], ...]

    @classmethod
    def of(cls, leaves: Sequence[bytes]) -> Tree:
        """The tree over some leaves, in their order."""
        level = tuple(map(leaf_hash, leaves))
        levels = [level]
        while len(level) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            alone = level[-1:] if len(level) % 2 else ()
            level = (*(node_hash(left, right) for left, right in pairs), *alone)
            levels.append(level)
        return cls(tuple(levels))

    @property
    def root(self) -> bytes:
        """What stands for all leaves."""
        return self.levels[-1][0] if self.levels[-1] else EMPTY

    def path(self, index: int) -> tuple[bytes, ...]:
        """The hashes with which a leaf's own leads up to the root, the nearest first."""
        found = []
        for level in self.levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                found.append(level[beside])
            index //= 2
        return tuple(found)


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf leads to from its place among `size` leaves; None: no path has that length."""
    if not 0 <= index < size:
        return None
    found, last = leaf_hash(leaf), size - 1
    for beside in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            found = node_hash(beside, found)
            while index % 2 == 0 and index:  # this node went up alone
                index, last = index // 2, last // 2
        else:
            found = node_hash(found, beside)
        index, last = index // 2, last // 2
    return found if last == 0 else None
