"""How many statements a second the law makes: ours between the plainest engine and the fastest that can be thought of.

Day by day is the tests' own engine. The accumulated table knows the sum of all rates up to any day: two bisections
give the interest of any span, rounded once; it names no segment, so that nobody could redo its statement by hand.
The engines take turns in one process, so that a busy machine slows them all alike; what counts is CPU time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from statistics import median
from time import process_time
from typing import Final, NamedTuple

from rich.console import Console
from rich.table import Table

from relance.adapters.law.shipped import shipped_figures
from relance.domain.law.debt import Debt, Receipt, Regime
from relance.domain.law.engine import state_debt
from relance.domain.law.rates import RateTable
from relance.domain.law.statement import InvoiceStatement
from tests.law.day_by_day import reckon

AS_OF: Final = date(2026, 11, 21)
DEBTS: Final = 100
ROUNDS: Final = 15
PASSES: Final = 20
"""Of the quick engines in a round: one pass of theirs is too short to be timed."""
DAY_BY_DAY: Final = "day by day"
SUMS: Final = "accumulated table, sums only"
ACCUMULATED: Final = "accumulated table, statement without segments"
OURS: Final = "relance, statement with its segments"
INDEMNITY: Final = 4000
WHOLE: Final = 3_650_000
"""A principal in cents × days × hundredths of a percent, over this, is interest in cents."""

Engine = Callable[[Debt], object]


class Sums(NamedTuple):
    """What the accumulated table can say."""

    accrued: int
    paid: int
    principal: int
    indemnity: int
    total: int


class AccumulatedTable:
    """Interest of any span with two bisections."""

    def __init__(self, rates: RateTable) -> None:
        self._starts = [row.semester.start.toordinal() for row in rates.rows]
        self._rates = [int(row.default * 100) for row in rates.rows]
        days = [(row.semester.end - row.semester.start).days + 1 for row in rates.rows]
        self._sums = [0, *accumulate(rate * n for rate, n in zip(self._rates, days, strict=True))]

    def until(self, ordinal: int) -> int:
        """The sum of the rates of all days up to and including one."""
        place = bisect_right(self._starts, ordinal) - 1
        return self._sums[place] + self._rates[place] * (ordinal - self._starts[place] + 1)

    def sums(self, debt: Debt) -> Sums:
        """Between professionals, without a clause, interest first."""
        principal, due = debt.principal, debt.due_on.toordinal()
        accrued = paid = 0
        reached = self.until(due)
        for receipt in debt.receipts:
            now = self.until(receipt.on.toordinal())
            accrued += (principal * (now - reached) + WHOLE // 2) // WHOLE
            reached = now
            to_interest = min(receipt.cents, accrued - paid)
            paid += to_interest
            principal -= min(receipt.cents - to_interest, principal)
        accrued += (principal * (self.until(AS_OF.toordinal()) - reached) + WHOLE // 2) // WHOLE
        return Sums(accrued, paid, principal, INDEMNITY, principal + accrued - paid + INDEMNITY)

    def statement(self, debt: Debt) -> InvoiceStatement:
        """The same in the form of our statements."""
        accrued, paid, left, indemnity, total = self.sums(debt)
        return InvoiceStatement(
            debt.regime,
            debt.order,
            debt.due_on,
            AS_OF,
            debt.principal,
            (),
            (),
            accrued,
            paid,
            accrued - paid,
            left,
            indemnity,
            indemnity,
            0,
            total,
            (),
        )


def main() -> None:
    """Print the table."""
    shown = Table("Invoices", "Engine", "statements/s", "× day by day", "× accumulated")
    for name, debts in portfolios().items():
        taken = measure(debts)
        for engine, seconds in taken.items():
            speed = len(debts) / median(seconds)
            ratios = (ratio(taken[reference], seconds) for reference in (DAY_BY_DAY, ACCUMULATED))
            shown.add_row(name, engine, f"{speed:,.0f}", *(f"{found:.2f}" for found in ratios))
        shown.add_section()
    Console(width=130).print("The law", shown, sep="\n")


def portfolios() -> dict[str, tuple[Debt, ...]]:
    """Invoices late by up to a year and a half; the same, part-paid on some day since; and both together."""
    chance = Random(7)  # noqa: S311 a sample, no secret
    late = [chance.randrange(1, 540) for _ in range(DEBTS)]
    plain = tuple(Debt(Regime.B2B, chance.randrange(5_000, 5_000_000), AS_OF - timedelta(days)) for days in late)
    paid = tuple(
        Debt(
            Regime.B2B,
            debt.principal,
            debt.due_on,
            receipts=(Receipt(debt.due_on + timedelta(chance.randint(1, days)), debt.principal // 3),),
        )
        for debt, days in zip(plain, late, strict=True)
    )
    segments = sum(len(state_debt(debt, AS_OF, shipped_figures()).segments) for debt in plain) / DEBTS
    return {
        f"untouched, {segments:.1f} segments each": plain,
        "a third of each paid late": paid,
        "seven in ten untouched": (*plain[: DEBTS * 7 // 10], *paid[DEBTS * 7 // 10 :]),
    }


def measure(debts: Sequence[Debt], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of CPU of each engine for all debts, round by round."""
    figures = shipped_figures()
    table = AccumulatedTable(figures.rates)
    engines: dict[str, tuple[Engine, int]] = {
        DAY_BY_DAY: (lambda debt: reckon(debt, AS_OF), 1),
        SUMS: (table.sums, PASSES),
        ACCUMULATED: (table.statement, PASSES),
        OURS: (lambda debt: state_debt(debt, AS_OF, figures), PASSES),
    }
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, (engine, passes) in engines.items():
            started = process_time()
            for _ in range(passes):
                for debt in debts:
                    engine(debt)
            taken[name].append((process_time() - started) / passes)
    return taken


def ratio(reference: Sequence[float], candidate: Sequence[float]) -> float:
    """How many times quicker the candidate was, round against round."""
    return median(a / b for a, b in zip(reference, candidate, strict=True))
