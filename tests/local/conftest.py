"""Two stacks for the whole session: one as it is used, one with every repair left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.emulator.repairs import REPAIRS
from local.stack import LocalStack

SAMPLE = Path(__file__).parent / "sample" / "template.yaml"


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    with LocalStack("sample", template=SAMPLE) as started:
        yield started


@pytest.fixture(scope="session")
def bare() -> Iterator[LocalStack]:
    """ministack as its authors publish it."""
    with LocalStack("bare", template=SAMPLE, without=REPAIRS) as started:
        yield started
