"""Rules against words: patterns of the text's own language, matched without regard to accents or capitals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from relance.adapters.policies.lint.rule import Rule
from relance.adapters.policies.lint.written import Written, fold
from relance.domain.billing import CustomerKind
from relance.domain.document import Document

Patterns = Mapping[str, tuple[str, ...]]
"""By language. What the patterns match is read without accents, and so are they."""
Applies = Callable[[Written], bool]
NONE_OF: Final = r"(?<!aucun )(?<!aucuns )(?<!aucune )(?<!sans )(?<!ni )(?<!ni de )(?<!pas de )"
"""What is said not to be asked is not asked."""
NO: Final = r"(?<!no )(?<!nor )(?<!without )(?<!any )"


def forbid(rule: str, why: str, patterns: Patterns, applies: Applies = lambda _: True) -> Rule:
    """A rule against words, in every part of a text."""
    found = {language: [re.compile(rf"\b(?:{fold(p)})\w*") for p in words] for language, words in patterns.items()}

    def find(written: Written) -> Iterator[str]:
        if applies(written):
            for part, words in written.words.items():
                for pattern in found[written.name.language]:
                    if match := pattern.search(written.folded[part]):
                        said = words[match.start() : match.end()]
                        yield f"[{part}] le mot « {said} » est interdit ici"

    return Rule(rule, why, find)


def among(*documents: Document) -> Applies:
    """To the letters of these documents."""
    return lambda written: written.name.document in documents


def addressed_to(kind: CustomerKind) -> Applies:
    """To the letters that such a customer gets."""
    return lambda written: written.name.kind is kind
