"""A text is judged on the very letter that it makes: one that runs on is refused before it is published."""

from __future__ import annotations

import pytest

from relance.adapters.policies.shipped import shipped_files
from relance.adapters.rendering.trial import PolicyTrial
from relance.domain.errors import InvalidPolicyError

NAME = "texts/fr/first_reminder.consumer.toml"


OPENING = """[letter]
opening = '''
Madame, Monsieur,

Sauf erreur ou omission de notre part, il reste à régler {{ amount }} au titre de la facture n° {{ invoice }}, échue \
le {{ due_on }}, il y a {{ days_late }}.

WORDS'''
"""
WORDS = "Nous comptons sur vous."


def draft(paragraphs: int) -> bytes:
    return OPENING.replace("WORDS", f"{WORDS}\n\n" * paragraphs).encode()


def test_a_letter_about_one_invoice_may_fill_two_pages() -> None:
    PolicyTrial().check(NAME, draft(20), shipped_files())


def test_a_letter_about_one_invoice_must_not_run_on() -> None:
    with pytest.raises(InvalidPolicyError, match="pour une seule facture, la lettre prend 3 pages, 2 au plus"):
        PolicyTrial().check(NAME, draft(50), shipped_files())
