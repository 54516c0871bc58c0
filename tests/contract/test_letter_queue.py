"""News of letters in their queue, and calls of carriers as the HTTP API hands them over."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from relance.adapters.hooks import HmacHookKeys, hook_address, hook_call
from relance.adapters.letter_queue import SqsLetterQueue, letter_news
from relance.domain.contact import StoredObject
from relance.domain.errors import InvalidRecordError
from relance.ports.following import ContactDue, LetterNews, News

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

AT = datetime(2026, 3, 2, 10, 23, 32, tzinfo=UTC)
NEWS: tuple[News, ...] = (
    LetterNews("maileva", "registered:b7e0", "RL-1", AT),
    LetterNews("mysendingbox", "5f1c", None, AT, StoredObject("hooks/mysendingbox/ab", "ab" * 32)),
    LetterNews("merci_facteur", None, "RL-2", AT),
    ContactDue("C-é#1", date(2026, 3, 2), AT),
)


@pytest.fixture
def sqs() -> Iterator["SQSClient"]:
    with mock_aws():
        yield boto3.client("sqs")


def test_news_comes_out_of_the_queue_as_it_went_in(sqs: "SQSClient") -> None:
    url = sqs.create_queue(QueueName="letters")["QueueUrl"]
    assert SqsLetterQueue(client=sqs, queue_url=url).put_all(iter(NEWS)) == 4
    bodies = [m["Body"] for m in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    assert {letter_news(body) for body in bodies} == set(NEWS)


def test_a_storm_is_queued_ten_a_call(sqs: "SQSClient") -> None:
    url = sqs.create_queue(QueueName="letters")["QueueUrl"]
    calls: list[int] = []
    sqs.meta.events.register(
        "provide-client-params.sqs.SendMessageBatch", lambda params, **_: calls.append(len(params["Entries"]))
    )
    news = (LetterNews("poste", f"L-{number}", None, AT) for number in range(43))
    assert SqsLetterQueue(client=sqs, queue_url=url).put_all(news) == 43
    assert calls == [10, 10, 10, 10, 3]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", "body"),
        ("[]", "body"),
        ({"carrier": "poste", "carrier_id": "L-1"}, "at"),
        ({"carrier": "poste", "carrier_id": "L-1", "at": "yesterday"}, "at"),
        ({"carrier": "poste", "carrier_id": "L-1", "at": "2026-03-02T10:23:32"}, "at"),
        ({"carrier": "poste", "at": AT.isoformat()}, "carrier_id"),
        ({"carrier_id": "L-1", "at": AT.isoformat()}, "carrier"),
        ({"carrier": "poste", "carrier_id": 7, "at": AT.isoformat()}, "carrier_id"),
        ({"account_id": "C-1", "day": "2 mars", "at": AT.isoformat()}, "day"),
        ({"account_id": "", "day": "2026-03-02", "at": AT.isoformat()}, "account_id"),
    ],
)
def test_a_message_that_cannot_be_read_names_its_field(body: Any, field: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        letter_news(body if isinstance(body, str) else json.dumps(body))
    assert [name for name, _ in caught.value.breaches] == [field]


# ------------------------------------------------------------------------------------ calls of carriers


def event(**changes: Any) -> dict[str, Any]:
    return {"pathParameters": {"carrier": "poste", "key": "k"}, "headers": {"x-a": "1"}, "rawQueryString": ""} | changes


def test_a_call_in_text_is_taken_as_it_is() -> None:
    call = hook_call(event(body='{"é": 1}', isBase64Encoded=False))
    assert (call.carrier, call.key, dict(call.headers), call.body) == ("poste", "k", {"x-a": "1"}, '{"é": 1}'.encode())


def test_a_form_or_a_scan_comes_as_base64() -> None:
    raw = bytes(range(256)) * 400
    assert hook_call(event(body=base64.b64encode(raw).decode(), isBase64Encoded=True)).body == raw


def test_a_query_is_decoded_and_keeps_its_empty_fields() -> None:
    call = hook_call(event(rawQueryString="letter=RL-1&key=a%2Bb&empty="))
    assert dict(call.query) == {"letter": "RL-1", "key": "a+b", "empty": ""}


@pytest.mark.parametrize(
    "odd", [{}, {"body": None}, {"headers": None, "body": ""}, {"body": "é", "isBase64Encoded": True}]
)
def test_an_odd_event_is_a_call_that_says_nothing_or_nonsense_and_no_error(odd: dict[str, Any]) -> None:
    assert hook_call(event(**odd)).body in (b"", "é".encode())
    assert hook_call({}).carrier == ""


def test_a_large_body_is_whole() -> None:
    """Six megabytes: what Lambda takes, and what Merci Facteur may send."""
    body = "x" * 6_000_000
    assert len(hook_call(event(body=body)).body) == 6_000_000


def test_the_address_of_a_carrier_bears_its_key() -> None:
    keys = HmacHookKeys(b"a secret")
    address = hook_address("https://abc.execute-api.eu-west-3.amazonaws.com/", keys, "ar24")
    assert address == f"https://abc.execute-api.eu-west-3.amazonaws.com/hooks/ar24/{keys.of('ar24')}"
    # HMAC-SHA256 of "relance carrier hook|ar24" under "a secret", by openssl
    assert keys.of("ar24") == "b031f52e22b6a0ecc94e67d56e4991bc7bcf71f77f0912eb98e93c0a4542bb23"
