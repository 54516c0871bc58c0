"""Plans and law in memory: the shipped ones unless a test says otherwise."""

from __future__ import annotations

from relance.adapters.law.shipped import shipped_figures
from relance.adapters.policies.book import load_book
from relance.adapters.policies.shipped import shipped_files
from relance.domain.claims import Law
from relance.domain.law.clause import PenaltyTerms
from relance.domain.plan import Plan, PlanBook


class FakePlans:
    """A PlanSource and LawSource whose book and law a test may replace on the way."""

    def __init__(self, book: PlanBook | None = None) -> None:
        self.in_force = book or load_book(shipped_files())
        self.law_in_force = Law(shipped_figures(), PenaltyTerms())

    @classmethod
    def with_text(cls, plan: str, text: str) -> FakePlans:
        """The shipped plans, one of them replaced or added as TOML."""
        return cls(load_book({**shipped_files(), f"plans/{plan}.toml": text.encode()}))

    def book(self) -> PlanBook:
        return self.in_force

    def law(self) -> Law:
        return self.law_in_force

    def plan(self, name: str) -> Plan:
        return self.in_force.plans[name]
