"""Maileva's published examples as answers, and what else a reader must bear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.carriers.serving import Reply
from relance.adapters.carriers.maileva.carrier import Maileva
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.ports.carriers import CarrierFact, ProofKind, Service
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from tests.carriers.maileva_rig import SECRETS, SETTINGS
from tests.carriers.suite import REFERENCE, consignment, quick_http
from tests.conformity.contract import check_all
from tests.conformity.examples import Examples
from tests.conformity.maileva_examples import (
    AT,
    POSTAL,
    PRODUCTS,
    RECIPIENT_ID,
    RECIPIENTS,
    SENDING,
    SENDING_ID,
    SENDINGS,
    examples,
)

SEEN = datetime(2018, 3, 16, 8, 0, tzinfo=UTC)


def adapter(server: Examples) -> Maileva:
    return Maileva(quick_http(server.url), quick_http(server.url), SECRETS, SETTINGS, now=lambda: SEEN)


def facts(service: Service, **changes: Any) -> tuple[CarrierFact, ...]:
    with examples(service, **changes) as server:
        return adapter(server).facts(f"{service.value}:{SENDING_ID}")


@pytest.mark.parametrize("service", PRODUCTS)
def test_a_server_that_answers_with_the_published_examples_is_led_through_a_whole_letter(service: Service) -> None:
    with examples(service) as server:
        maileva = adapter(server)
        taken = maileva.submit(consignment(service))
        assert maileva.find(REFERENCE) is None
        assert maileva.facts(taken.carrier_id)
        for offer in maileva.proofs(taken.carrier_id):
            maileva.fetch(offer)
        assert check_all("maileva", server.calls) > 10


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (Service.LETTER, [("PENDING", "SUBMITTED"), ("PENDING", "SUBMITTED"), ("string", "UNKNOWN")]),
        (
            Service.REGISTERED,
            [
                ("PENDING", "SUBMITTED"),
                ("PENDING", "SUBMITTED"),
                ("DELIVERED", "DELIVERED"),
                ("LP03", "IN_TRANSIT"),
                ("N02", "WRONG_ADDRESS"),
            ],
        ),
        (Service.LRE, [("DRAFT", "DRAFT"), ("WAITING", "UNKNOWN")]),
        (
            Service.ERE,
            [
                ("ACCEPTED", "ACCEPTED"),
                ("DRAFT", "DRAFT"),
                ("string", "UNKNOWN"),
                ("DRAFT", "DRAFT"),
                ("UNDELIVERED BOUNCED", "WRONG_ADDRESS"),
            ],
        ),
    ],
)
def test_the_published_example_of_a_letter_is_read(service: Service, words: list[tuple[str, str]]) -> None:
    told = facts(service)
    assert sorted((fact.raw, fact.status.name) for fact in told) == sorted(words)
    assert {fact.at.isoformat() for fact in told} <= {
        "2018-03-14T07:21:40.757000+00:00",
        "2018-03-15T07:21:40.757000+00:00",
        "2018-03-15T07:21:50.757000+00:00",
    }


def test_the_published_example_of_a_registered_recipient_offers_each_proof() -> None:
    with examples(Service.REGISTERED) as server:
        offers = adapter(server).proofs(f"registered:{SENDING_ID}")
    assert [offer.kind for offer in offers] == [
        ProofKind.DEPOSIT,
        ProofKind.CONTENT,
        ProofKind.RECEIPT,
        ProofKind.UNDELIVERED,
    ]


@pytest.mark.parametrize(
    "date",
    ["2018-03-14T07:21:40Z", "2018-03-14T07:21:40", "2018-03-14T08:21:40.000+01:00", "2018-03-14T07:21:40.000000Z"],
)
def test_a_date_is_read_with_and_without_milliseconds_and_zone(date: str) -> None:
    told = facts(
        Service.REGISTERED,
        recipient={"id": RECIPIENT_ID, "delivery_statuses": [POSTAL | {"date": date}]},
    )
    (postal,) = (fact for fact in told if fact.raw == "LP03")
    assert postal.at.isoformat() in {"2018-03-14T07:21:40+00:00", "2018-03-14T08:21:40+01:00"}


def test_what_is_new_in_an_answer_is_passed_over_and_a_new_word_is_kept() -> None:
    recipient = RECIPIENTS[Service.REGISTERED] | {
        "carbon_footprint": {"grams": 20},
        "status": "RECYCLED",
        "delivery_statuses": [POSTAL | {"code": "LP77", "drone": True}, "garbage", {"label": "no code"}],
    }
    told = facts(Service.REGISTERED, recipient=recipient)
    assert {fact.raw for fact in told if fact.status is DeliveryStatus.UNKNOWN} == {"LP77", "RECYCLED"}


def test_what_is_missing_in_an_answer_is_not_missed() -> None:
    told = facts(
        Service.REGISTERED,
        sending={"id": SENDING_ID, "status": "PENDING", "creation_date": AT},
        recipient={"id": "r-1"},
    )
    assert [(fact.raw, fact.reference) for fact in told] == [("PENDING", None)]


def test_a_simple_letter_whose_delivery_is_not_known_yet_is_told_all_the_same() -> None:
    none_yet: tuple[Any, ...] = (
        Reply.of({"code": "RECIPIENT_NOT_FOUND", "message": ""}, 404),
        {"delivery_statuses": []},
    )
    for delivery in none_yet:
        assert {fact.raw for fact in facts(Service.LETTER, delivery=delivery)} == {"PENDING", "string"}


def test_a_letter_without_any_date_is_told_as_it_was_seen() -> None:
    told = facts(Service.REGISTERED, sending={"id": SENDING_ID, "status": "PENDING"}, recipient={"status": "ACCEPTED"})
    assert [(fact.raw, fact.at) for fact in told] == [("PENDING", SEEN), ("ACCEPTED", SEEN)]


@pytest.mark.parametrize(
    "submit", [Reply(200), Reply(202), Reply(204), Reply.of({}), Reply.of({"status": "PENDING"}, 201)]
)
def test_a_letter_is_handed_over_by_any_answer_of_success(submit: Reply) -> None:
    with examples(Service.REGISTERED, submit=submit) as server:
        assert adapter(server).submit(consignment(Service.REGISTERED)).carrier_id == f"registered:{SENDING_ID}"


def test_a_draft_that_was_made_with_202_or_200_is_made() -> None:
    for status in (200, 202):
        answers = {name: Reply.of(SENDING | {"id": "s-1"}, status) for name in ("created", "document", "added")}
        with examples(Service.LETTER, **answers) as server:
            assert adapter(server).submit(consignment(Service.LETTER)).carrier_id == "letter:s-1"


@pytest.mark.parametrize(
    "created", [Reply.of({}, 201), Reply(201), Reply.of([], 201), Reply(200, b"<html>login</html>", "text/html")]
)
def test_a_draft_without_an_id_is_none_and_nothing_is_paid(created: Reply) -> None:
    with examples(Service.LETTER, created=created) as server:
        with pytest.raises(TryLaterError):
            adapter(server).submit(consignment(Service.LETTER))
        assert not [call for call in server.calls if call.path.endswith("/submit")]


def test_a_token_without_an_end_is_used_once_and_one_whose_seconds_are_text_as_long_as_it_says() -> None:
    for lasts, asked in ((None, 4), ("300", 1)):
        token = {"access_token": "jeton", "expires_in": lasts}
        with examples(Service.REGISTERED, token=token) as server:
            adapter(server).find("RL-9")
            assert len([call for call in server.calls if call.path.endswith("/token")]) == asked


def test_a_letter_that_is_not_there_is_told_from_one_that_cannot_be_read() -> None:
    for status, error in ((404, RejectedError), (400, OutcomeUnknownError), (500, OutcomeUnknownError)):
        said = Reply.of({"code": "SENDING_NOT_FOUND", "message": ""}, status)
        with examples(Service.REGISTERED, sending=said) as server, pytest.raises(error):
            adapter(server).facts(f"registered:{SENDING_ID}")


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ({"expiration_date": "2018-03-16T08:59:30Z"}, datetime(2018, 3, 16, 8, 59, 30, tzinfo=UTC)),
        ({"expiration_date": "string"}, SEEN + timedelta(hours=1)),
        ({}, SEEN + timedelta(hours=1)),
    ],
)
def test_a_session_whose_end_is_not_told_lasts_the_hour_that_is_published(said: dict[str, str], end: datetime) -> None:
    with examples(Service.LRE) as server:
        server.answers[r"POST .*/authenticate_by_otp"] = said
        assert adapter(server).open_session("123456").expires_at == end
        assert check_all("maileva", server.calls) == 2


@pytest.mark.parametrize("service", PRODUCTS)
def test_a_proof_lies_where_the_letter_is_whatever_the_answer_leaves_out(service: Service) -> None:
    sending = {name: value for name, value in SENDINGS[service].items() if name != "id"}
    with examples(service, sending=sending) as server:
        offers = adapter(server).proofs(f"{service.value}:{SENDING_ID}")
        assert offers
        place = f"{PRODUCTS[service]}/sendings/{SENDING_ID}/recipients/{RECIPIENT_ID}/download_"
        assert all(offer.locator.startswith(place) for offer in offers)
    nameless = {name: value for name, value in RECIPIENTS[service].items() if name != "id"}
    with examples(service, recipient=nameless) as server, pytest.raises(OutcomeUnknownError, match="no id"):
        adapter(server).proofs(f"{service.value}:{SENDING_ID}")
