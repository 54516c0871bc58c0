"""What a rule of the linter is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from relance.adapters.policies.lint.written import Written


class Breach(NamedTuple):
    """One thing that is wrong with a text."""

    rule: str
    reason: str
    """In French, with the rule's own reason."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` says what breaks it, one French sentence each; `why` goes with them into the refusal."""

    id: str
    why: str
    find: Callable[[Written], Iterable[str]]

    def breaches(self, written: Written) -> list[Breach]:
        """What is wrong."""
        return [Breach(self.id, f"{found} : {self.why} ({self.id})") for found in self.find(written)]
