"""Letters of which a carrier that answers has no word. One went to Boulangerie Martin on Monday 2 February 2026.

Tracked letters have 20 days here; the step may also go by e-mail or text message.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from relance.domain import events
from relance.domain.calendar import PARIS
from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryStatus
from relance.ports.messaging import TryLaterError
from tests.letter_world import OFFERS, LetterWorld
from tests.service.test_silence import PHONE

S = DeliveryStatus
TWENTY_DAYS = replace(OFFERS, silence_days={Channel.TRACKED_LETTER: 20, Channel.REGISTERED: 20})


@pytest.fixture
def world() -> LetterWorld:
    world = LetterWorld()
    world.owes(contacts=PHONE)
    world.plans.in_force = replace(world.plans.in_force, offers=TWENTY_DAYS)
    return world


def says(world: LetterWorld, status: DeliveryStatus, on: str) -> None:
    world.poste.tells("L-1", status, datetime.combine(date.fromisoformat(on), datetime.min.time(), PARIS))


def days(world: LetterWorld, count: int) -> None:
    for _ in range(count):
        world.later(days=1)
        world.round()


def test_a_letter_of_which_nothing_was_heard_since_its_deposit_goes_another_way(world: LetterWorld) -> None:
    world.sent(Channel.TRACKED_LETTER, "L-1")
    says(world, S.SENT, "2026-02-03")
    days(world, 19)
    assert world.ledger.load("C-1").undelivered is None
    days(world, 2)
    failed = world.ledger.load("C-1").undelivered
    assert failed is not None
    assert (failed.status, failed.tried) == ("SILENCE", (Channel.TRACKED_LETTER,))
    days(world, 5)
    assert world.kinds().count(events.CONTACT_UNDELIVERED) == 1


def test_it_is_still_followed_and_counts_once_it_arrives(world: LetterWorld) -> None:
    world.sent(Channel.TRACKED_LETTER, "L-1")
    days(world, 22)
    assert world.ledger.load("C-1").undelivered is not None
    says(world, S.DELIVERED, "2026-02-24")
    days(world, 1)
    account = world.ledger.load("C-1")
    assert (account.undelivered, account.contacts[-1].reached) == (None, True)


@pytest.mark.parametrize("status", [S.PRESENTED, S.AWAITING_RECIPIENT, S.RETURNED, S.DELIVERED, S.UNCLAIMED])
def test_a_word_from_the_addressee_s_door_is_no_silence(world: LetterWorld, status: DeliveryStatus) -> None:
    world.sent(Channel.TRACKED_LETTER, "L-1")
    says(world, status, "2026-02-05")
    days(world, 25)
    assert world.ledger.load("C-1").undelivered is None


def test_a_carrier_that_does_not_answer_is_not_a_letter_that_is_lost(world: LetterWorld) -> None:
    world.sent(Channel.TRACKED_LETTER, "L-1")
    world.poste.fails = TryLaterError("503")
    days(world, 25)
    assert world.ledger.load("C-1").undelivered is None
    world.poste.fails = None
    world.later(hours=3)
    world.round()
    assert world.ledger.load("C-1").undelivered is not None


def test_a_carrier_that_is_away_for_three_months_is_waited_for_no_more_and_its_letter_goes_another_way(
    world: LetterWorld,
) -> None:
    """Over the clock change of 29 March: the letter of 2 February has its 90 days on 3 May."""
    world.sent(Channel.TRACKED_LETTER, "L-1")
    world.poste.fails = TryLaterError("503")
    days(world, 89)
    assert (world.ledger.load("C-1").undelivered, world.row().follow_at is None) == (None, False)
    days(world, 2)
    failed = world.ledger.load("C-1").undelivered
    assert failed is not None
    assert (failed.status, world.row().follow_at) == ("SILENCE", None)
    assert world.figures.total("LettersGivenUp", Carrier="poste") == 1

    world.poste.fails = None
    says(world, S.DELIVERED, "2026-02-06")
    assert world.hears() == "READ"
    assert world.ledger.load("C-1").undelivered is None


def test_of_a_formal_notice_a_person_decides(world: LetterWorld) -> None:
    world.sent(Channel.REGISTERED, "L-1")
    before = world.ledger.load("C-1")
    world.ledger.commit(before, before, contact=replace(world.row(), case_id="CASE-1"))
    days(world, 25)
    assert world.ledger.load("C-1").undelivered is None
    assert world.row().since + timedelta(days=25) <= world.clock.now()
