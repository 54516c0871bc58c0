"""What stops the chase while a letter is under way: it is followed to its end, and nothing goes after it.

The first reminder left as an electronic registered letter on Monday 2 February 2026; its carrier calls on Wednesday.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Final

import pytest

from relance.domain import events
from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import ProofKind
from relance.service.contacts.folding import folded
from tests.builders import customer_item, invoice_item
from tests.letter_world import LetterWorld
from tests.world import MONDAY

WEDNESDAY, END = date(2026, 2, 4), date(2026, 2, 13)


def owed(version: int, **changes: object) -> Callable[[LetterWorld], object]:
    return lambda w: w.billing.put_all([invoice_item("F-C-1", customer_id="C-1", version=version, **changes)])


def judged(version: int, **changes: object) -> Callable[[LetterWorld], object]:
    return lambda w: w.billing.put_all([customer_item("C-1", version=version, **changes)])


STOPS: Final = {
    "judgment": (judged(2, insolvency_judgment_on="2026-02-03"), judged(3)),
    "grace": (owed(2, suspensions=[{"from": "2026-02-03", "to": "2026-12-31"}]), owed(3)),
    "dispute": (owed(2, status="disputed"), owed(3)),
    "payment": (owed(2, amount_paid="1200.00"), owed(3)),
    "credit": (owed(2, status="cancelled"), owed(3)),
}


def sent_and_stopped(stop: Callable[[LetterWorld], object]) -> LetterWorld:
    world = LetterWorld()
    world.owes()
    row = world.sent(Channel.ERE)
    world.knows(folded(world.ledger.load("C-1"), [("C-1#F-C-1", row.rank)], MONDAY), next_day=None)
    world.later(days=1)
    stop(world)
    world.clock.go_to(WEDNESDAY, time(10, 0))
    world.poste.proves("L-1", ProofKind.DEPOSIT)
    world.poste.tells("L-1", DeliveryStatus.LOST, world.clock.now())
    world.hears()
    return world


def went(world: LetterWorld, first: date, last: date) -> list[str]:
    for day in world.days(first, last):
        world.run(day, time(10, 0))
    return [row.channel for row in world.ledger.contacts("C-1")]


@pytest.mark.parametrize("why", STOPS)
def test_the_letter_is_followed_its_proof_kept_and_its_step_goes_no_second_time(why: str) -> None:
    stop, _ = STOPS[why]
    world = sent_and_stopped(stop)
    assert world.status() == DeliveryStatus.LOST
    assert [proof.kind for proof in world.row().proofs] == [ProofKind.DEPOSIT]
    assert events.CONTACT_UNDELIVERED in world.kinds()
    assert went(world, WEDNESDAY, END) == [Channel.ERE]


@pytest.mark.parametrize("why", STOPS)
def test_once_the_stop_is_taken_back_the_lost_step_goes_once_by_another_channel(why: str) -> None:
    stop, take_back = STOPS[why]
    world = sent_and_stopped(stop)
    world.run(WEDNESDAY, time(11, 0))
    take_back(world)
    world.knows(world.ledger.load("C-1"), next_day=date(2026, 2, 5))  # as billing's stream does
    assert went(world, date(2026, 2, 5), END) == [Channel.ERE, Channel.EMAIL]
    last = world.row(day=date(2026, 2, 5))
    assert (last.rank, last.tried) == (world.row().rank, (Channel.ERE,))
