"""E-mails of whose delivery nobody said a word. The mail went on Monday 2 February 2026; it has three days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import NoReturn

import pytest

from relance.domain import events
from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.service.contacts.contact_book import ContactBook
from tests.letter_world import PAPER_ADDRESS, LetterWorld
from tests.world import MONDAY

PHONE = [{"role": "accounting", "email": "compta@boulangerie-martin.example", "mobile": "+33639980001"}]


@pytest.fixture
def world() -> LetterWorld:
    world = LetterWorld()
    world.owes(contacts=PHONE)
    return world


def mailed(world: LetterWorld) -> None:
    world.sent(Channel.EMAIL, "msg-1", carrier=None, address="compta@boulangerie-martin.example")


def fact(world: LetterWorld, status: DeliveryStatus, kind: str) -> None:
    row = world.row()
    told = DeliveryFact("C-1", MONDAY, row.attempt, kind, status, world.clock.now(), f"ses-{kind}", "msg-1")
    world.tracker.track(told)


def test_a_mail_that_nobody_delivered_in_three_days_goes_once_more_by_text_message(world: LetterWorld) -> None:
    mailed(world)
    fact(world, DeliveryStatus.SUBMITTED, "Send")
    world.later(days=1)
    assert world.round() == ["LOOKED"]
    assert world.row().follow_at == world.row().since + timedelta(days=3)
    world.later(days=1, hours=23)
    assert world.round() == []
    world.later(hours=1)
    assert world.round() == ["LOOKED"]
    account = world.ledger.load("C-1")
    assert not account.contacts[-1].reached
    assert account.undelivered is not None
    assert (account.undelivered.status, account.undelivered.tried) == ("SILENCE", (Channel.EMAIL,))
    assert account.next_day is not None
    assert world.kinds().count(events.CONTACT_UNDELIVERED) == 1
    assert world.figures.total("DeliveryFailed", Channel="email", Status="SILENCE") == 1


def test_it_is_said_once_however_often_one_looks(world: LetterWorld) -> None:
    mailed(world)
    world.later(days=4)
    world.round()
    for _ in range(3):
        world.later(days=1)
        world.round()
    assert world.kinds().count(events.CONTACT_UNDELIVERED) == 1
    assert world.row().follow_at is None


def test_a_mail_that_was_delivered_is_not_looked_at(world: LetterWorld) -> None:
    mailed(world)
    fact(world, DeliveryStatus.DELIVERED, "Delivery")
    assert world.row().follow_at is None
    world.later(days=4)
    assert world.round() == []


def test_a_mail_that_came_back_for_now_and_stayed_away_counts_as_not_arrived(world: LetterWorld) -> None:
    mailed(world)
    fact(world, DeliveryStatus.BOUNCED, "Bounce")
    world.later(days=4)
    world.round()
    assert world.ledger.load("C-1").undelivered is not None


def test_where_no_other_channel_is_left_silence_changes_nothing() -> None:
    """No consent to text messages, and nobody at the postal address: asking again would lead nowhere."""
    world = LetterWorld()
    world.owes(contacts=PHONE, consents={"sms": False})
    mailed(world)
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, closed_addresses=frozenset({PAPER_ADDRESS})))
    world.later(days=4)
    assert world.round() == ["LOOKED"]
    assert world.ledger.load("C-1").undelivered is None
    assert world.row().follow_at is None
    assert events.CONTACT_UNDELIVERED not in world.kinds()


def test_a_customer_that_billing_has_deleted_is_left_alone(world: LetterWorld) -> None:
    mailed(world)
    world.billing.delete("C-1", "CUSTOMER")
    world.later(days=4)
    assert world.round() == ["LOOKED"]
    assert world.ledger.load("C-1").undelivered is None


def test_a_delivery_that_is_told_after_the_silence_makes_the_contact_count(world: LetterWorld) -> None:
    mailed(world)
    world.later(days=4)
    world.round()
    fact(world, DeliveryStatus.DELIVERED, "Delivery")
    account = world.ledger.load("C-1")
    assert account.contacts[-1].reached
    assert account.undelivered is None


def test_a_machine_that_dies_right_after_the_silence_was_written_leaves_the_account_on_the_agenda(
    world: LetterWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asks after the mail again: without a day to look at the account, its step would be lost for ever."""
    mailed(world)
    world.later(days=4)
    monkeypatch.setattr(ContactBook, "plan_again", _die)
    with pytest.raises(SystemExit):
        world.round()
    monkeypatch.undo()
    assert world.ledger.load("C-1").next_day == date(2026, 2, 6)


def _die(*_: object) -> NoReturn:
    raise SystemExit
