"""Where finance drops plans and texts, and how a draft is judged before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class PolicyDesk(Protocol):
    """Drafts, and the files in force. Names are those of the files, such as "plans/standard.toml"."""

    def draft(self, name: str) -> bytes | None:
        """The draft as it stands; None when it is gone."""
        ...

    def in_force(self) -> dict[str, bytes]:
        """Every file in force: the shipped ones, overlaid by those published."""
        ...

    def put_in_force(self, name: str, body: bytes) -> None:
        """Publish a file; the version before stays readable."""
        ...

    def answer(self, name: str, *, accepted: bool, text: str) -> None:
        """Leave the receipt beside the draft; an earlier one of the other kind no longer misleads."""
        ...


class PolicyCheck(Protocol):
    """Judges a draft with, and against, the files in force."""

    def check(self, name: str, body: bytes, in_force: Mapping[str, bytes]) -> str:
        """What the draft will do, in words and with examples. Raises InvalidPolicyError with the reason."""
        ...
