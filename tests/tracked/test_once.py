"""Doubled clicks, two browsers, crashes in between: each fact is recorded once, and of two choices one stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import TransientError
from relance.service.contacts.contact_book import TRIES
from tests.tracked_world import TrackedWorld
from tests.world import MONDAY

DAY_SIXTEEN = date(2026, 2, 18)


@pytest.fixture
def world() -> TrackedWorld:
    world = TrackedWorld()
    world.sends()
    world.arrives()
    world.follows()
    return world


def facts_told(world: TrackedWorld) -> list[str]:
    return [str(e.data["kind"]) for e in world.ledger.events("C-1") if e.kind == "delivery.fact"]


def before_each_commit(world: TrackedWorld, act: Callable[[], object]) -> None:
    """Somebody else is faster, once."""
    commit, acts = world.ledger.commit, [act]

    def contested(*args: Any, **kwargs: Any) -> Any:
        if acts:
            acts.pop()()
        return commit(*args, **kwargs)

    world.ledger.commit = contested  # type: ignore[method-assign]


def test_ten_clicks_open_the_letter_once(world: TrackedWorld) -> None:
    answers = [world.opens() for _ in range(10)]
    assert {answer.status for answer in answers} == {200}
    assert world.told == ["SENT", "NOTIFIED", "OPENED", "READ"]
    assert facts_told(world) == ["Delivery", "OPENED", "READ"]


def test_two_browsers_that_open_at_the_same_instant_open_once(world: TrackedWorld) -> None:
    world.post_form(choice="act")
    before_each_commit(world, world.opens)
    assert world.opens().status == 200
    assert facts_told(world) == ["Delivery", "OPENED", "READ"]


@pytest.mark.parametrize("first", ["open", "refuse"])
def test_of_opening_and_refusing_at_the_same_instant_one_stands_and_both_are_told_which(
    world: TrackedWorld, first: str
) -> None:
    world.post_form(choice="act")
    rivals = {"open": world.opens, "refuse": world.refuses}
    won = rivals.pop(first)
    (lost,) = rivals.values()
    answers = []
    before_each_commit(world, lambda: answers.append(won()))
    second = lost()
    stands = {"open": "Vous avez ouvert cette lettre", "refuse": "Vous avez refusé cette lettre"}[first]
    assert (answers[0].status, second.status) == (200, 409)
    assert stands in answers[0].body
    assert stands in second.body
    assert world.told[3:] == ["READ" if first == "open" else "REFUSED"]
    assert len(facts_told(world)) == 3


def test_a_click_and_the_round_of_day_sixteen_at_the_same_instant_neglect_once(world: TrackedWorld) -> None:
    world.clock.go_to(DAY_SIXTEEN, time(0, 30))
    before_each_commit(world, world.follows)
    world.opens()
    assert world.told == ["SENT", "NOTIFIED", "UNCLAIMED", "OPENED late", "READ late"]
    assert facts_told(world) == ["Delivery", "UNCLAIMED", "OPENED_LATE", "READ_LATE"]


def test_a_delivery_told_twice_is_one_fact(world: TrackedWorld) -> None:
    assert world.mail_says("Delivery", DeliveryStatus.DELIVERED) == "KNOWN"
    assert world.told == ["SENT", "NOTIFIED"]


def test_a_bounce_that_comes_after_the_letter_was_opened_takes_nothing_back(world: TrackedWorld) -> None:
    world.opens()
    world.mail_says("Bounce", DeliveryStatus.WRONG_ADDRESS)
    assert world.status == "READ"
    assert world.ledger.load("C-1").undelivered is None


def test_two_rounds_at_the_same_time_keep_each_fact_and_each_certificate_once(world: TrackedWorld) -> None:
    world.opens()
    row = world.row()
    before_each_commit(world, lambda: world.looks.look(row))
    world.looks.look(row)
    kept = [str(e.data["kind"]) for e in world.ledger.events("C-1") if e.kind == "proof.kept"]
    assert kept == ["NOTIFIED", "OPENED", "READ", "BUNDLE"]
    assert [p.kind for p in world.row().proofs] == ["DEPOSIT", "BUNDLE"]


class CrashError(RuntimeError):
    """A process that stops."""


class Crashing:
    """A port whose n-th call never happens."""

    def __init__(self, port: Any, countdown: list[int]) -> None:
        self._port, self._countdown = port, countdown

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            self._countdown[0] -= 1
            if self._countdown[0] == 0:
                raise CrashError(name)
            return found(*args, **kwargs)

        return call


@pytest.mark.parametrize("at", range(1, 60))
def test_a_round_that_stops_anywhere_is_finished_by_the_next(at: int) -> None:
    countdown = [0]
    world = TrackedWorld(wrap=lambda _, port: Crashing(port, countdown))
    world.sends()
    world.arrives()
    world.opens()
    countdown[0] = at
    try:
        world.follows()
    except CrashError:
        countdown[0] = 0
        world.follows()
    kept = [str(e.data["kind"]) for e in world.ledger.events("C-1") if e.kind == "proof.kept"]
    assert kept == ["NOTIFIED", "OPENED", "READ", "BUNDLE"]
    assert len(world.certificates()) == 1
    assert world.row().follow_at is None


@pytest.mark.parametrize("at", range(1, 16))
def test_a_click_that_stops_anywhere_may_be_made_again(at: int) -> None:
    countdown = [0]
    world = TrackedWorld(wrap=lambda _, port: Crashing(port, countdown))
    world.sends()
    world.arrives()
    countdown[0] = at
    try:
        world.opens()
    except CrashError:
        countdown[0] = 0
        assert world.opens().status == 200
    countdown[0] = 0
    assert facts_told(world) == ["Delivery", "OPENED", "READ"]
    world.follows()
    assert len(world.certificates()) == 1


def test_an_account_that_never_rests_is_told_and_nothing_is_shown_as_done(world: TrackedWorld) -> None:
    commit = world.ledger.commit

    def busy(*args: Any, **kwargs: Any) -> Any:
        record = world.ledger.load("C-1")
        commit(record, record, once=f"busy {world.ledger.commits}")
        return commit(*args, **kwargs)

    world.ledger.commit = busy  # type: ignore[method-assign]
    answer = world.opens()
    assert answer.status == 503
    assert "ne compte qu’une fois" in answer.body
    assert world.told == ["SENT", "NOTIFIED"]
    with pytest.raises(TransientError, match="keeps changing"):
        world.facts.record(world.row(), DeliveryStatus.READ, at=world.clock.now(), actor="addressee")
    assert world.ledger.commits > TRIES


def test_an_earlier_attempt_whose_notice_went_after_all_has_its_own_page() -> None:
    """Two notices of one day: each link opens its own letter, and what happens to one is not told of the other."""
    world = TrackedWorld()
    first = world.sends()
    world.ledger.rows["C-1", MONDAY] = replace(world.row(), attempt=2, handed_over=(world.row(),))
    assert world.post_form(first, choice="open").status == 200
    (earlier,) = world.row().handed_over
    assert [str(f.status) for f in earlier.tracked] == ["SENT", "OPENED", "READ"]
    assert world.told == ["SENT"]
    world.looks.look(world.row())
    (earlier,) = world.row().handed_over
    assert [p.kind for p in earlier.proofs] == ["DEPOSIT", "BUNDLE"]
