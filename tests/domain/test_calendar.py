"""Working days, civil dates and sending hours, told on the days where they go wrong."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.holidays_fr import FrenchHolidays
from relance.domain.calendar import PARIS, SendingHours, WorkingCalendar, civil_date, department_zone
from tests.builders import NANTES as NANTES_ADDRESS
from tests.builders import customer

CALENDAR = WorkingCalendar(FrenchHolidays())
HOURS = SendingHours()
NANTES, STRASBOURG, METZ, CAYENNE, REUNION = "44", "67", "57", "973", "974"


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


class TestHolidays:
    def test_the_eleven_national_holidays_of_2026(self) -> None:
        assert FrenchHolidays().of_year(2026, NANTES) == {
            date(2026, 1, 1),
            date(2026, 4, 6),  # lundi de Pâques
            date(2026, 5, 1),
            date(2026, 5, 8),
            date(2026, 5, 14),  # Ascension
            date(2026, 5, 25),  # lundi de Pentecôte
            date(2026, 7, 14),
            date(2026, 8, 15),
            date(2026, 11, 1),
            date(2026, 11, 11),
            date(2026, 12, 25),
        }

    @pytest.mark.parametrize("department", ["57", "67", "68"])
    def test_alsace_and_moselle_rest_on_good_friday_and_26_december(self, department: str) -> None:
        own = FrenchHolidays().of_year(2026, department) - FrenchHolidays().of_year(2026, NANTES)
        assert own == {date(2026, 4, 3), date(2026, 12, 26)}

    @pytest.mark.parametrize(
        ("department", "abolition"),
        [
            ("976", date(2026, 4, 27)),
            ("972", date(2026, 5, 22)),
            ("971", date(2026, 5, 27)),
            ("978", date(2026, 5, 28)),
            ("973", date(2026, 6, 10)),
            ("977", date(2026, 10, 9)),
            ("974", date(2026, 12, 20)),
        ],
    )
    def test_overseas_departments_rest_on_the_day_of_the_abolition(self, department: str, abolition: date) -> None:
        assert abolition in FrenchHolidays().of_year(2026, department)
        assert abolition not in FrenchHolidays().of_year(2026, NANTES)

    @pytest.mark.parametrize("department", ["", "20", "75", "99", "not a department"])
    def test_any_other_department_has_the_national_ones(self, department: str) -> None:
        assert FrenchHolidays().of_year(2027, department) == FrenchHolidays().of_year(2027, NANTES)

    def test_may_2008_had_ascension_and_labour_day_on_one_date(self) -> None:
        assert len(FrenchHolidays().of_year(2008, NANTES)) == 10

    @pytest.mark.parametrize(
        ("postal_code", "department"),
        [("44000", "44"), ("67000", "67"), ("20200", "20"), ("97410", "974"), ("98713", "987")],
    )
    def test_a_department_is_read_from_the_postal_code(self, postal_code: str, department: str) -> None:
        debtor = customer()
        there = type(debtor.address)(("1 rue",), postal_code, "Ville")
        assert customer(address=there).department == department

    def test_a_debtor_abroad_has_no_department(self) -> None:
        abroad = type(customer().address)(("1 Hauptstraße",), "67059", "Ludwigshafen", "DE")
        assert customer(address=abroad).department == ""


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("wanted", "department", "sent"),
        [
            ("2026-02-09", NANTES, "2026-02-09"),  # an ordinary Monday
            ("2026-11-21", NANTES, "2026-11-23"),  # Saturday
            ("2026-02-08", NANTES, "2026-02-09"),  # Sunday
            ("2026-05-08", NANTES, "2026-05-11"),  # a holiday on a Friday
            ("2026-05-14", NANTES, "2026-05-15"),  # Ascension: the Friday after is worked
            ("2026-04-03", NANTES, "2026-04-03"),  # Good Friday is worked in Nantes…
            ("2026-04-03", METZ, "2026-04-07"),  # … and opens four days of rest in Metz
            ("2027-03-26", "68", "2027-03-30"),
            ("2026-12-26", STRASBOURG, "2026-12-28"),
            ("2025-12-25", STRASBOURG, "2025-12-29"),
            ("2027-01-01", NANTES, "2027-01-04"),
            ("2026-06-10", CAYENNE, "2026-06-11"),
        ],
    )
    def test_a_send_moves_forward_to_a_working_day(self, wanted: str, department: str, sent: str) -> None:
        assert CALENDAR.on_or_after(date.fromisoformat(wanted), department) == date.fromisoformat(sent)

    def test_working_days_are_counted_over_weekends_and_years(self) -> None:
        assert CALENDAR.after(date(2026, 2, 6), NANTES) == date(2026, 2, 9)
        assert CALENDAR.after(date(2026, 2, 9), NANTES, days=5) == date(2026, 2, 16)
        assert CALENDAR.after(date(2025, 12, 31), NANTES, days=1) == date(2026, 1, 2)
        assert CALENDAR.after(date(2026, 2, 9), NANTES, days=0) == date(2026, 2, 9)

    @given(
        day=st.dates(date(2020, 1, 1), date(2035, 12, 31)), department=st.sampled_from([NANTES, METZ, "68", REUNION])
    )
    def test_the_next_working_day_is_worked_near_and_stable(self, day: date, department: str) -> None:
        found = CALENDAR.on_or_after(day, department)
        assert CALENDAR.is_working_day(found, department)
        assert timedelta(0) <= found - day <= timedelta(days=5)
        assert CALENDAR.on_or_after(found, department) == found
        assert not any(CALENDAR.is_working_day(day + timedelta(n), department) for n in range((found - day).days))


class TestCivilDates:
    @pytest.mark.parametrize(
        ("instant", "day"),
        [
            ("2026-06-30T22:30:00+00:00", "2026-07-01"),  # 00:30 in Paris, summer
            ("2026-06-30T21:59:59+00:00", "2026-06-30"),
            ("2026-01-31T23:00:00+00:00", "2026-02-01"),  # midnight in Paris, winter
            ("2026-03-29T00:59:59+00:00", "2026-03-29"),  # a second before clocks go forward
            ("2026-10-25T01:30:00+00:00", "2026-10-25"),  # 02:30 for the second time
            ("2026-12-31T19:30:00-04:00", "2027-01-01"),  # still New Year's Eve in Guadeloupe
        ],
    )
    def test_an_instant_belongs_to_its_day_in_paris(self, instant: str, day: str) -> None:
        assert civil_date(datetime.fromisoformat(instant)) == date.fromisoformat(day)

    def test_a_time_without_zone_has_no_civil_date(self) -> None:
        with pytest.raises(ValueError, match="naive"):
            civil_date(datetime(2026, 2, 9, 8, 30))  # noqa: DTZ001


class TestSendingHours:
    @pytest.mark.parametrize(
        ("clock", "inside"),
        [
            ("2026-02-09T08:29:59", False),
            ("2026-02-09T08:30:00", True),
            ("2026-02-09T18:59:59", True),
            ("2026-02-09T19:00:00", False),
            ("2026-02-09T00:30:00", False),
            ("2026-03-30T08:30:00", True),  # the Monday after clocks went forward
            ("2026-10-26T18:59:59", True),  # the Monday after they went back
        ],
    )
    def test_hours_are_those_of_the_clock_on_the_debtors_wall(self, clock: str, inside: bool) -> None:
        assert HOURS.contain(paris(clock), NANTES) is inside

    def test_the_same_instant_is_inside_in_one_department_and_outside_in_another(self) -> None:
        morning = datetime(2026, 2, 9, 8, 0, tzinfo=UTC)
        assert HOURS.contain(morning, NANTES)  # 09:00
        assert not HOURS.contain(morning, CAYENNE)  # 05:00
        assert HOURS.contain(morning, REUNION)  # 12:00
        assert not HOURS.contain(morning, "988")  # 19:00 in Nouméa

    def test_summer_and_winter_shift_the_instant_by_an_hour(self) -> None:
        eight_thirty_winter = datetime(2026, 2, 9, 7, 30, tzinfo=UTC)
        eight_thirty_summer = datetime(2026, 7, 6, 6, 30, tzinfo=UTC)
        assert HOURS.contain(eight_thirty_winter, NANTES)
        assert HOURS.contain(eight_thirty_summer, NANTES)
        assert not HOURS.contain(eight_thirty_summer - timedelta(seconds=1), NANTES)

    def test_an_unknown_department_lives_in_paris_time(self) -> None:
        assert department_zone("") == department_zone("44") == PARIS
        assert department_zone("971") == ZoneInfo("America/Guadeloupe")


@pytest.mark.parametrize(
    ("postal_code", "department"),
    [("97133", "977"), ("97150", "978"), ("97110", "971"), ("67000", "67"), ("20090", "20")],
)
def test_two_islands_keep_guadeloupe_s_postal_codes_and_not_its_holidays(postal_code: str, department: str) -> None:
    at = replace(NANTES_ADDRESS, postal_code=postal_code)
    assert customer(address=at).department == department
