"""A text as the linter reads it: the writer's own words, and the names of the values that they print.

Values stand as marks, not as what they print: a customer called "Police Secours" is no threat, and a "40 €" typed by
hand is told from one that the décompte gives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from relance.adapters.policies.names import TextName
from relance.adapters.policies.texts import BOLD, PARTS, TextBook

MARK: Final = "\ue001"
"""Stands before and after the name of a value."""
_MARKED: Final = re.compile(f"{MARK}([a-z_]+){MARK}")

_CITED: Final = re.compile(r"\b([ldr])\. ?(?=\d{3})")
"""An article is the same with a point and a space, as in "L. 441-10"."""


@dataclass(frozen=True)
class Written:
    """The words of one text for one sample. `segments` are those of the text message as it would be sent."""

    name: TextName
    fields: Mapping[tuple[str, str], str]
    values: Mapping[str, Any]
    segments: int

    @classmethod
    def of(cls, texts: TextBook, name: TextName, values: Mapping[str, Any], segments: int) -> Written:
        """Write every part with marks for values; conditions choose as they do for the values themselves."""
        marked = {key: _marked(key) if value and isinstance(value, str) else value for key, value in values.items()}
        fields = {(part, key): text for part in PARTS for key, text in texts.write(part, name, marked).items()}
        return cls(name, fields, values, segments)

    @cached_property
    def words(self) -> dict[str, str]:
        """Each part's own words: small letters, ordinary spaces and apostrophes, no values."""
        return {part: own_words(self._part(part)) for part in PARTS}

    @cached_property
    def folded(self) -> dict[str, str]:
        """The same without accents, sign for sign: capitals are often typed so."""
        return {part: fold(words) for part, words in self.words.items()}

    @cached_property
    def printed(self) -> dict[str, frozenset[str]]:
        """The values that each part prints."""
        return {part: frozenset(_MARKED.findall(self._part(part))) for part in PARTS}

    def field(self, part: str, key: str) -> str:
        """The own words of one field."""
        return own_words(self.fields[part, key])

    def _part(self, part: str) -> str:
        return " \n".join(text for (where, _), text in self.fields.items() if where == part)


def _marked(key: str) -> str:
    return f"{MARK}{key}{MARK}"


def own_words(text: str) -> str:
    """For comparing words: values become a mark between spaces, so that no pattern spans one."""
    bare = _MARKED.sub(f" {MARK} ", text).replace(BOLD, "")
    # A word is the same in capitals and in a typographer's signs.
    plain = unicodedata.normalize("NFKC", bare).lower().replace("’", "'").replace("‐", "-")
    return _CITED.sub(r"\1", re.sub(r"\s+", " ", plain)).strip()


def fold(text: str) -> str:
    """Without accents, as many signs as before."""
    return "".join(unicodedata.normalize("NFD", char)[0] for char in text)
