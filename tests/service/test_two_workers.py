"""Two workers with one account: wherever the one stops and the other goes on, the debtor gets one mail.

SQS delivers twice, the planner and the sweeper order again what they find reserved, and an instance may freeze
between any two calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import pytest

from relance.domain.account import Hold
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.ports.messaging import ContactOrder, DispatchOrder
from tests.builders import customer_item, invoice_item, record
from tests.interleaving import TO_THE_END, Turns, Worker
from tests.world import MONDAY, World

Fact = Callable[[World], None]


def nothing(world: World) -> None:
    """No fact changes meanwhile."""


def part_paid(world: World) -> None:
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="200.00", version=2)


def held_today(world: World) -> None:
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, hold=Hold("litige", "Anne", MONDAY, MONDAY)))


def owing() -> World:
    world = World(wrap=Turns().wrap)
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    world.clock.go_to(MONDAY, time(9, 0))
    return world


def prepared() -> World:
    """Monday's contact is reserved, its letter written, its order queued."""
    world = owing()
    world.preparer.prepare(ContactOrder("C-1", MONDAY))
    world.dispatches.take()
    return world


def send(world: World) -> None:
    world.dispatcher.dispatch(DispatchOrder("C-1", MONDAY, 1))


def prepare_and_send(world: World) -> None:
    """As the two functions do it, one after the other."""
    world.preparer.prepare(ContactOrder("C-1", MONDAY))
    for order in world.dispatches.take():
        world.dispatcher.dispatch(order)


def turns(story: Callable[[], World], act: Callable[[World], None]) -> list[int]:
    """After how many calls a worker may stop: before each that reads or writes the ledger, or reaches the provider."""
    world = story()
    alone = Worker(lambda: act(world))
    alone.run(TO_THE_END)
    return [place for place, name in enumerate(alone.calls) if name.startswith(("ledger.", "mailer."))]


def rest_of_the_week(world: World) -> None:
    """The provider tells what it took; the schedule and the sweeper run on."""
    for row in world.ledger.contacts("C-1"):
        if any(reference == row.reference for _, reference in world.post.mails):
            at, name = world.clock.now(), f"send-{row.reference}"
            world.tracker.track(DeliveryFact("C-1", row.day, row.attempt, "Send", DeliveryStatus.SUBMITTED, at, name))
    for hour in range(10, 18):
        world.run(MONDAY, time(hour))
        world.sweeper.sweep()
    world.run(MONDAY.replace(day=3))


def lived(story: Callable[[], World], act: Callable[[World], None], first: int, second: int, fact: Fact) -> World:
    """One worker stops after `first` calls, the other after `second`; a fact changes; each then goes to its end."""
    world = story()
    one, two = Worker(lambda: act(world)), Worker(lambda: act(world))
    one.run(first)
    two.run(second)
    fact(world)
    one.run(TO_THE_END)
    two.run(TO_THE_END)
    rest_of_the_week(world)
    return world


@pytest.mark.parametrize("fact", [nothing, part_paid, held_today], ids=lambda f: f.__name__)
@pytest.mark.parametrize(("story", "act"), [(prepared, send), (owing, prepare_and_send)], ids=["send", "prepare"])
def test_two_workers_in_any_turns_send_one_mail(
    story: Callable[[], World], act: Callable[[World], None], fact: Fact
) -> None:
    places = turns(story, act)
    for first in places:
        for second in places:
            world = lived(story, act, first, second, fact)
            told = (first, second, [(r.attempt, r.state, r.reason) for r in world.ledger.contacts("C-1")])
            assert len(world.post.mails) == 1, told
            assert world.kinds().count("contact.sent") == 1, told
            assert any(r.state is ContactState.SENT for r in world.ledger.contacts("C-1")), told
