"""Debts asked for in the form in which they are exchanged, and drawn at random."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from relance.adapters.law.exchange import answer
from relance.adapters.law.shipped import shipped_figures
from relance.cli.main import main
from relance.cli.output import Screen
from relance.domain.law.debt import (
    BelowFloor,
    Debt,
    Effect,
    Order,
    RateClause,
    RateMode,
    Receipt,
    Reduction,
    Regime,
)

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
LAST_RATED_DAY = date(2026, 12, 31)

B2B: dict[str, Any] = {"regime": "B2B", "principal": "10000.00"}


def ask(document: Any) -> Any:
    """What `relance statement` answers, as Python values."""
    return answer(json.dumps(document).encode(), shipped_figures())


def stated(**fields: Any) -> Any:
    """The statement of a debt of 10 000 € between professionals, unless the fields say otherwise."""
    return ask({**B2B, **fields})


def parts(statement: Any) -> list[tuple[str, str, int, str, str, str]]:
    """From, to, days, principal, rate and interest of each segment."""
    names = ("from", "to", "days", "principal", "rate_pct", "interest")
    return [tuple(segment[name] for name in names) for segment in statement["segments"]]


def at_the_terminal(file: str) -> tuple[int, str]:
    """Exit code and standard output of the command. A deployment is out of its reach."""

    def unreachable(_: object) -> Any:
        raise AssertionError("the command wanted a deployment")

    out = io.StringIO()
    return main(["statement", file], connect=unreachable, screen=Screen(out)), out.getvalue()


# Debts at random. Everything may happen to them, close together, so that days collide.

cents = st.integers(1, 2_000_000)
dues = st.dates(date(2023, 6, 1), date(2026, 10, 31))
clauses = st.builds(
    RateClause,
    st.sampled_from(RateMode),
    st.sampled_from([Decimal(text) for text in ("0", "2", "2.5", "3", "5.00", "8.00", "12.345", "15")]),
    st.sampled_from(BelowFloor),
)


@st.composite
def debts(draw: st.DrawFn, *, effects: tuple[Effect, ...] = tuple(Effect)) -> Debt:
    """Any debt."""
    regime = draw(st.sampled_from(Regime))
    due_on = draw(dues)

    def near(before: int = 40, after: int = 500) -> st.SearchStrategy[date]:
        return st.integers(-before, after).map(lambda days: due_on + timedelta(days))

    spans = st.tuples(near(), st.integers(0, 200)).map(lambda pair: (pair[0], pair[0] + timedelta(pair[1])))
    return Debt(
        regime=regime,
        principal=draw(st.integers(0, 2_000_000)),
        due_on=due_on,
        clause=draw(clauses) if regime is Regime.B2B else RateClause(),
        receipts=tuple(draw(st.lists(st.builds(Receipt, near(), cents), max_size=4))),
        reductions=tuple(draw(st.lists(st.builds(Reduction, near(), cents, st.sampled_from(effects)), max_size=3))),
        order=draw(st.sampled_from(Order)),
        notice_effective=draw(st.none() | near()),
        judgment_on=draw(st.none() | near()),
        suspensions=tuple(draw(st.lists(spans, max_size=2))),
    )


@st.composite
def asked(draw: st.DrawFn, *, effects: tuple[Effect, ...] = tuple(Effect)) -> tuple[Debt, date]:
    """A debt and a day with a rate."""
    debt = draw(debts(effects=effects))
    as_of = debt.due_on + timedelta(draw(st.integers(-30, 600)))
    return debt, min(as_of, LAST_RATED_DAY)
