"""Pigeon, the example of docs/adding-a-carrier.md, is whole: it passes what every carrier passes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from relance.adapters.carriers.part import Part, Surroundings
from relance.adapters.carriers.sessions import NoSessions
from relance.ports.carriers import Service
from tests.carriers.pigeon.account import build
from tests.carriers.pigeon.rig import rig
from tests.carriers.stories import STORIES, Story
from tests.carriers.telling import tell
from tests.conformity.consignments import letters
from tests.conformity.contract import Contract
from tests.conformity.trials import try_answers, try_anybody, try_breaks, try_letter

PUBLISHED = Contract(yaml.safe_load((Path(__file__).parent / "pigeon/contract.yaml").read_text()))


services = pytest.mark.parametrize("service", [Service.LETTER, Service.REGISTERED])


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@services
def test_the_story_holds(service: Service, story: Story, caplog: pytest.LogCaptureFixture) -> None:
    tell(story, rig, service, PUBLISHED, caplog)


@pytest.mark.parametrize("special", letters(Service.LETTER))
@services
def test_a_letter_is_written_as_published(service: Service, special: str) -> None:
    letter = letters(service).get(special)
    if letter is not None:
        try_letter(rig, special, letter, PUBLISHED)


@services
def test_what_is_begun_again_anybody_and_an_odd_answer_are_no_trouble(
    service: Service,
) -> None:
    try_breaks(rig, service, PUBLISHED)
    try_anybody(rig, service, PUBLISHED)
    try_answers(rig, service)


def test_its_part_of_the_secret_is_all_that_it_needs() -> None:
    with rig() as tied:
        carrier = build(Part("pigeon", tied.part), Surroundings(tied.fake.now, NoSessions()))
        assert carrier.find("RL-NEVER-SENT") is None
