"""Each story, told to each carrier, for each service that it sells."""

from __future__ import annotations

import pytest

from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.stories import STORIES, Story
from tests.carriers.suite import Maker


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize(
    ("make", "service"),
    [
        pytest.param(make, service, id=f"{name}-{service}")
        for name, (make, services) in CARRIERS.items()
        for service in services
    ],
)
def test_the_story_holds(make: Maker, service: Service, story: Story) -> None:
    story(make, service)


@pytest.mark.parametrize("name", CARRIERS)
def test_every_service_that_a_carrier_says_it_sells_is_told_the_stories(name: str) -> None:
    make, services = CARRIERS[name]
    with make() as rig:
        assert rig.connect().capabilities.services == frozenset(services)
