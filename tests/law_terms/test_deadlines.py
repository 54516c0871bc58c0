"""Procedural limits in months: counted by CPC 641, stretched by CPC 642 only where somebody else must keep them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.law import deadlines
from relance.domain.law.deadlines import months_after, to_await, to_meet
from relance.domain.law.parameters import MissingParameterError
from tests.law_terms.vectors import CALENDAR, TODAY, VECTORS, day, parameters

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize("vector", VECTORS["deadline_vectors"], ids=lambda v: v["id"])
def test_the_worked_deadlines(vector: dict[str, Any]) -> None:
    start, months = day(vector["start"]), vector["months"]
    assert to_meet(start, months) == day(vector["raw_end"])
    assert to_await(start, months, CALENDAR) == day(vector["end_cpc_642"])


@pytest.mark.parametrize("vector", VECTORS["send_date_vectors"], ids=lambda v: f"{v['wanted']} {v['zone']}")
def test_the_worked_sending_dates(vector: dict[str, str]) -> None:
    zone = vector["zone"] if vector["zone"].isdecimal() else ""
    assert CALENDAR.on_or_after(day(vector["wanted"]), zone) == day(vector["sent"])


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-02-28", 1, "2026-03-28"),  # by the number of the day, not "end to end"
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_months_are_counted_by_the_number_of_the_day(start: str, months: int, end: str) -> None:
    assert months_after(day(start), months) == day(end)


class TestOrderToPay:
    @pytest.mark.parametrize(
        ("ordered", "last"),
        [
            ("2026-08-31", "2027-02-28"),  # six months before the reform
            ("2026-09-01", "2026-12-01"),  # three from then on
            ("2026-11-30", "2027-02-28"),
        ],
    )
    def test_the_date_of_the_order_decides_how_long_it_may_be_served(self, ordered: str, last: str) -> None:
        assert deadlines.order_service(day(ordered), parameters(), TODAY) == day(last)

    def test_the_debtors_month_to_oppose_is_waited_out(self) -> None:
        # Served on Thursday 15 October: the month ends on Sunday 15 November, so on Monday.
        assert deadlines.opposition(day("2026-10-15"), parameters(), TODAY, CALENDAR) == day("2026-11-16")

    def test_enforcement_waits_two_months_after_service(self) -> None:
        # D05: 12 December 2026 is a Saturday.
        found = deadlines.enforcement(day("2026-09-21"), day("2026-10-12"), parameters(), TODAY, CALENDAR)
        assert found == day("2026-12-14")

    def test_an_order_of_the_time_before_has_no_such_wait_on_record(self) -> None:
        with pytest.raises(MissingParameterError, match=r"ip\.enforceable_after_months"):
            deadlines.enforcement(day("2026-08-31"), day("2026-10-12"), parameters(), TODAY, CALENDAR)

    def test_the_courts_fees_are_deposited_within_fifteen_days(self) -> None:
        assert deadlines.court_fee_deposit(day("2026-11-20"), parameters(), TODAY) == day("2026-12-05")


class TestInsolvency:
    def test_claims_are_declared_within_two_months_of_publication(self) -> None:
        # INS-03 and D07: Ascension Day does not help us.
        assert deadlines.claim_declaration(day("2026-03-14"), parameters(), TODAY) == day("2026-05-14")

    def test_a_creditor_outside_metropolitan_france_has_two_months_more(self) -> None:
        assert deadlines.claim_declaration(day("2026-03-14"), parameters(), TODAY, far=True) == day("2026-07-14")

    def test_relief_is_asked_for_within_six_months_of_publication(self) -> None:
        assert deadlines.relief_from_foreclosure(day("2026-08-31"), parameters(), TODAY) == day("2027-02-28")


@given(DAYS, st.integers(0, 72))
def test_what_we_must_meet_is_never_later_than_what_we_wait_for(start: date, months: int) -> None:
    ours, theirs = to_meet(start, months), to_await(start, months, CALENDAR)
    assert ours <= theirs <= ours + timedelta(days=5)
    assert CALENDAR.is_working_day(theirs, "")


@given(DAYS, DAYS, st.integers(0, 72))
def test_a_later_start_never_ends_earlier(one: date, other: date, months: int) -> None:
    assert months_after(min(one, other), months) <= months_after(max(one, other), months)
