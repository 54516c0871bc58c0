"""Each sample event of the daily path, read by the very code that its handler uses."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from relance.adapters.delivery_events import delivery_fact
from relance.adapters.orders import contact_order, dispatch_order, scheduled_instant
from relance.domain.calendar import civil_date
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import InvalidRecordError
from relance.ports.messaging import ContactOrder, DispatchOrder

EVENTS = Path(__file__).parents[2] / "events"
DAY = date(2026, 3, 2)


def sample(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text())


def bodies(name: str) -> list[str]:
    return [record["body"] for record in sample(name)["Records"]]


def test_the_schedule_names_its_own_instant() -> None:
    assert scheduled_instant(sample("plan_day")) == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-06-30T22:30:00Z", date(2026, 7, 1)),  # 00:30 in Paris, summer time
        ("2026-12-31T23:30:00Z", date(2027, 1, 1)),  # 00:30 in Paris, winter time
        ("2026-03-29T00:59:00Z", date(2026, 3, 29)),  # a minute before the clocks go forward
        ("2026-10-25T01:00:00Z", date(2026, 10, 25)),  # the hour that comes twice
    ],
)
def test_a_run_belongs_to_the_civil_day_in_paris(instant: str, day: date) -> None:
    assert civil_date(scheduled_instant({"scheduled_time": instant})) == day


def test_orders_are_read() -> None:
    assert [contact_order(b) for b in bodies("prepare_contact")] == [ContactOrder("C-1042", DAY)]
    assert [dispatch_order(b) for b in bodies("dispatch_contact")] == [DispatchOrder("C-1042", DAY, 1)]


def test_delivery_facts_are_read_in_one_vocabulary() -> None:
    sent, bounced, unreachable = (delivery_fact(b) for b in bodies("track_delivery"))
    assert sent is not None
    assert bounced is not None
    assert unreachable is not None
    assert (sent.account_id, sent.day, sent.attempt, sent.status) == ("C-1042", DAY, 1, DeliveryStatus.SUBMITTED)
    assert (bounced.status, bounced.address) == (DeliveryStatus.WRONG_ADDRESS, "compta@client.example")
    assert bounced.detail == "Permanent General"
    assert (unreachable.kind, unreachable.status) == ("TEXT_UNREACHABLE", DeliveryStatus.LOST)


def test_an_event_published_twice_is_one_fact_and_two_openings_are_two() -> None:
    body = json.loads(bodies("track_delivery")[0])
    twice = {**body, "id": "another-envelope"}
    assert fact_id(body) == fact_id(twice)
    body["detail"] |= {"eventType": "Open", "open": {"timestamp": "2026-03-02T08:00:00Z"}}
    later = json.loads(json.dumps(body))
    later["detail"]["open"]["timestamp"] = "2026-03-02T09:00:00Z"
    assert fact_id(body) != fact_id(later)


def fact_id(body: dict[str, Any]) -> str:
    found = delivery_fact(json.dumps(body))
    assert found is not None
    return found.event_id


def test_a_transient_bounce_does_not_say_that_the_address_is_wrong() -> None:
    body = json.loads(bodies("track_delivery")[1])
    body["detail"]["bounce"] |= {"bounceType": "Transient", "bounceSubType": "MailboxFull"}
    found = delivery_fact(json.dumps(body))
    assert found is not None
    assert found.status is DeliveryStatus.BOUNCED


def test_a_mail_of_somebody_else_is_no_fact_of_ours() -> None:
    body = json.loads(bodies("track_delivery")[0])
    body["detail"]["mail"]["tags"] = {"ses:configuration-set": ["relance-mail"]}
    assert delivery_fact(json.dumps(body)) is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("not json", "body"),
        ("[]", "body"),
        ("{}", "detail"),
        ('{"detail": {}}', "mail"),
    ],
)
def test_an_event_that_cannot_be_read_names_its_field(body: str, field: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        delivery_fact(body)
    assert [name for name, _ in caught.value.breaches] == [field]


@pytest.mark.parametrize("attempt", [0, -1, True, "1", None])
def test_an_order_with_a_wrong_attempt_is_refused(attempt: Any) -> None:
    with pytest.raises(InvalidRecordError, match="attempt"):
        dispatch_order(json.dumps({"account_id": "C-1", "day": "2026-03-02", "attempt": attempt}))
