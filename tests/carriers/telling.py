"""A story told to a carrier, and held to what none asserts itself: the vendor's contract, and silence in the logs."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import pytest

from relance.ports.carriers import Service
from tests.carriers.stories import Story
from tests.carriers.suite import DEBTOR, Maker, Rig
from tests.conformity.contract import Contract


def tell(story: Story, make: Maker, service: Service, published: Contract, caplog: pytest.LogCaptureFixture) -> None:
    """At any level of logging."""
    caplog.set_level(logging.DEBUG)
    rigs: list[Rig] = []

    @contextlib.contextmanager
    def noted() -> Iterator[Rig]:
        with make() as rig:
            rigs.append(rig)
            yield rig

    story(noted, service)
    for rig in rigs:
        published.check(rig.fake.calls)
    private = {word for rig in rigs for word in rig.secrets} | {DEBTOR.email or "", DEBTOR.company}
    assert [word for word in sorted(private) if word in caplog.text] == [], "a log shows what nobody may read"
