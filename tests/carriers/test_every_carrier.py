"""Each story, told to each carrier, for each service that it sells."""

from __future__ import annotations

import pytest

from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.stories import STORIES, Story
from tests.carriers.suite import Maker
from tests.carriers.telling import tell
from tests.conformity.contract import contract


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize(
    ("name", "make", "service"),
    [
        pytest.param(name, make, service, id=f"{name}-{service}")
        for name, (make, services) in CARRIERS.items()
        for service in services
    ],
)
def test_the_story_holds(
    name: str, make: Maker, service: Service, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    tell(story, make, service, contract(name), caplog)
