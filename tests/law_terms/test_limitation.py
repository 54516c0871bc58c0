"""When claims lapse: §7, its hypotheses, and what makes the limit run anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.billing import CustomerKind
from relance.domain.law.deadlines import months_after
from relance.domain.law.limitation import Cause, Interruption, Limitation, Start, limitation
from relance.domain.law.sector import Sector
from tests.builders import invoice, payment
from tests.law_terms.vectors import TODAY, VECTORS, day, parameters

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def limit(
    kind: CustomerKind = CustomerKind.BUSINESS,
    *facts: Interruption,
    trade: Sector | None = Sector.GENERAL,
    **changes: Any,
) -> Limitation:
    """Of an invoice issued on 31/12/2025 and due on 30/01/2026 unless told otherwise."""
    return limitation(invoice(**changes), kind, parameters(), TODAY, trade=trade, facts=facts)


class TestPeriods:
    @pytest.mark.parametrize(
        ("kind", "sector", "last"),
        [
            (CustomerKind.BUSINESS, Sector.GENERAL, "2030-12-31"),  # 5 years, C. com. L110-4
            (CustomerKind.CONSUMER, Sector.GENERAL, "2027-12-31"),  # 2 years, C. conso. L218-2
            (CustomerKind.PUBLIC, Sector.GENERAL, "2029-12-31"),  # 4 civil years after 2025, loi 68-1250
            (CustomerKind.BUSINESS, Sector.TRANSPORT, "2026-12-31"),  # 1 year, C. com. L133-6
            (CustomerKind.CONSUMER, Sector.TELECOM, "2026-12-31"),  # 1 year, CPCE L34-2
            (CustomerKind.BUSINESS, Sector.INSURANCE, "2027-12-31"),  # 2 years, C. assur. L114-1
            (CustomerKind.BUSINESS, Sector.LIVESTOCK, "2030-12-31"),  # a special term, no special limit
        ],
    )
    def test_each_debt_has_its_own_time(self, kind: CustomerKind, sector: Sector, last: str) -> None:
        found = limit(kind, sector=sector)
        assert (found.last_day, found.hypothesis) == (day(last), False)

    def test_an_unknown_sector_takes_the_shortest_time_and_says_so(self) -> None:
        # LIM-01: it might be transport, whose claims lapse in a year.
        found = limit(trade=None)
        assert (found.last_day, found.hypothesis) == (day("2026-12-31"), True)
        assert (found.general_day, found.general.key) == (day("2030-12-31"), "limitation.b2b_years")
        assert found.period.key in {"limitation.transport_years", "limitation.telecom_years"}

    def test_the_invoices_own_sector_stands_before_the_creditors_trade(self) -> None:
        assert limit(trade=Sector.TRANSPORT, sector=Sector.GENERAL).last_day == day("2030-12-31")
        assert limit(trade=Sector.TRANSPORT).last_day == day("2026-12-31")

    @pytest.mark.parametrize("vector", VECTORS["decheance_quadriennale"], ids=lambda v: v["right_acquired"])
    def test_the_four_civil_years_of_public_debtors(self, vector: dict[str, str]) -> None:
        right = day(vector["right_acquired"])
        found = limit(CustomerKind.PUBLIC, performed_on=right, issued_on=right, due_on=right + timedelta(days=30))
        assert found.last_day == day(vector["lapses_after"])

    def test_the_raw_day_is_the_last_even_on_a_saturday(self) -> None:
        # LIM-06 with D09 and D11: no text moves it to the Monday.
        found = limit(performed_on=date(2021, 11, 21), issued_on=date(2021, 11, 30), due_on=date(2021, 12, 30))
        assert found.last_day == day("2026-11-21")
        assert found.expired(day("2026-11-22"))
        assert not found.expired(day("2026-11-21"))
        found = limit(sector=Sector.TRANSPORT, performed_on=date(2025, 11, 22))
        assert found.last_day == day("2026-11-22")


class TestStart:
    @pytest.mark.parametrize(
        ("facts", "start", "by"),
        [
            ({"performed_on": date(2025, 12, 29)}, "2025-12-29", Start.PERFORMANCE),
            ({"performed_on": date(2026, 2, 15)}, "2025-12-31", Start.INVOICE),
            ({}, "2025-12-31", Start.INVOICE),
            ({"issued_on": date(2026, 1, 30), "performed_on": date(2026, 1, 30)}, "2026-01-30", Start.PERFORMANCE),
        ],
    )
    def test_the_earliest_of_performance_invoice_and_due_date(
        self, facts: dict[str, Any], start: str, by: Start
    ) -> None:
        found = limit(**facts)
        assert (found.start, found.started_by) == (day(start), by)


class TestInterruption:
    @pytest.mark.parametrize("cause", [Cause.RECOGNITION, Cause.CLAIM_IN_COURT, Cause.ENFORCEMENT])
    def test_a_new_time_of_the_same_length_begins(self, cause: Cause) -> None:
        # C. civ. 2231: five years from 10 June 2028.
        assert limit(CustomerKind.BUSINESS, Interruption(date(2028, 6, 10), cause)).last_day == day("2033-06-10")

    def test_a_fact_after_the_last_day_revives_nothing(self) -> None:
        late = Interruption(date(2031, 1, 1), Cause.RECOGNITION)
        assert limit(CustomerKind.BUSINESS, late).last_day == day("2030-12-31")

    def test_facts_chain_each_inside_the_time_of_the_one_before(self) -> None:
        first = Interruption(date(2027, 12, 31), Cause.RECOGNITION)
        second = Interruption(date(2029, 12, 1), Cause.CLAIM_IN_COURT)
        assert limit(CustomerKind.CONSUMER, second).last_day == day("2027-12-31")
        assert limit(CustomerKind.CONSUMER, second, first).last_day == day("2031-12-01")

    def test_a_claim_that_was_withdrawn_never_was(self) -> None:
        # C. civ. 2243.
        lost = Interruption(date(2028, 6, 10), Cause.CLAIM_IN_COURT, lost=True)
        assert limit(CustomerKind.BUSINESS, lost).last_day == day("2030-12-31")

    def test_twenty_years_after_the_start_nothing_is_left(self) -> None:
        # C. civ. 2232.
        yearly = [Interruption(date(year, 6, 1), Cause.RECOGNITION) for year in range(2028, 2046, 2)]
        assert limit(CustomerKind.BUSINESS, *yearly).last_day == day("2045-12-31")

    def test_a_written_claim_counts_towards_a_public_debtor_only(self) -> None:
        # LIM-03, LIM-04: four civil years after 2028.
        letter = Interruption(date(2028, 6, 10), Cause.WRITTEN_CLAIM)
        assert limit(CustomerKind.PUBLIC, letter).last_day == day("2032-12-31")
        assert limit(CustomerKind.BUSINESS, letter).last_day == day("2030-12-31")

    def test_a_part_payment_is_shown_as_possible_and_never_moves_the_alarm(self) -> None:
        # LIM-05.
        paid = limit(payments=(payment("100.00", date(2026, 2, 10)), payment("50.00")))
        assert (paid.last_day, paid.possible_until) == (day("2030-12-31"), day("2031-02-10"))
        assert paid.alarms == limit().alarms
        assert limit().possible_until is None

    def test_a_possible_recognition_is_as_uncertain_as_a_payment(self) -> None:
        asked = Interruption(date(2026, 5, 4), Cause.RECOGNITION, possible=True)
        found = limit(CustomerKind.BUSINESS, asked)
        assert (found.last_day, found.possible_until) == (day("2030-12-31"), day("2031-05-04"))


class TestAlarms:
    def test_a_year_half_a_year_three_months_and_a_month_before(self) -> None:
        # LIM-06; the last day is 31 December 2027.
        found = limit(CustomerKind.CONSUMER)
        assert found.alarms == (day("2026-12-31"), day("2027-07-04"), day("2027-10-02"), day("2027-12-01"))

    @pytest.mark.parametrize(
        ("on", "following", "alarming"),
        [
            ("2026-12-30", "2026-12-31", False),
            ("2026-12-31", "2026-12-31", True),
            ("2027-01-01", "2027-07-04", True),
            ("2027-12-02", None, True),
            ("2028-02-01", None, True),
        ],
    )
    def test_the_next_alarm_and_whether_one_has_gone_off(self, on: str, following: str | None, alarming: bool) -> None:
        found = limit(CustomerKind.CONSUMER)
        assert found.next_alarm(day(on)) == (day(following) if following else None)
        assert found.alarming(day(on)) is alarming


@given(DAYS, st.lists(DAYS, max_size=4), st.sampled_from(CustomerKind))
def test_no_fact_shortens_a_limit_nor_stretches_it_beyond_twenty_years(
    issued: date, facts: list[date], kind: CustomerKind
) -> None:
    interruptions = [Interruption(on, Cause.RECOGNITION) for on in facts]
    dates: dict[str, Any] = {"issued_on": issued, "due_on": issued}
    plain, moved = limit(kind, **dates), limit(kind, *interruptions, **dates)
    assert plain.last_day <= moved.last_day <= months_after(issued, 240)


@given(DAYS, st.sampled_from(CustomerKind))
def test_the_unknown_sector_is_never_later_than_any_known_one(issued: date, kind: CustomerKind) -> None:
    dates: dict[str, Any] = {"issued_on": issued, "due_on": issued}
    unknown = limit(kind, trade=None, **dates).last_day
    assert all(unknown <= limit(kind, trade=sector, **dates).last_day for sector in Sector)
