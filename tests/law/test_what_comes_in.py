"""Payments, credit notes, judgments and days of grace: IMP-01 to IMP-07, PEN-12, PEN-14, INS-02, C. civ. 1343-5."""

from typing import Any

import pytest

from tests.law.asking import parts, stated

WINTER = {"due_date": "2026-01-31"}
AUTUMN = {"principal": "1000.00", "due_date": "2026-09-30", "as_of": "2026-11-21"}
JUDGED = {"due_date": "2026-02-28", "insolvency_judgment": "2026-04-15", "as_of": "2026-11-21"}


def pays(day: str, amount: str) -> dict[str, str]:
    return {"date": day, "amount": amount}


def imputed(found: Any) -> list[tuple[str, str, str]]:
    return [(a["to_interest"], a["to_principal"], a["to_indemnity"]) for a in found["allocations"]]


class TestPayments:
    def test_principal_first_leaves_the_interest_standing(self) -> None:
        """IMP-02."""
        found = stated(
            **WINTER, as_of="2026-05-31", allocation="PRINCIPAL_FIRST", payments=[pays("2026-03-02", "4000.00")]
        )

        # 10 000 × 12.15 × 30 / 36 500 = 99.863; 6 000 × 12.15 × 90 / 36 500 = 179.753
        assert [s["interest"] for s in found["segments"]] == ["99.86", "179.75"]
        assert imputed(found) == [("0.00", "4000.00", "0.00")]
        assert found["total_due"] == "6319.61"

    def test_principal_first_a_late_wire_of_the_price_stops_the_clock(self) -> None:
        found = stated(
            **WINTER, as_of="2026-06-30", allocation="PRINCIPAL_FIRST", payments=[pays("2026-04-01", "10000.00")]
        )

        assert [s["to"] for s in found["segments"]] == ["2026-04-01"]
        assert (found["principal_due"], found["interest_due"], found["total_due"]) == ("0.00", "199.73", "239.73")

    def test_paid_on_the_due_date_nothing_is_owed(self) -> None:
        found = stated(**WINTER, as_of="2026-11-21", payments=[pays("2026-01-31", "10000.00")])

        assert (found["segments"], found["indemnity"], found["total_due"]) == ([], "0.00", "0.00")

    def test_one_day_late_costs_a_day_and_the_indemnity(self) -> None:
        """PEN-12, IMP-07: the day of the payment still bears interest."""
        found = stated(**WINTER, as_of="2026-11-21", payments=[pays("2026-02-01", "10000.00")])

        # 10 000 × 12.15 × 1 / 36 500 = 3.329, taken first; then 3.33 of principal bear interest:
        # 3.33 × 12.15 × 149 / 36 500 = 0.165; 3.33 × 12.40 × 144 / 36 500 = 0.163
        assert parts(found) == [
            ("2026-02-01", "2026-02-01", 1, "10000.00", "12.15", "3.33"),
            ("2026-02-02", "2026-06-30", 149, "3.33", "12.15", "0.17"),
            ("2026-07-01", "2026-11-21", 144, "3.33", "12.40", "0.16"),
        ]
        assert (found["indemnity_due"], found["total_due"]) == ("40.00", "43.66")

    def test_a_part_paid_before_the_due_date_never_bore_interest(self) -> None:
        found = stated(**AUTUMN, payments=[pays("2026-09-01", "400.00")])

        # 600 × 12.40 × 52 / 36 500 = 10.599
        assert parts(found) == [("2026-10-01", "2026-11-21", 52, "600.00", "12.40", "10.60")]
        assert imputed(found) == [("0.00", "400.00", "0.00")]

    def test_too_much_paid_in_time_is_a_credit(self) -> None:
        found = stated(**AUTUMN, payments=[pays("2026-09-15", "1100.00")])

        assert imputed(found) == [("0.00", "1000.00", "0.00")]
        assert (found["overpayment"], found["indemnity"], found["total_due"]) == ("100.00", "0.00", "0.00")

    def test_what_comes_after_the_day_does_not_count(self) -> None:
        late = {"payments": [pays("2026-11-22", "500.00")], "credit_notes": [pays("2026-11-22", "500.00")]}

        assert stated(**AUTUMN, **late) == stated(**AUTUMN)

    def test_two_payments_of_one_day_part_the_interest_once(self) -> None:
        found = stated(**AUTUMN, payments=[pays("2026-10-31", "4.00"), pays("2026-10-31", "500.00")])

        # 1 000 × 12.40 × 31 / 36 500 = 10.532; 506.53 × 12.40 × 21 / 36 500 = 3.614
        assert [(s["to"], s["interest"]) for s in found["segments"]] == [
            ("2026-10-31", "10.53"),
            ("2026-11-21", "3.61"),
        ]
        assert imputed(found) == [("4.00", "0.00", "0.00"), ("6.53", "493.47", "0.00")]


