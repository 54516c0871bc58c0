"""`make bench` compares engines that agree, and ours keeps its place between them."""

from local.bench import law
from relance.adapters.law.shipped import shipped_figures
from relance.domain.law.engine import state_debt
from tests.law.day_by_day import reckon

FIGURES = shipped_figures()


def test_the_engines_agree_on_what_is_owed() -> None:
    table = law.AccumulatedTable(FIGURES.rates)
    for debts in law.portfolios().values():
        for debt in debts:
            ours, lived = state_debt(debt, law.AS_OF, FIGURES), reckon(debt, law.AS_OF)
            assert ours.total_due == lived.principal_due + lived.interest_due + lived.indemnity_due
            # rounded once where ours rounds each segment
            assert abs(ours.total_due - table.statement(debt).total_due) <= len(ours.segments)


def test_an_untouched_invoice_takes_at_most_twice_as_long_as_with_an_accumulated_table() -> None:
    untouched = next(iter(law.portfolios().values()))

    taken = law.measure(untouched[:40], rounds=7)

    assert law.ratio(taken[law.ACCUMULATED], taken[law.OURS]) > 0.5
    assert law.ratio(taken[law.DAY_BY_DAY], taken[law.OURS]) > 100
