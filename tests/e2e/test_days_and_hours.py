"""Nothing on Sundays, holidays or outside hours, where the debtor lives; a day is that of Paris."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from tests.e2e.customer import StoryCustomer

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

STRASBOURG = {"lines": ["15 quai des Bateliers"], "postal_code": "67000", "city": "Strasbourg", "country": "FR"}
GUADELOUPE = {"lines": ["Route de Sofaïa"], "postal_code": "97115", "city": "Sainte-Rose", "country": "FR"}


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2026, 4, 4), time(8, 30)),  # a Saturday
        (date(2026, 4, 5), time(8, 30)),  # Easter Sunday
        (date(2026, 4, 6), time(8, 30)),  # Easter Monday
        (date(2026, 4, 7), time(8, 29)),
        (date(2026, 4, 7), time(19, 0)),
    ],
)
def test_nothing_leaves_outside_working_days_and_hours(
    day: date, at: time, customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer()
    debtor.invoice("A", "2026-04-01")
    morning(day, at)
    assert debtor.mails() == []
    assert debtor.contacts() == []


def test_what_could_not_leave_over_easter_leaves_on_tuesday(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer()
    debtor.invoice("A", "2026-04-01")
    for day in (date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6), date(2026, 4, 7)):
        morning(day)
    assert debtor.contacts() == [("2026-04-07", "first_reminder", "SENT")]


def test_good_friday_is_a_holiday_in_strasbourg_and_not_in_angers(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    alsatian, angevin = customer(address=STRASBOURG), customer()
    alsatian.invoice("A", "2026-03-31")
    angevin.invoice("A", "2026-03-31")
    morning(date(2026, 4, 3))
    assert (len(alsatian.mails()), len(angevin.mails())) == (0, 1)
    morning(date(2026, 4, 7))
    assert len(alsatian.mails()) == 1


def test_the_caribbean_is_asleep_at_half_past_eight_in_paris(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer(address=GUADELOUPE)
    debtor.invoice("A", "2026-03-06")
    morning(date(2026, 3, 10))
    assert debtor.mails() == []
    morning(date(2026, 3, 10), time(13, 30))
    assert debtor.contacts() == [("2026-03-10", "first_reminder", "SENT")]


@pytest.mark.parametrize(
    ("day", "in_utc"),
    [
        (date(2026, 3, 27), "2026-03-27T07:30"),
        (date(2026, 3, 30), "2026-03-30T06:30"),  # summer time since the day before
        (date(2026, 10, 23), "2026-10-23T06:30"),
        (date(2026, 10, 26), "2026-10-26T07:30"),  # winter time since the day before
    ],
)
def test_half_past_eight_is_that_of_paris_on_both_sides_of_the_clock_changes(
    day: date, in_utc: str, customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer()
    debtor.invoice("A", "2026-03-20")
    answer = morning(day)
    assert answer["day"] == day.isoformat()
    (mail,) = debtor.mails()
    assert mail.at.isoformat().startswith(in_utc)


def test_a_run_half_an_hour_after_midnight_belongs_to_the_new_day(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    """00:30 in Paris on 1 July is 22:30 of the eve in UTC. Nobody is written to at that hour."""
    debtor = customer()
    debtor.invoice("A", "2026-06-26")
    assert morning(date(2026, 7, 1), time(0, 30))["day"] == "2026-07-01"
    assert debtor.mails() == []
    morning(date(2026, 7, 1))
    assert debtor.contacts() == [("2026-07-01", "first_reminder", "SENT")]
