"""Which rate runs on which day: PEN-02 to PEN-08, B2C-01 to B2C-03, PUB-01. Interest is worked out by hand."""

import pytest

from relance.domain.errors import RejectedError
from tests.law.asking import parts, stated

FLOOR = "plancher 3 x taux legal (C. com. L441-10 II)"
SET_ASIDE = "BCE + 10 (clause ecartee)"
CLAUSE = "taux contractuel"
SPRING_TO_AUTUMN = {"due_date": "2026-04-30", "as_of": "2026-09-30"}
"""61 days at the rates of 2026-S1 (floor 7.86, default 12.15), 92 days at those of 2026-S2 (8.25, 12.40)."""

CONSUMER = {"regime": "B2C", "principal": "850.00", "due_date": "2026-03-15"}
PUBLIC = {"regime": "PUBLIC", "principal": "1000.00"}


def clause(value: str, policy: str | None = None, *, mode: str = "fixed") -> dict[str, str]:
    return {"mode": mode, "value": value} | ({"below_floor_policy": policy} if policy else {})


class TestBetweenProfessionals:
    def test_the_default_is_never_raised_to_the_floor(self) -> None:
        """PEN-03: in 2024-S1 the floor, 15.21, was above the default, 14.50."""
        found = stated(due_date="2024-01-31", as_of="2024-03-31")

        # 10 000 × 14.50 × 60 / 36 500 = 238.356; 29 February counts, and the year has 365 days (PEN-07)
        assert parts(found) == [("2024-02-01", "2024-03-31", 60, "10000.00", "14.50", "238.36")]
        assert found["flags"] == []

    def test_half_a_cent_is_rounded_up(self) -> None:
        # 456.25 × 12.40 × 1 / 36 500 = 0.155 exactly (PEN-08)
        found = stated(principal="456.25", due_date="2026-09-30", as_of="2026-10-01")

        assert found["interest_due"] == "0.16"

    def test_a_semester_without_rates_is_named_and_never_guessed(self) -> None:
        """RATE-01."""
        with pytest.raises(RejectedError, match="2027-S1"):
            stated(due_date="2026-12-01", as_of="2027-01-01")

    def test_the_last_rated_day_needs_no_later_rate(self) -> None:
        assert parts(stated(due_date="2026-12-30", as_of="2026-12-31")) == [
            ("2026-12-31", "2026-12-31", 1, "10000.00", "12.40", "3.40")
        ]

    def test_a_semester_before_the_table_is_named(self) -> None:
        with pytest.raises(RejectedError, match="2014-S2"):
            stated(due_date="2014-12-30", as_of="2015-03-31")


class TestClauses:
    """PEN-03, PEN-04."""

    @pytest.mark.parametrize(
        ("policy", "expected", "bases"),
        [
            # 10 000 × 5 × 61 / 36 500 = 83.562; × 92 = 126.027
            ("AS_STIPULATED", [("5.00", "83.56"), ("5.00", "126.03")], [CLAUSE, CLAUSE]),
            # × 7.86 × 61 = 131.359; × 8.25 × 92 = 207.945
            ("FLOOR_PER_SEMESTER", [("7.86", "131.36"), ("8.25", "207.95")], [FLOOR, FLOOR]),
            # × 12.15 × 61 = 203.055; × 12.40 × 92 = 312.548
            ("DEFAULT_RATE", [("12.15", "203.05"), ("12.40", "312.55")], [SET_ASIDE, SET_ASIDE]),
        ],
    )
    def test_below_the_floor_the_policy_decides_and_a_person_is_told(
        self, policy: str, expected: list[tuple[str, str]], bases: list[str]
    ) -> None:
        found = stated(**SPRING_TO_AUTUMN, rate=clause("5.00", policy))

        assert [(s["rate_pct"], s["interest"]) for s in found["segments"]] == expected
        assert [s["basis"] for s in found["segments"]] == bases
        assert found["flags"] == ["CONTRACT_RATE_BELOW_FLOOR"]

    def test_without_a_policy_the_floor_is_asked(self) -> None:
        assert stated(**SPRING_TO_AUTUMN, rate=clause("5.00")) == stated(
            **SPRING_TO_AUTUMN, rate=clause("5.00", "FLOOR_PER_SEMESTER")
        )

    @pytest.mark.parametrize(
        ("policy", "autumn"),
        [
            ("AS_STIPULATED", ("8.00", "201.64", CLAUSE)),  # 10 000 × 8 × 92 / 36 500 = 201.644
            ("FLOOR_PER_SEMESTER", ("8.25", "207.95", FLOOR)),
            ("DEFAULT_RATE", ("12.40", "312.55", SET_ASIDE)),
        ],
    )
    def test_a_clause_may_be_lawful_in_one_semester_and_low_in_the_next(
        self, policy: str, autumn: tuple[str, str, str]
    ) -> None:
        found = stated(**SPRING_TO_AUTUMN, rate=clause("8.00", policy))

        # 10 000 × 8 × 61 / 36 500 = 133.699
        assert [(s["rate_pct"], s["interest"], s["basis"]) for s in found["segments"]] == [
            ("8.00", "133.70", CLAUSE),
            autumn,
        ]
        assert found["flags"] == ["CONTRACT_RATE_BELOW_FLOOR"]

    def test_a_semester_without_interest_does_not_count_against_the_clause(self) -> None:
        assert stated(due_date="2026-04-30", as_of="2026-06-30", rate=clause("8.00"))["flags"] == []

    def test_the_floor_itself_is_lawful(self) -> None:
        assert stated(due_date="2026-07-31", as_of="2026-08-31", rate=clause("8.25"))["flags"] == []

    def test_a_multiple_of_the_legal_rate_meets_the_same_floor(self) -> None:
        found = stated(**SPRING_TO_AUTUMN, rate=clause("2", "AS_STIPULATED", mode="multiple_of_til"))

        # 2 × 2.62 and 2 × 2.75; 10 000 × 5.24 × 61 / 36 500 = 87.573; × 5.50 × 92 = 138.630
        assert [(s["rate_pct"], s["interest"]) for s in found["segments"]] == [("5.24", "87.57"), ("5.50", "138.63")]
        assert found["flags"] == ["CONTRACT_RATE_BELOW_FLOOR"]

    def test_a_product_keeps_all_its_decimals(self) -> None:
        found = stated(due_date="2026-07-31", as_of="2026-08-31", rate=clause("3.5", mode="multiple_of_til"))

        # 3.5 × 2.75 = 9.625; 10 000 × 9.625 × 31 / 36 500 = 81.747
        assert parts(found) == [("2026-08-01", "2026-08-31", 31, "10000.00", "9.625", "81.75")]


