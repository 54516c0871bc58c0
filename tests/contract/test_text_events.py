"""End User Messaging's events, as EventBridge hands them over. The phone numbers are AWS's own test destinations."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from relance.adapters.delivery_events import delivery_fact
from relance.adapters.sms.events import STATUS
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.errors import InvalidRecordError

S = DeliveryStatus
AT = 1770107400000
"""3 February 2026, 08:30 UTC, in milliseconds."""


def event(kind: str = "TEXT_DELIVERED", **changes: Any) -> str:
    detail: dict[str, Any] = {
        "eventType": kind,
        "eventVersion": "1.0",
        "eventTimestamp": AT,
        "isFinal": True,
        "originationPhoneNumber": "ATELIERLUM",
        "destinationPhoneNumber": "+33755512501",
        "isoCountryCode": "FR",
        "messageId": "9539975a-e71f-45f3-b496-8d98dc098a77",
        "messageRequestTimestamp": AT - 2000,
        "messageEncoding": "GSM",
        "messageType": "TRANSACTIONAL",
        "messageStatus": kind.removeprefix("TEXT_"),
        "messageStatusDescription": "Message has been accepted by phone",
        "context": {
            "relance_account": "Qy0x",
            "relance_contact": "20260203-1",
            "relance_reference": "RL-260203-ABCDEFGHIJKL",
            "relance_deployment": "relance-mail",
        },
        "totalMessageParts": 1,
        "totalMessagePrice": 0.0684,
        "totalCarrierFee": 0.0,
    }
    detail = {name: value for name, value in {**detail, **changes}.items() if value is not None}
    return json.dumps(
        {"source": "aws.sms-voice", "detail-type": "Text Message Delivery Status Updated", "detail": detail}
    )


def fact(body: str) -> DeliveryFact:
    found = delivery_fact(body)
    assert found is not None
    return found


def test_an_event_names_its_contact_and_says_what_became_of_it() -> None:
    found = fact(event())
    assert (found.account_id, found.day, found.attempt) == ("C-1", date(2026, 2, 3), 1)
    assert (found.kind, found.status, found.mapped) == ("TEXT_DELIVERED", S.DELIVERED, True)
    assert found.at == datetime(2026, 2, 3, 8, 30, tzinfo=UTC)
    assert found.message_id == "9539975a-e71f-45f3-b496-8d98dc098a77"


def test_nothing_about_the_debtor_is_taken_over() -> None:
    """The contact's row knows the number; the words of a carrier may hold anything."""
    assert "+33755512501" not in repr(fact(event()))
    assert "accepted by phone" not in repr(fact(event()))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("TEXT_QUEUED", S.SUBMITTED),
        ("TEXT_PENDING", S.SUBMITTED),
        ("TEXT_SUCCESSFUL", S.SENT),
        ("TEXT_DELIVERED", S.DELIVERED),
        ("TEXT_INVALID", S.WRONG_ADDRESS),
        ("TEXT_INVALID_MESSAGE", S.REJECTED),
        ("TEXT_BLOCKED", S.REJECTED),
        ("TEXT_CARRIER_BLOCKED", S.REJECTED),
        ("TEXT_PROTECT_BLOCKED", S.REJECTED),
        ("TEXT_SPAM", S.REJECTED),
        ("TEXT_UNREACHABLE", S.LOST),
        ("TEXT_CARRIER_UNREACHABLE", S.LOST),
        ("TEXT_UNKNOWN", S.UNKNOWN),
        ("TEXT_TTL_EXPIRED", S.LOST),
    ],
)
def test_every_word_has_its_meaning(kind: str, status: DeliveryStatus) -> None:
    found = fact(event(kind))
    assert (found.status, found.mapped) == (status, True)


@pytest.mark.parametrize("kind", ["TEXT_UNREACHABLE", "TEXT_CARRIER_UNREACHABLE", "TEXT_TTL_EXPIRED"])
def test_a_phone_that_is_off_is_tried_again_until_aws_says_that_it_gave_up(kind: str) -> None:
    assert fact(event(kind, isFinal=False)).status is S.SUBMITTED


def test_no_word_is_left_out_above() -> None:
    words = test_every_word_has_its_meaning.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {kind for kind, _ in words} == set(STATUS)


def test_a_word_that_nobody_has_mapped_is_kept_raw_and_said_to_be_unmapped() -> None:
    found = fact(event("TEXT_FUTURE"))
    assert (found.kind, found.status, found.mapped) == ("TEXT_FUTURE", S.UNKNOWN, False)


def test_the_same_event_twice_is_one_and_another_is_another() -> None:
    assert fact(event()).event_id == fact(event()).event_id
    assert fact(event()).event_id != fact(event(eventTimestamp=AT + 1)).event_id
    assert fact(event()).event_id != fact(event("TEXT_SUCCESSFUL")).event_id


@pytest.mark.parametrize("context", [None, {}, {"campaign": "soldes"}])
def test_a_text_message_of_somebody_else_is_no_contact_of_ours(context: dict[str, str] | None) -> None:
    assert delivery_fact(event(context=context)) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"messageId": None}, "messageId"),
        ({"eventTimestamp": "now"}, "eventTimestamp"),
        ({"eventTimestamp": True}, "eventTimestamp"),
        ({"eventTimestamp": 10**20}, "eventTimestamp"),
        ({"context": {"relance_contact": "20260203-1"}}, "context"),
        ({"context": {"relance_contact": "?", "relance_account": "Qy0x", "relance_reference": "R"}}, "context"),
    ],
)
def test_an_event_that_cannot_be_read_is_refused_with_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRecordError, match=field):
        delivery_fact(event(**changes))
