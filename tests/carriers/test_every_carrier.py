"""Each story, told to each carrier, for each service that it sells.

Besides what the story asserts: every request is as the vendor publishes, and no log at any level holds a secret.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import pytest

from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.stories import STORIES, Story
from tests.carriers.suite import DEBTOR, Maker, Rig
from tests.conformity.contract import check_all


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
    caplog.set_level(logging.DEBUG)
    rigs: list[Rig] = []

    @contextlib.contextmanager
    def noted() -> Iterator[Rig]:
        with make() as rig:
            rigs.append(rig)
            yield rig

    story(noted, service)
    for rig in rigs:
        check_all(name, rig.fake.calls)
    private = {word for rig in rigs for word in rig.secrets} | {DEBTOR.email or "", DEBTOR.company}
    assert [word for word in sorted(private) if word in caplog.text] == [], "said in a log"
