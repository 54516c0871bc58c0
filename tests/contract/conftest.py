"""Adapters under contract: the fake and the real one, side by side."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.ports.ledger import Ledger
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table
from tests.fakes.ledger import InMemoryLedger


@pytest.fixture(params=["memory", "dynamodb"])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    if request.param == "memory":
        yield InMemoryLedger()
        return
    with mock_aws():
        yield DynamoDBLedger(client=dynamodb_with_ledger_table(), table_name=TABLE)
