"""The preflight behind its port: pypdf is read only where a letter is about to be handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from relance.adapters.rendering.postal.rules import DEFAULT, PostalRules


@dataclass(frozen=True, slots=True)
class PostalPreflight:
    """See ports.rendering.Preflight. `specimen`: the mark across each page lies where nothing may; nobody posts it."""

    rules: Callable[[], Mapping[str, PostalRules]]
    specimen: bool = False

    def breaches(self, letter: bytes, *, carrier: str, printed: bool) -> tuple[str, ...]:
        """Names of rules and pages alone: what stands on a page would be the debtor's."""
        if self.specimen:
            return ()
        from relance.adapters.rendering.postal.preflight import check_letter

        known = self.rules()
        rules = known.get(carrier, known[DEFAULT])
        found = check_letter(letter, rules if printed else replace(rules, paper=False))
        return tuple(dict.fromkeys(f"{b.rule}, page {b.page}" if b.page else b.rule for b in found))
