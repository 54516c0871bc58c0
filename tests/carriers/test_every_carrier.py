"""Each story, told to each carrier, for each service that it sells; and every request in it as its vendor publishes."""

from __future__ import annotations

import pytest

from local.carriers.serving import PretendedCarrier
from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.stories import STORIES, Story
from tests.carriers.suite import Maker
from tests.conformity.contract import check_all


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[PretendedCarrier]:
    """Every pretended carrier of a story."""
    fakes: list[PretendedCarrier] = []
    enter = PretendedCarrier.__enter__

    def noted(fake: PretendedCarrier) -> PretendedCarrier:
        fakes.append(fake)
        return enter(fake)

    monkeypatch.setattr(PretendedCarrier, "__enter__", noted)
    return fakes


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
    name: str, make: Maker, service: Service, story: Story, opened: list[PretendedCarrier]
) -> None:
    story(make, service)
    for fake in opened:
        check_all(name, fake.calls)
