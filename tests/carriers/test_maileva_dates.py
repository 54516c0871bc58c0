"""When Maileva's words were true: their own date, the nearest that was told, and never that of a plan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from relance.adapters.carriers.maileva.facts import Shown, facts_of
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import CarrierFact, Service

SEEN = datetime(2026, 3, 30, 6, 0, tzinfo=UTC)
SENDING = {
    "id": "s-1",
    "status": "PROCESSED",
    "creation_date": "2026-03-02T08:00:00.000Z",
    "submission_date": "2026-03-02T08:00:01.000Z",
    "processed_date": "2026-03-03T17:30:00.000Z",
}
OPTIONAL = [
    "statuses",
    "status_date",
    "delivery_status",
    "delivery_statuses",
    "last_delivery_status",
    "main_delivery_statuses",
    "last_main_delivery_status",
    "undelivered_mail_reason",
    "deposit_proof",
    "delivery_proof",
]
PRODUCED = datetime(2026, 3, 3, 17, 30, tzinfo=UTC)


def told(service: Service, sending: dict[str, Any], recipient: dict[str, Any], *delivery: Any) -> list[CarrierFact]:
    return [*facts_of(Shown(service, f"{service}:s-1", sending, {"id": "r-1", **recipient}, delivery), SEEN)]


def test_a_simple_letter_planned_for_next_week_is_not_told_as_of_next_week() -> None:
    accepted = SENDING | {"status": "ACCEPTED", "scheduled_date": "2026-03-09T00:00:00.000Z"}
    del accepted["processed_date"]
    facts = told(Service.LETTER, accepted, {"status": "PENDING", "scheduled_date": "2026-03-09T00:00:00.000Z"})
    assert {fact.at for fact in facts} == {datetime(2026, 3, 2, 8, 0, 1, tzinfo=UTC)}


@pytest.mark.parametrize("later", ["archive_date", "undelivered_mail_date", "last_delivery_status_date"])
def test_what_happens_later_makes_no_new_fact_of_an_old_word(later: str) -> None:
    before = told(Service.LETTER, SENDING, {"status": "PROCESSED"})
    after = told(Service.LETTER, SENDING, {"status": "PROCESSED", later: "2026-03-20T10:00:00.000Z"})
    assert [(fact.event_id, fact.at) for fact in before] == [(fact.event_id, fact.at) for fact in after]
    assert {fact.at for fact in after} == {PRODUCED}


def test_the_newest_word_of_the_post_counts_where_its_history_is_left_out() -> None:
    last = {"last_delivery_status": "LP19", "last_delivery_status_date": "2026-03-24T10:00:00Z"}
    newest = told(Service.REGISTERED, SENDING, {"status": "PROCESSED", **last})[-1]
    assert (newest.raw, newest.status, newest.at.day) == ("LP19", DeliveryStatus.UNCLAIMED, 24)
    main = {"category": "DELIVERED", "code": "LP15", "date": "2026-03-05T10:00:00Z"}
    newest = told(Service.REGISTERED, SENDING, {"status": "PROCESSED", "last_main_delivery_status": main})[-1]
    assert (newest.raw, newest.status, newest.at.day) == ("DELIVERED", DeliveryStatus.DELIVERED, 5)


def test_the_newest_word_of_the_post_is_told_once_beside_its_history() -> None:
    history = [{"code": "LP09", "date": "2026-03-05T10:00:00Z"}, {"code": "LP15", "date": "2026-03-06T10:00:00Z"}]
    last = {"last_delivery_status": "LP15", "last_delivery_status_date": "2026-03-06T10:00:07Z"}
    facts = told(Service.REGISTERED, SENDING, {"status": "PROCESSED", "delivery_statuses": history, **last})
    assert [fact.raw for fact in facts].count("LP15") == 1


def test_a_simple_letter_that_came_back_is_told_by_the_recipient_or_by_the_list_apart() -> None:
    row = {"status": "N10", "label": "PND", "date": "2026-03-20T10:00:00Z"}
    last = {"last_delivery_status": "N10", "last_delivery_status_date": "2026-03-20T10:00:00Z"}
    for facts in (
        told(Service.LETTER, SENDING, {"status": "PROCESSED", **last}),
        told(Service.LETTER, SENDING, {"status": "PROCESSED"}, row),
        told(Service.LETTER, SENDING, {"status": "PROCESSED", **last}, row),
    ):
        assert [(fact.raw, fact.status) for fact in facts][2:] == [("N10", DeliveryStatus.RETURNED)]


def test_a_qualified_letter_that_was_accepted_is_dated_by_its_proof_where_its_word_is_not() -> None:
    proof = {"type": "ACKNOWLEDGMENT_OF_RECEIPT", "creation_date": "2026-03-05T11:00:00Z", "href": "/x"}
    newest = told(Service.LRE, SENDING, {"status": "ACCEPTED", "delivery_proof": proof})[-1]
    assert (newest.status, newest.at.day) == (DeliveryStatus.DELIVERED, 5)


@pytest.mark.parametrize("service", [Service.LETTER, Service.REGISTERED, Service.LRE, Service.ERE])
def test_whatever_is_null_or_left_out_is_passed_over(service: Service) -> None:
    for recipient in ({"status": "PROCESSED"}, {"status": "PROCESSED", **dict.fromkeys(OPTIONAL, None)}):
        assert {fact.status for fact in told(service, SENDING, recipient)} == {DeliveryStatus.SENT}
    assert [fact.at for fact in told(service, {"status": "PENDING"}, {})] == [SEEN]
