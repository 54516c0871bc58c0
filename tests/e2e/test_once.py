"""One contact per account and day, whatever runs again, comes twice or stood still meanwhile."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from local.story.world import World
from relance.domain import events
from tests.e2e.customer import StoryCustomer

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

TUESDAY = date(2026, 3, 10)


def test_a_day_run_a_hundred_times_with_every_message_twice_is_one_contact(
    world: World, customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer()
    debtor.invoice("A", "2026-03-06")
    for _ in range(99):
        morning(TUESDAY, settle=False)
    morning(TUESDAY)
    world.deliver_again(TUESDAY, debtor.rows())
    assert debtor.contacts() == [("2026-03-10", "first_reminder", "SENT")]
    assert len(debtor.mails()) == 1
    assert len(debtor.events(events.CONTACT_SENT)) == 1


def test_what_was_sent_is_what_is_archived_byte_by_byte(
    world: World, customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer()
    debtor.invoice("A", "2026-03-06")
    morning(TUESDAY)
    (row,), (mail,) = debtor.rows(), debtor.mails()
    assert row.message is not None
    assert row.letter is not None
    assert world.app.archive.get(row.message.key) == mail.file.read_bytes()
    letter = world.app.archive.get(row.letter.key)
    assert letter.startswith(b"%PDF-")
    assert letter in mail.attachments.values()
    assert f"{debtor.number('A')}.pdf" in mail.attachments


def test_a_scheduler_off_for_ten_days_owes_one_contact_of_the_lowest_rank(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    """Due on 20 March, no run before 7 April: the notice before the due date is passed over, no reminder is."""
    debtor = customer()
    debtor.invoice("A", "2026-03-20")
    morning(date(2026, 3, 13))
    assert debtor.contacts() == []
    morning(date(2026, 4, 7))
    assert debtor.contacts() == [("2026-04-07", "first_reminder", "SENT")]
    (passed,) = debtor.events(events.STEPS_SUPERSEDED)
    assert passed.data["steps"] == [{"invoice": f"{debtor.id}#{debtor.number('A')}", "rank": 0}]


def test_a_first_reminder_sent_late_pushes_the_second(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    """Due on 2 March, reminded on the 24th instead of the 5th: the second waits ten days more, not for the 17th."""
    debtor = customer()
    debtor.invoice("A", "2026-03-02")
    for day in (date(2026, 3, 24), date(2026, 3, 25), date(2026, 4, 2), date(2026, 4, 3)):
        morning(day)
    assert debtor.contacts() == [("2026-03-24", "first_reminder", "SENT"), ("2026-04-03", "second_reminder", "SENT")]


def test_three_invoices_at_two_levels_make_one_letter_in_the_higher_tone(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer()
    debtor.invoice("A", "2026-02-27")
    morning(date(2026, 3, 4))
    debtor.invoice("B", "2026-03-10")
    debtor.invoice("C", "2026-03-11")
    morning(date(2026, 3, 16))
    assert debtor.contacts() == [("2026-03-04", "first_reminder", "SENT"), ("2026-03-16", "second_reminder", "SENT")]
    text = debtor.mails()[-1].text
    assert all(debtor.number(name) in text for name in "ABC")
