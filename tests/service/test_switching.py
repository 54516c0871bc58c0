"""The switch of all sending. A fresh deployment is off; going live counts from the first time it is turned on."""

from datetime import date, timedelta

import pytest

from relance.domain.calendar import PARIS
from relance.domain.errors import RejectedError
from relance.service.switching import Switching
from tests.service.desk_world import MONDAY, DeskWorld


def switching(world: DeskWorld) -> Switching:
    return Switching(world.controls, world.clock)


def test_a_fresh_deployment_sends_nothing() -> None:
    assert not DeskWorld().controls.sending().on


def test_the_first_resume_is_the_going_live() -> None:
    world = DeskWorld()

    switch = switching(world).resume(by="anne")

    assert switch.on
    assert switch.live_since == MONDAY
    assert world.controls.sending() == switch


def test_stopping_and_resuming_later_keeps_the_day_of_going_live() -> None:
    world = DeskWorld()
    switching(world).resume(by="anne")
    world.clock.go_to(date(2026, 3, 10))
    stopped = switching(world).stop(by="paul", reason="salon professionnel")
    world.clock.advance(timedelta(days=2))
    resumed = switching(world).resume(by="anne")

    assert not stopped.on
    assert (stopped.by, stopped.reason) == ("paul", "salon professionnel")
    assert stopped.at is not None
    assert stopped.at.astimezone(PARIS).date() == date(2026, 3, 10)
    assert stopped.live_since == resumed.live_since == MONDAY


def test_a_stop_before_going_live_is_no_going_live() -> None:
    world = DeskWorld()
    switching(world).stop(by="anne", reason="")

    assert world.controls.sending().live_since is None


def test_each_turn_names_a_person() -> None:
    with pytest.raises(RejectedError, match="auteur : le nom de la personne manque"):
        switching(DeskWorld()).resume(by=" ")