class TestConsumers:
    def test_without_a_formal_notice_nothing_is_added(self) -> None:
        found = stated(**CONSUMER, as_of="2026-10-15", payments=[{"date": "2026-05-01", "amount": "50.00"}])

        assert found["segments"] == []
        assert found["allocations"][0]["to_principal"] == "50.00"
        assert (found["total_due"], found["indemnity"]) == ("800.00", "0.00")
        assert found["flags"] == ["B2C_NO_FORMAL_NOTICE"]

    def test_a_notice_before_the_due_date_brings_no_interest_before_it(self) -> None:
        found = stated(**CONSUMER, as_of="2026-03-31", formal_notice_effective="2026-03-01")

        # 850 × 2.62 × 16 / 36 500 = 0.976
        assert parts(found) == [("2026-03-16", "2026-03-31", 16, "850.00", "2.62", "0.98")]

    def test_a_notice_to_come_brings_none_yet(self) -> None:
        found = stated(**CONSUMER, as_of="2026-04-10", formal_notice_effective="2026-04-10")

        assert (found["segments"], found["total_due"], found["flags"]) == ([], "850.00", [])


class TestPublicBuyers:
    def test_the_first_rate_holds_for_ever_so_that_no_later_one_is_needed(self) -> None:
        """PUB-01, where 2027-S1 is not published."""
        found = stated(**PUBLIC, due_date="2026-06-15", as_of="2027-03-31")

        # 1 000 × 10.15 × 15 / 36 500 = 4.171; × 184 = 51.167; × 90 = 25.027
        assert parts(found) == [
            ("2026-06-16", "2026-06-30", 15, "1000.00", "10.15", "4.17"),
            ("2026-07-01", "2026-12-31", 184, "1000.00", "10.15", "51.17"),
            ("2027-01-01", "2027-03-31", 90, "1000.00", "10.15", "25.03"),
        ]

    def test_due_on_the_last_day_of_a_semester_it_bears_the_next_one_s_rate(self) -> None:
        # 10.15 in 2026-S1, 10.40 in 2026-S2; 1 000 × 10.40 × 31 / 36 500 = 8.833
        assert parts(stated(**PUBLIC, due_date="2026-06-30", as_of="2026-07-31")) == [
            ("2026-07-01", "2026-07-31", 31, "1000.00", "10.40", "8.83")
        ]

    def test_what_is_not_due_needs_no_rate(self) -> None:
        assert stated(**PUBLIC, due_date="2027-01-31", as_of="2026-11-22")["total_due"] == "1000.00"

    def test_payments_clear_principal_first(self) -> None:
        """PUB-06."""
        found = stated(
            regime="PUBLIC",
            principal="25000.00",
            due_date="2025-06-15",
            as_of="2025-12-31",
            payments=[{"date": "2025-07-31", "amount": "10000.00"}],
        )

        # 25 000 × 11.15 × 15 / 36 500 = 114.555; × 31 = 236.747; 15 000 × 11.15 × 153 / 36 500 = 701.075
        assert [(s["principal"], s["interest"]) for s in found["segments"]] == [
            ("25000.00", "114.55"),
            ("25000.00", "236.75"),
            ("15000.00", "701.08"),
        ]
        assert found["allocations"][0]["to_principal"] == "10000.00"
        assert found["total_due"] == "16092.38"  # 15 000 + 1 052.38 + 40
