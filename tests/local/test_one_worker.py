"""Tests that share an embedded stack run in one worker: else each worker starts it, and lives the demo, for itself."""

import os

import pytest


@pytest.mark.xdist_group("together")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process runs everything")
def test_workers_hear_of_groups(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@together")
