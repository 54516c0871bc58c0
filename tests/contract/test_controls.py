"""What every deployment-wide control does, on the fake and on DynamoDB."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from moto import mock_aws

from relance.adapters.dynamodb.controls import DynamoDBControls
from relance.domain.record import SendingSwitch
from relance.ports.ledger import Controls
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table
from tests.fakes.ledger import InMemoryControls

MORNING = datetime(2026, 2, 9, 7, 30, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def controls(request: pytest.FixtureRequest) -> Iterator[Controls]:
    if request.param == "memory":
        yield InMemoryControls()
        return
    with mock_aws():
        yield DynamoDBControls(client=dynamodb_with_ledger_table(), table_name=TABLE)


def test_a_fresh_deployment_sends_nothing(controls: Controls) -> None:
    assert controls.sending() == SendingSwitch(on=False, reason="never switched on")


def test_the_switch_stays_as_it_was_set(controls: Controls) -> None:
    on = SendingSwitch(on=True, by="anne.durand", reason="mise en service", at=MORNING, live_since=date(2026, 2, 9))
    off = SendingSwitch(on=False, by="anne.durand", reason="incident", at=MORNING, live_since=date(2026, 2, 9))
    controls.switch(on)
    assert controls.sending() == on
    controls.switch(off)
    assert controls.sending() == off


def test_billing_was_never_heard_at_first(controls: Controls) -> None:
    assert controls.billing_heard() is None


def test_the_newest_sign_of_billing_counts_whatever_the_order(controls: Controls) -> None:
    for minutes in (0, 10, 5, 10):
        controls.hear_billing(MORNING + timedelta(minutes=minutes))
    assert controls.billing_heard() == MORNING + timedelta(minutes=10)


def test_a_sign_in_another_time_zone_is_compared_as_an_instant(controls: Controls) -> None:
    controls.hear_billing(MORNING)
    earlier_in_tokyo = datetime.fromisoformat("2026-02-09T16:29:59+09:00")
    controls.hear_billing(earlier_in_tokyo)
    assert controls.billing_heard() == MORNING


def test_fractions_of_a_second_are_ordered_too(controls: Controls) -> None:
    controls.hear_billing(MORNING + timedelta(microseconds=1))
    controls.hear_billing(MORNING)
    assert controls.billing_heard() == MORNING + timedelta(microseconds=1)
