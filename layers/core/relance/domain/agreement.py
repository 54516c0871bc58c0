"""An instalment plan (échéancier) agreed with the debtor: dated amounts that hold the chase while they are paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relance.domain.money import Money


@dataclass(frozen=True, slots=True)
class Instalment:
    """One dated amount."""

    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed: the sum recognised is the sum of the instalments."""

    agreed_on: date
    instalments: tuple[Instalment, ...]
    penalties_go_on: bool = True
    """Penalties keep accruing on what is left, unless waived in writing (PEN-17)."""
    acceleration: bool = False
    """A missed instalment makes the rest due, after notice: only where a clause says so (C. civ. 1305-4)."""

    @property
    def total(self) -> Money:
        """The sum recognised."""
        return Money.total((i.amount for i in self.instalments), self.instalments[0].amount.currency)
