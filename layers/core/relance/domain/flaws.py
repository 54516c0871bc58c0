"""What a verification finds wrong: one thing, named exactly, with what it should have been and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """Ways in which evidence can be found changed, cut short or replaced."""

    EVENT_UNREADABLE = "EVENT_UNREADABLE"
    EVENT_CHANGED = "EVENT_CHANGED"
    """Its text no longer has its hash."""
    EVENT_MISPLACED = "EVENT_MISPLACED"
    """It says another number than the place where it lies."""
    EVENT_MISSING = "EVENT_MISSING"
    """A number is passed over."""
    EVENT_FOREIGN = "EVENT_FOREIGN"
    """It is of another account."""
    EVENT_UNLINKED = "EVENT_UNLINKED"
    """It follows another event than the one before it."""
    CHAIN_CUT = "CHAIN_CUT"
    """The account's row names another last event."""
    ROW_UNREADABLE = "ROW_UNREADABLE"
    ROW_CHANGED = "ROW_CHANGED"
    ROW_UNTOLD = "ROW_UNTOLD"
    """No event tells of it."""
    ROW_MISSING = "ROW_MISSING"
    ROW_ASTRAY = "ROW_ASTRAY"
    """It should repeat what a contact says, and does not, or is gone."""
    FILE_CHANGED = "FILE_CHANGED"
    FILE_MISSING = "FILE_MISSING"
    TIME_UNPROVED = "TIME_UNPROVED"
    """A fact's certified time is not what its token says."""
    SEAL_UNREADABLE = "SEAL_UNREADABLE"
    SEAL_CHANGED = "SEAL_CHANGED"
    SEAL_MISSING = "SEAL_MISSING"
    LEAVES_CHANGED = "LEAVES_CHANGED"
    """The leaves have another root than the seal says."""
    PATH_BROKEN = "PATH_BROKEN"
    """The account's leaf does not lead to the seal's root."""
    SEALED_LOST = "SEALED_LOST"
    """The chain does not hold the event that was sealed."""
    UNSEALED = "UNSEALED"
    """Something that we did is in no seal, though a later day has one."""
    TOKEN_CHANGED = "TOKEN_CHANGED"  # noqa: S105 a word
    TOKEN_MISSING = "TOKEN_MISSING"  # noqa: S105 a word
    TOKEN_BAD = "TOKEN_BAD"  # noqa: S105 a word
    """The authority did not certify this seal."""
    UNCERTIFIED = "UNCERTIFIED"
    """Nothing is certified by the authority that was asked for."""
    MEMBER_CHANGED = "MEMBER_CHANGED"
    """Of a file that was exported: a member is not the one that its own list names."""
    MEMBER_MISSING = "MEMBER_MISSING"
    MEMBER_UNLISTED = "MEMBER_UNLISTED"
    MEMBER_UNREADABLE = "MEMBER_UNREADABLE"
    MEMBER_UNTOLD = "MEMBER_UNTOLD"
    """Nothing in the dossier names it."""
    ZIP_CHANGED = "ZIP_CHANGED"
    """Every member is what it was, the zip around them is not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is not as it should be."""

    flaw: Flaw
    where: str
    """The event's number, the row's name, the file's key or the seal's day."""
    expected: str = ""
    found: str = ""


class FlawError(Exception):
    """Stops a verification: whatever follows rests on what was found wrong."""

    def __init__(self, flaw: Flaw, where: object, *, expected: object = "", found: object = "") -> None:
        self.finding = Finding(flaw, str(where), str(expected), str(found))
        super().__init__(flaw)
