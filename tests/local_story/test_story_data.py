"""The chronicle and the habits name only what there is, and mean what they say."""

import tomllib
from datetime import date, time
from pathlib import Path

import pytest

from local.carriers import journeys
from local.portfolio.book import load_portfolio
from local.story.acts import Acts
from local.story.chronicle import load_chronicle
from local.story.habits import Habit, Reminder, load_habits

CHRONICLE = load_chronicle()
PORTFOLIO = load_portfolio()
JOURNEYS = tomllib.loads(Path(journeys.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
DUE = date(2026, 3, 10)
TUESDAY = date(2026, 3, 17)


def test_the_story_lasts_sixty_days_over_a_clock_change_and_easter() -> None:
    days = list(CHRONICLE.days())
    assert len(days) == 60
    assert {date(2026, 3, 29), date(2026, 4, 6)} <= set(days)


def test_the_scheduler_is_down_for_ten_days() -> None:
    down = [day for day in CHRONICLE.days() if CHRONICLE.outage(day)]
    assert (down[0], down[-1], len(down)) == (date(2026, 4, 13), date(2026, 4, 22), 10)


@pytest.mark.parametrize("event", CHRONICLE.events, ids=lambda e: f"{e.on} {e.do}")
def test_every_event_is_an_act_on_something_that_exists(event: object) -> None:
    numbers = {i["record"].removeprefix("INVOICE#") for i in PORTFOLIO.invoices}
    customers = {c["customer_id"] for c in PORTFOLIO.customers}
    details = event.details  # type: ignore[attr-defined]
    assert hasattr(Acts, event.do)  # type: ignore[attr-defined]
    assert details.get("invoice", "F26-0069") in numbers
    assert details.get("customer", "CL-1001") in customers
    assert details.get("account", "CL-1001") in customers


def test_an_event_without_a_time_happens_in_the_afternoon() -> None:
    (held,) = [e for e in CHRONICLE.events if e.do == "hold" and e.between]
    assert held.at == time(15, 0)


def test_every_habit_is_that_of_a_customer_and_says_one_thing() -> None:
    habits = load_habits()
    assert set(habits) <= {c["customer_id"] for c in PORTFOLIO.customers}
    for habit in habits.values():
        assert sum(way is not None for way in (habit.early, habit.late, habit.after_step)) == 1


@pytest.mark.parametrize(
    ("habit", "today", "pays"),
    [
        (Habit(early=2), date(2026, 3, 7), False),
        (Habit(early=2), date(2026, 3, 8), True),
        (Habit(late=3), date(2026, 3, 12), False),
        (Habit(late=3), date(2026, 3, 13), True),
        (Habit(after_step=1, days=4), date(2026, 3, 16), False),
        (Habit(after_step=1, days=4), TUESDAY, True),
        (Habit(after_step=2, days=4), TUESDAY, False),
        (Habit(early=2, since=date(2026, 3, 18)), TUESDAY, False),
    ],
)
def test_a_debtor_pays_by_its_habit(habit: Habit, today: date, *, pays: bool) -> None:
    first_reminder = Reminder(date(2026, 3, 13), rank=1)
    assert habit.pays(DUE, today, [first_reminder]) is pays


def test_a_reminder_sent_before_the_due_date_moves_nobody_who_waits_for_a_late_one() -> None:
    assert not Habit(after_step=0, days=1).pays(DUE, TUESDAY, [Reminder(date(2026, 3, 5), rank=0)])


def test_every_fate_is_one_that_a_carrier_of_that_channel_knows() -> None:
    known = {
        (service, outcome)
        for services in JOURNEYS.values()
        for service, outcomes in services.items()
        for outcome in outcomes
    }
    customers = {c["customer_id"] for c in PORTFOLIO.customers}
    for fate in CHRONICLE.fates:
        assert fate.customer in customers
        assert {(fate.channel, outcome) for outcome in fate.outcomes} <= known


def test_whoever_reads_or_refuses_a_tracked_letter_is_a_customer() -> None:
    assert set(CHRONICLE.readers) <= {c["customer_id"] for c in PORTFOLIO.customers}
    assert set(CHRONICLE.readers.values()) == {"read", "refuse"}


def test_two_carriers_are_down_for_two_days_each() -> None:
    lasted = {outage.carrier: (outage.last - outage.first).days + 1 for outage in CHRONICLE.carrier_outages}
    assert lasted == {"merci_facteur": 2, "ar24": 2}
    assert set(lasted) <= set(JOURNEYS)
