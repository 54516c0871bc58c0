"""What letters must say and may not say, checked on the written words before a text is published.

Each rule has an id: MEN (mentions), MOT (words), CHI (figures), FOR (forms). docs/texts.md lists them.
"""

from __future__ import annotations

from typing import Final

from relance.adapters.policies.lint.figures import FIGURES
from relance.adapters.policies.lint.forbidden import FORBIDDEN
from relance.adapters.policies.lint.forms import FORMS
from relance.adapters.policies.lint.mentions import MENTIONS
from relance.adapters.policies.lint.rule import Breach, Rule
from relance.adapters.policies.lint.written import Written

__all__ = ["RULES", "Breach", "Rule", "Written", "lint"]

RULES: Final[tuple[Rule, ...]] = (*MENTIONS, *FORBIDDEN, *FIGURES, *FORMS)


def lint(written: Written) -> list[Breach]:
    """Everything that is wrong with a text, rule by rule; empty when nothing known is."""
    return [breach for rule in RULES for breach in rule.breaches(written)]
