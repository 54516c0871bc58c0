"""Due dates from agreed terms: TERM-05, and the days on which months go wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.law.term_rule import AmbiguousTermError, Method, TermRule, UnknownTermError
from tests.law_terms.vectors import VECTORS, day

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
RULES = st.builds(TermRule, st.integers(0, 180), st.sampled_from(Method))


@pytest.mark.parametrize("vector", VECTORS["due_date_vectors"], ids=lambda v: f"{v['rule']} {v['invoice_date']}")
def test_the_worked_due_dates(vector: dict[str, Any]) -> None:
    due = TermRule.read(vector["rule"]).due_date(day(vector["invoice_date"]))
    assert (due.isoformat(), f"{due:%a}") == (vector["due_date"], vector["weekday"])


@pytest.mark.parametrize(
    ("rule", "issued", "due"),
    [
        # TERM-05: the two methods of 45 days, from one invoice.
        ("45J_PUIS_FIN_DE_MOIS", "2026-01-15", "2026-03-31"),
        ("FIN_DE_MOIS_PLUS_45J", "2026-01-15", "2026-03-17"),
        ("45J_PUIS_FIN_DE_MOIS", "2026-10-22", "2026-12-31"),
        ("45J_PUIS_FIN_DE_MOIS", "2028-01-16", "2028-03-31"),
        ("45J_PUIS_FIN_DE_MOIS", "2028-01-10", "2028-02-29"),  # 24 February of a leap year
        ("FIN_DE_MOIS_PLUS_45J", "2026-12-31", "2027-02-14"),
        ("30J_FIN_DE_MOIS", "2028-01-30", "2028-02-29"),
        ("NET0", "2026-05-01", "2026-05-01"),  # TERM-11: Labour Day stays the due date
        ("FIN_DE_DECADE_PLUS_30J", "2026-01-10", "2026-02-09"),  # the 10th ends its own decade
        ("FIN_DE_DECADE_PLUS_30J", "2026-01-11", "2026-02-19"),
        ("FIN_DE_DECADE_PLUS_30J", "2026-02-21", "2026-03-30"),  # 28 February + 30
        ("FIN_DE_DECADE_PLUS_30J", "2026-03-31", "2026-04-30"),
    ],
)
def test_due_dates_redone_by_hand(rule: str, issued: str, due: str) -> None:
    assert TermRule.read(rule).due_date(day(issued)) == day(due)


@pytest.mark.parametrize("text", ["45J_FIN_DE_MOIS", "10j_fin_de_mois", "0J_FIN_DE_MOIS"])
def test_an_end_of_month_without_a_method_is_not_guessed(text: str) -> None:
    with pytest.raises(AmbiguousTermError, match="says neither"):
        TermRule.read(text)


@pytest.mark.parametrize("text", ["", "NET", "NET-1", "NET1000", "30 jours", "NET٣٠", "45J_PUIS_FIN_DE_MOIS "])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(UnknownTermError):
        TermRule.read(text)


@given(RULES)
def test_a_terms_name_reads_back_as_the_term(rule: TermRule) -> None:
    assert TermRule.read(str(rule)) == rule
    assert TermRule.read(str(rule).lower()) == rule


@given(RULES, DAYS)
def test_a_due_date_is_never_before_its_days_and_at_most_a_month_later(rule: TermRule, issued: date) -> None:
    wait = (rule.due_date(issued) - issued).days - rule.days
    assert 0 <= wait <= 30
    assert wait == 0 or rule.method is not Method.NET


@given(st.integers(0, 180), DAYS)
def test_an_end_of_month_is_one(days: int, issued: date) -> None:
    then_end = TermRule(days, Method.DAYS_THEN_MONTH_END).due_date(issued)
    end_then = TermRule(days, Method.MONTH_END_THEN_DAYS).due_date(issued)
    assert (then_end + timedelta(days=1)).day == 1
    assert (end_then - timedelta(days=days - 1)).day == 1


@given(RULES, DAYS, DAYS)
def test_a_later_invoice_never_falls_due_earlier(rule: TermRule, one: date, other: date) -> None:
    assert rule.due_date(min(one, other)) <= rule.due_date(max(one, other))
