"""A letter of Monday 2 February 2026 of which two things are told: nobody known there, and delivered there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from relance.domain.calendar import PARIS
from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryStatus
from tests.letter_world import PAPER_ADDRESS, LetterWorld

S = DeliveryStatus
THURSDAY = datetime(2026, 2, 5, 11, tzinfo=PARIS)


def told(world: LetterWorld, *statuses: DeliveryStatus) -> None:
    for place, status in enumerate(statuses):
        world.poste.tells("L-1", status, THURSDAY + timedelta(hours=place))
        world.later(days=3)
        world.hears()


@pytest.fixture
def world() -> LetterWorld:
    world = LetterWorld()
    world.owes()
    return world


@pytest.mark.parametrize("proof", [S.DELIVERED, S.REFUSED, S.UNCLAIMED])
def test_a_wrong_address_that_is_told_after_the_proof_closes_nothing(world: LetterWorld, proof: DeliveryStatus) -> None:
    world.sent(Channel.REGISTERED)
    told(world, proof, S.WRONG_ADDRESS)
    account = world.ledger.load("C-1")
    assert (world.status(), account.closed_addresses, account.undelivered) == (proof, frozenset(), None)


def test_the_proof_that_comes_after_it_opens_the_address_again(world: LetterWorld) -> None:
    world.sent(Channel.REGISTERED)
    told(world, S.WRONG_ADDRESS)
    assert world.ledger.load("C-1").closed_addresses == frozenset({PAPER_ADDRESS})
    told(world, S.DELIVERED)
    account = world.ledger.load("C-1")
    assert (account.closed_addresses, account.undelivered) == (frozenset(), None)


def test_what_came_back_without_a_reason_and_then_with_one_stays_closed(world: LetterWorld) -> None:
    world.sent(Channel.REGISTERED)
    told(world, S.RETURNED, S.WRONG_ADDRESS, S.RETURNED)
    assert world.ledger.load("C-1").closed_addresses == frozenset({PAPER_ADDRESS})


def test_a_mail_address_stays_closed_for_it_may_be_for_a_complaint(world: LetterWorld) -> None:
    world.sent(Channel.ERE)
    told(world, S.COMPLAINED, S.WRONG_ADDRESS, S.DELIVERED)
    assert world.ledger.load("C-1").closed_addresses == frozenset({"compta@boulangerie-martin.example"})
