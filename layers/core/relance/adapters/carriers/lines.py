"""Lines of an envelope: broken between words, and joined where there are too many. No word is lost."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import pairwise

from relance.domain.errors import RejectedError


def joined(text: str) -> str:
    """Words with one plain blank between them: billing software writes narrow ones, wide ones and several."""
    return " ".join(text.split())


def wrapped(field: str, text: str, width: int) -> list[str]:
    """One line or more. Raises RejectedError naming the field: it is missing, or a word of it is too long."""
    parts = textwrap.wrap(joined(text), width, break_long_words=False, break_on_hyphens=False)
    if not parts:
        raise RejectedError(f"{field}: is missing")
    if max(map(len, parts)) > width:
        raise RejectedError(f"{field}: a word of more than {width} characters")
    return parts


def packed(field: str, lines: Iterable[str], width: int, most: int) -> list[str]:
    """At most so many lines, the shortest joined. Raises RejectedError naming the field."""
    fitted = [part for line in lines if line.strip() for part in wrapped(field, line, width)]
    while len(fitted) > most:
        pairs = [len(upper) + 2 + len(lower) for upper, lower in pairwise(fitted)]
        if not pairs or min(pairs) > width:
            raise RejectedError(f"{field}: do not fit into {most} lines of {width} characters")
        at = pairs.index(min(pairs))
        fitted[at : at + 2] = [f"{fitted[at]}, {fitted[at + 1]}"]
    if not fitted:
        raise RejectedError(f"{field}: at least one is needed")
    return fitted
