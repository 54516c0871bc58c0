"""Sessions that people opened at carriers: the fake and Secrets Manager keep the same contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from relance.adapters.carriers.sessions import NoSessions, SecretSessions, SecretText
from relance.domain.errors import RejectedError
from relance.ports.sender_sessions import SenderSession, SenderSessions
from tests.fakes.carrier import FakeSessions

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["fake", "in Secrets Manager"])
def sessions(request: pytest.FixtureRequest) -> Iterator[SenderSessions]:
    if request.param == "fake":
        yield FakeSessions()
    else:
        with mock_aws():
            client = boto3.client("secretsmanager")
            arn = client.create_secret(Name="sessions", SecretString="{}")["ARN"]
            yield SecretSessions(SecretText(client, arn))


def test_what_was_opened_is_found_and_replaced_carrier_by_carrier(sessions: SenderSessions) -> None:
    assert sessions.get("ar24") is None
    sessions.put("ar24", SenderSession("hour-1", NOW))
    sessions.put("maileva", SenderSession("", NOW + timedelta(minutes=5)))
    sessions.put("ar24", SenderSession("hour-2", NOW + timedelta(hours=1)))
    assert sessions.get("ar24") == SenderSession("hour-2", NOW + timedelta(hours=1))
    assert sessions.get("maileva") == SenderSession("", NOW + timedelta(minutes=5))


def test_a_deployment_without_sessions_keeps_none() -> None:
    assert NoSessions().get("ar24") is None
    with pytest.raises(RejectedError):
        NoSessions().put("ar24", SenderSession("hour-1", NOW))