class TestCreditNotes:
    def test_a_commercial_gesture_counts_from_the_next_day(self) -> None:
        """IMP-06."""
        found = stated(
            regime="B2B",
            principal="12000.00",
            **WINTER,
            as_of="2026-06-30",
            credit_notes=[{**pays("2026-04-10", "3000.00"), "effect": "DATE"}],
        )

        # 12 000 × 12.15 × 69 / 36 500 = 275.622; 9 000 × 12.15 × 81 / 36 500 = 242.667
        assert parts(found) == [
            ("2026-02-01", "2026-04-10", 69, "12000.00", "12.15", "275.62"),
            ("2026-04-11", "2026-06-30", 81, "9000.00", "12.15", "242.67"),
        ]
        assert found["allocations"] == [
            {
                "date": "2026-04-10",
                "kind": "credit_note",
                "amount": "3000.00",
                "to_interest": "0.00",
                "to_principal": "3000.00",
                "to_indemnity": "0.00",
            }
        ]
        assert found["total_due"] == "9558.29"

    def test_more_than_the_price_is_a_credit_and_pays_no_interest(self) -> None:
        found = stated(**AUTUMN, credit_notes=[{**pays("2026-10-31", "1200.00"), "effect": "DATE"}])

        assert imputed(found) == [("0.00", "1000.00", "0.00")]
        assert (found["overpayment"], found["interest_due"], found["total_due"]) == ("200.00", "10.53", "50.53")

    def test_on_one_day_credit_notes_come_before_payments(self) -> None:
        found = stated(
            **AUTUMN,
            payments=[pays("2026-10-31", "600.00")],
            credit_notes=[{**pays("2026-10-31", "500.00"), "effect": "DATE"}],
        )

        assert [a["kind"] for a in found["allocations"]] == ["credit_note", "payment"]
        assert imputed(found) == [("0.00", "500.00", "0.00"), ("10.53", "500.00", "40.00")]
        assert (found["overpayment"], found["total_due"]) == ("49.47", "0.00")

    def test_a_correction_after_a_payment_in_time_leaves_a_credit(self) -> None:
        found = stated(**AUTUMN, payments=[pays("2026-09-30", "1000.00")], credit_notes=[pays("2026-10-31", "300.00")])

        assert (found["overpayment"], found["segments"], found["indemnity"]) == ("300.00", [], "0.00")

    def test_a_correction_beyond_the_price_leaves_a_credit(self) -> None:
        found = stated(**AUTUMN, credit_notes=[pays("2026-10-31", "1300.00")])

        assert (found["overpayment"], found["total_due"], found["allocations"]) == ("300.00", "0.00", [])

    def test_credited_in_full_by_the_due_date_no_indemnity_is_owed(self) -> None:
        found = stated(**AUTUMN, credit_notes=[{**pays("2026-09-30", "1000.00"), "effect": "DATE"}])

        assert found["indemnity"] == "0.00"


class TestIndemnity:
    """PEN-12, PEN-14."""

    @pytest.mark.parametrize(
        ("judgment", "indemnity"),
        [("2026-09-29", "0.00"), ("2026-09-30", "0.00"), ("2026-10-01", "40.00"), ("2026-12-01", "40.00")],
    )
    def test_it_is_owed_unless_a_judgment_forbade_to_pay_in_time(self, judgment: str, indemnity: str) -> None:
        assert stated(**AUTUMN, insolvency_judgment=judgment)["indemnity"] == indemnity

    def test_it_was_the_same_before_the_decree_of_2021(self) -> None:
        assert stated(due_date="2019-03-31", as_of="2019-04-30")["indemnity"] == "40.00"

    def test_a_part_of_it_may_be_paid(self) -> None:
        found = stated(**AUTUMN, payments=[pays("2026-10-31", "1020.00")])

        # 1 020 − 10.53 − 1 000 = 9.47 of the 40 €
        assert (found["indemnity"], found["indemnity_due"], found["total_due"]) == ("40.00", "30.53", "30.53")


