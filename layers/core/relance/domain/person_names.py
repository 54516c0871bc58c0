"""A person's name as first and last name, where that is plain: electronic registered letters are opened by name.

Nothing is guessed: whoever cannot prove the very name that a carrier was given never gets the letter.
"""

from __future__ import annotations

from typing import Final

TITLES: Final = frozenset(
    {"m.", "m", "mr", "mr.", "monsieur", "mme", "mme.", "madame", "mlle", "mlle.", "me", "maître"}
)
DESKS: Final = frozenset(
    {"service", "comptabilité", "compta", "direction", "facturation", "accueil", "secrétariat", "bureau", "pôle"}
)
"""Words of desks: nobody is called so."""
TWO: Final = 2


def first_and_last(name: str) -> tuple[str, str]:
    """("Claire", "Martin") of "Mme Claire Martin" or "MARTIN Claire"; both empty where that is not plain."""
    words = [word for word in name.split() if word.casefold() not in TITLES]
    if not all(_is_name(word) for word in words):
        return "", ""
    capitals = [word for word in words if word.isupper()]
    if capitals:
        first = [word for word in words if word not in capitals]
        return (" ".join(first), " ".join(capitals)) if first else ("", "")
    return (words[0], words[1]) if len(words) == TWO else ("", "")


def _is_name(word: str) -> bool:
    """Neither an initial nor a desk, and written as names are."""
    return len(word) > 1 and word[0].isupper() and not word.endswith(".") and word.casefold() not in DESKS
