"""What a texter does, on the fake and on SNS; and what each answer of SNS says about whether a message was sent."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config
from botocore.stub import Stubber
from moto import mock_aws
from moto.sns.models import sns_backends

from relance.adapters.sms import SnsTexter
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, Texter, TryLaterError
from tests import builders
from tests.fakes.sms import FakeTexter

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

REFERENCE = "RL-260203-ABCDEFGHIJKL"
MOBILE = "+33612345678"
TEXT = "Atelier Lumière : la facture F-1 reste à régler."
ONCE = Config(retries={"total_max_attempts": 1})


@pytest.fixture
def sns() -> Iterator["SNSClient"]:
    with mock_aws():
        yield boto3.client("sns", config=ONCE)


@pytest.fixture(params=["memory", "sns"])
def texter(request: pytest.FixtureRequest) -> Texter:
    if request.param == "memory":
        return FakeTexter()
    return SnsTexter(client=request.getfixturevalue("sns"), creditor=builders.creditor)


def test_each_message_has_its_own_message_id(texter: Texter) -> None:
    first, second = (texter.send(MOBILE, TEXT, reference=REFERENCE) for _ in range(2))
    assert first
    assert second
    assert first != second


def test_sns_receives_number_and_text(sns: "SNSClient") -> None:
    SnsTexter(client=sns, creditor=builders.creditor).send(MOBILE, TEXT, reference=REFERENCE)
    ((number, text),) = [m[:2] for m in sns_backends["123456789012"]["eu-west-3"].sms_messages.values()]
    assert (number, text) == (MOBILE, TEXT)


def stubbed() -> tuple[SnsTexter, Stubber]:
    client = boto3.client("sns", config=ONCE)
    return SnsTexter(client=client, creditor=builders.creditor), Stubber(client)


def test_the_message_is_transactional_and_bears_the_creditors_sender() -> None:
    texter, stub = stubbed()
    expected = {
        "PhoneNumber": MOBILE,
        "Message": TEXT,
        "MessageAttributes": {
            "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "ATELIERLUM"},
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
        },
    }
    stub.add_response("publish", {"MessageId": "sms-1"}, expected)
    with stub:
        assert texter.send(MOBILE, TEXT, reference=REFERENCE) == "sms-1"


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        ("InvalidParameter", 400, NotAcceptedError),
        ("InvalidParameterValue", 400, NotAcceptedError),
        ("ValidationException", 400, NotAcceptedError),
        ("Throttled", 429, TryLaterError),
        ("AuthorizationError", 403, TryLaterError),
        ("InternalError", 500, OutcomeUnknownError),
    ],
)
def test_what_sns_says_is_sorted_by_whether_it_was_sent(code: str, status: int, meaning: type[Exception]) -> None:
    texter, stub = stubbed()
    stub.add_client_error("publish", code, f"{MOBILE} is refused", http_status_code=status)
    with stub, pytest.raises(meaning) as caught:
        texter.send(MOBILE, TEXT, reference=REFERENCE)
    assert MOBILE not in str(caught.value)


def test_silence_is_an_unknown_outcome() -> None:
    client = boto3.client("sns", config=ONCE)

    def cut(**_: Any) -> None:
        raise botocore.exceptions.ReadTimeoutError(endpoint_url="https://sns")

    client.meta.events.register("before-send.sns.Publish", cut)
    with pytest.raises(OutcomeUnknownError):
        SnsTexter(client=client, creditor=builders.creditor).send(MOBILE, TEXT, reference=REFERENCE)


@pytest.mark.parametrize("failure", [NotAcceptedError("no"), TryLaterError("later"), OutcomeUnknownError("silence")])
def test_the_fake_fails_once_as_told(failure: Exception) -> None:
    texter = FakeTexter(failures=[failure])
    with pytest.raises(type(failure)):
        texter.send(MOBILE, TEXT, reference=REFERENCE)
    assert texter.outbox == []
    assert texter.send(MOBILE, TEXT, reference=REFERENCE) == "sms-1"