class TestInsolvency:
    """INS-01, INS-02."""

    def test_a_payment_on_the_day_of_the_judgment_or_later_is_told(self) -> None:
        found = stated(**JUDGED, payments=[pays("2026-04-15", "1000.00")])

        assert found["flags"] == ["INSOLVENCY", "PAYMENT_AFTER_INSOLVENCY_JUDGMENT"]
        assert parts(found) == [("2026-03-01", "2026-04-14", 45, "10000.00", "12.15", "149.79")]
        assert imputed(found) == [("149.79", "850.21", "0.00")]

    def test_a_payment_on_its_eve_is_not(self) -> None:
        assert stated(**JUDGED, payments=[pays("2026-04-14", "1000.00")])["flags"] == ["INSOLVENCY"]

    def test_one_that_does_not_count_yet_is_not(self) -> None:
        assert stated(**JUDGED, payments=[pays("2026-11-22", "1000.00")])["flags"] == ["INSOLVENCY"]

    def test_a_judgment_to_come_changes_nothing_yet(self) -> None:
        ahead = {**JUDGED, "as_of": "2026-04-14"}

        assert stated(**ahead) == stated(due_date="2026-02-28", as_of="2026-04-14")

    def test_due_on_the_eve_no_day_bears_interest(self) -> None:
        found = stated(due_date="2026-04-14", insolvency_judgment="2026-04-15", as_of="2026-11-21")

        assert (found["segments"], found["total_due"]) == ([], "10040.00")


class TestGrace:
    """C. civ. 1343-5, al. 4."""

    def test_overlapping_periods_part_the_statement_at_every_edge(self) -> None:
        found = stated(
            due_date="2026-02-28",
            as_of="2026-04-30",
            suspensions=[["2026-03-15", "2026-04-10"], ["2026-03-01", "2026-03-31"]],
        )

        # 10 000 × 12.15 × 20 / 36 500 = 66.575
        assert parts(found) == [
            ("2026-03-01", "2026-03-14", 14, "10000.00", "0.00", "0.00"),
            ("2026-03-15", "2026-03-31", 17, "10000.00", "0.00", "0.00"),
            ("2026-04-01", "2026-04-10", 10, "10000.00", "0.00", "0.00"),
            ("2026-04-11", "2026-04-30", 20, "10000.00", "12.15", "66.58"),
        ]

    def test_it_may_begin_before_the_due_date_and_last_beyond_the_day(self) -> None:
        found = stated(**AUTUMN, suspensions=[["2026-09-01", "2027-08-31"]])

        assert parts(found) == [("2026-10-01", "2026-11-21", 52, "1000.00", "0.00", "0.00")]
        assert found["total_due"] == "1040.00"

    def test_its_days_need_no_rate(self) -> None:
        found = stated(due_date="2026-12-31", as_of="2027-03-31", suspensions=[["2027-01-01", "2027-06-30"]])

        assert found["interest_accrued"] == "0.00"

    def test_in_it_no_clause_is_below_the_floor(self) -> None:
        found = stated(
            due_date="2026-05-31",
            as_of="2026-09-30",
            rate={"mode": "fixed", "value": "8.00"},
            suspensions=[["2026-07-01", "2026-12-31"]],
        )

        assert found["flags"] == []

    def test_a_payment_inside_it_lowers_what_bears_interest_afterwards(self) -> None:
        found = stated(
            due_date="2026-01-31",
            as_of="2026-05-31",
            suspensions=[["2026-03-01", "2026-04-30"]],
            payments=[pays("2026-03-31", "1093.21")],
        )

        # 10 000 × 12.15 × 28 / 36 500 = 93.205; 9 000 × 12.15 × 31 / 36 500 = 92.873
        assert [(s["from"], s["principal"], s["interest"]) for s in found["segments"]] == [
            ("2026-02-01", "10000.00", "93.21"),
            ("2026-03-01", "10000.00", "0.00"),
            ("2026-04-01", "9000.00", "0.00"),
            ("2026-05-01", "9000.00", "92.87"),
        ]
