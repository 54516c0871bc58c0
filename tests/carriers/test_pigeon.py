"""Pigeon, the example of docs/adding-a-carrier.md, passes every story; and each story fails for whom it is told for."""

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
from tests.conformity.contract import Contract

PUBLISHED = Contract(yaml.safe_load((Path(__file__).parent / "pigeon/contract.yaml").read_text()))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize("service", [Service.LETTER, Service.REGISTERED])
def test_the_story_holds(service: Service, story: Story, caplog: pytest.LogCaptureFixture) -> None:
    tell(story, rig, service, PUBLISHED, caplog)


def test_its_part_of_the_secret_is_all_that_it_needs() -> None:
    with rig() as tied:
        carrier = build(Part("pigeon", tied.part), Surroundings(tied.fake.now, NoSessions()))
        assert carrier.find("RL-NEVER-SENT") is None
