"""What a texter does, on the fake, on SNS and on End User Messaging; what each answer says about whether it was sent.

moto knows SNS, and not End User Messaging: that one is held against AWS's own description of its calls (botocore).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config
from botocore.stub import Stubber
from moto import mock_aws
from moto.sns.models import sns_backends

from relance.adapters.sms.end_user_messaging import EumTexter
from relance.adapters.sms.sns import SnsTexter
from relance.ports.messaging import NotAcceptedError, OptedOutError, OutcomeUnknownError, Texter, TryLaterError
from tests import builders
from tests.fakes.sms import FakeTexter

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

REFERENCE = "RL-260203-ABCDEFGHIJKL"
MOBILE = "+33612345678"
TEXT = "Atelier Lumière : la facture F-1 reste à régler."
IDENTITY = "arn:aws:sms-voice:eu-west-3:123456789012:sender-id/ATELIERLUM/FR"
ONCE = Config(retries={"total_max_attempts": 1})


def send(texter: Texter) -> str:
    return texter.send(MOBILE, TEXT, account_id="C-1", day=date(2026, 2, 3), attempt=1, reference=REFERENCE)


@dataclass
class Stubbed:
    """A texter on a client that answers as it is told, and takes only what AWS's model of the call allows."""

    texter: Texter
    stub: Stubber
    client: Any
    operation: str
    event: str


def on_sns() -> Stubbed:
    client = boto3.client("sns", config=ONCE)
    texter = SnsTexter(client=client, creditor=builders.creditor)
    return Stubbed(texter, Stubber(client), client, "publish", "before-send.sns.Publish")


def on_end_user_messaging(configuration_set: str = "") -> Stubbed:
    client = boto3.client("pinpoint-sms-voice-v2", config=ONCE)
    texter = EumTexter(client, IDENTITY, configuration_set, "relance-mail")
    event = "before-send.pinpoint-sms-voice-v2.SendTextMessage"
    return Stubbed(texter, Stubber(client), client, "send_text_message", event)


SERVICES = pytest.mark.parametrize("service", [on_sns, on_end_user_messaging], ids=["sns", "end_user_messaging"])
Service = Callable[[], Stubbed]


@pytest.fixture
def sns() -> Iterator["SNSClient"]:
    with mock_aws():
        yield boto3.client("sns", config=ONCE)


@pytest.fixture(params=["memory", "sns", "end_user_messaging"])
def texter(request: pytest.FixtureRequest) -> Iterator[Texter]:
    if request.param == "memory":
        yield FakeTexter()
    elif request.param == "sns":
        yield SnsTexter(client=request.getfixturevalue("sns"), creditor=builders.creditor)
    else:
        stubbed = on_end_user_messaging()
        for number in (1, 2):
            stubbed.stub.add_response("send_text_message", {"MessageId": f"eum-{number}"})
        with stubbed.stub:
            yield stubbed.texter


def test_each_message_has_its_own_message_id(texter: Texter) -> None:
    first, second = send(texter), send(texter)
    assert first
    assert second
    assert first != second


def test_sns_receives_number_and_text(sns: "SNSClient") -> None:
    send(SnsTexter(client=sns, creditor=builders.creditor))
    ((number, text),) = [m[:2] for m in sns_backends["123456789012"]["eu-west-3"].sms_messages.values()]
    assert (number, text) == (MOBILE, TEXT)


def test_through_sns_it_is_transactional_and_bears_the_creditors_sender() -> None:
    service = on_sns()
    expected = {
        "PhoneNumber": MOBILE,
        "Message": TEXT,
        "MessageAttributes": {
            "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "ATELIERLUM"},
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
        },
    }
    service.stub.add_response("publish", {"MessageId": "sms-1"}, expected)
    with service.stub:
        assert send(service.texter) == "sms-1"


@pytest.mark.parametrize("configuration_set", ["", "texts"])
def test_through_end_user_messaging_it_is_transactional_and_its_context_names_the_contact(
    configuration_set: str,
) -> None:
    """The context comes back in every event: ids and a day, nothing about the debtor."""
    service = on_end_user_messaging(configuration_set)
    expected = {
        "DestinationPhoneNumber": MOBILE,
        "OriginationIdentity": IDENTITY,
        "MessageBody": TEXT,
        "MessageType": "TRANSACTIONAL",
        "Context": {
            "relance_account": "Qy0x",  # C-1, in base64
            "relance_contact": "20260203-1",
            "relance_reference": REFERENCE,
            "relance_deployment": "relance-mail",
        },
    }
    if configuration_set:
        expected["ConfigurationSetName"] = configuration_set
    service.stub.add_response("send_text_message", {"MessageId": "eum-1"}, expected)
    with service.stub:
        assert send(service.texter) == "eum-1"


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        ("InvalidParameter", 400, NotAcceptedError),
        ("InvalidParameterValue", 400, NotAcceptedError),
        ("ValidationException", 400, NotAcceptedError),
        ("ConflictException", 409, NotAcceptedError),
        ("ServiceQuotaExceededException", 402, TryLaterError),
        ("Throttled", 429, TryLaterError),
        ("ThrottlingException", 429, TryLaterError),
        ("AuthorizationError", 403, TryLaterError),
        ("AccessDeniedException", 403, TryLaterError),
        ("ResourceNotFoundException", 404, TryLaterError),
        ("InternalError", 500, OutcomeUnknownError),
        ("InternalServerException", 500, OutcomeUnknownError),
    ],
)
@SERVICES
def test_what_aws_says_is_sorted_by_whether_it_was_sent(
    service: Service, code: str, status: int, meaning: type[Exception]
) -> None:
    asked = service()
    asked.stub.add_client_error(asked.operation, code, f"{MOBILE} is refused", http_status_code=status)
    with asked.stub, pytest.raises(meaning) as caught:
        send(asked.texter)
    assert MOBILE not in str(caught.value)


@pytest.mark.parametrize(
    ("service", "code", "said"),
    [
        (on_end_user_messaging, "ConflictException", {"Reason": "DESTINATION_PHONE_NUMBER_OPTED_OUT"}),
        (on_sns, "OptedOut", {}),
    ],
    ids=["end_user_messaging", "sns"],
)
def test_whoever_answered_stop_is_told_apart_from_other_refusals(
    service: Service, code: str, said: dict[str, str]
) -> None:
    asked = service()
    asked.stub.add_client_error(asked.operation, code, f"{MOBILE} said no", 409, modeled_fields=said)
    with asked.stub, pytest.raises(OptedOutError) as caught:
        send(asked.texter)
    assert MOBILE not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "reason", "meaning"),
    [
        ("ConflictException", "RESOURCE_NOT_ACTIVE", TryLaterError),
        ("ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", TryLaterError),
        ("ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED", TryLaterError),
        ("ValidationException", "SENDER_ID_NOT_REGISTERED", TryLaterError),
        ("ValidationException", "CHANNEL_NOT_ENABLED", TryLaterError),
        ("ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", NotAcceptedError),
        ("ValidationException", "DESTINATION_COUNTRY_BLOCKED", NotAcceptedError),
    ],
)
def test_what_is_wrong_with_the_account_waits_until_somebody_mends_it(
    code: str, reason: str, meaning: type[Exception]
) -> None:
    service = on_end_user_messaging()
    service.stub.add_client_error(service.operation, code, "refused", 400, modeled_fields={"Reason": reason})
    with service.stub, pytest.raises(meaning):
        send(service.texter)


@SERVICES
def test_silence_is_an_unknown_outcome_and_nobody_calls_again(service: Service) -> None:
    asked = service()
    calls: list[str] = []

    def cut(**_: Any) -> None:
        calls.append("call")
        raise botocore.exceptions.ReadTimeoutError(endpoint_url="https://aws")

    asked.client.meta.events.register(asked.event, cut)
    with pytest.raises(OutcomeUnknownError):
        send(asked.texter)
    assert calls == ["call"]


def test_an_account_id_that_fits_in_no_context_is_refused_before_anything_is_sent() -> None:
    service = on_end_user_messaging()
    with service.stub, pytest.raises(Exception, match="does not fit"):
        service.texter.send(MOBILE, TEXT, account_id="C" * 300, day=date(2026, 2, 3), attempt=1, reference=REFERENCE)


@pytest.mark.parametrize("failure", [NotAcceptedError("no"), TryLaterError("later"), OutcomeUnknownError("silence")])
def test_the_fake_fails_once_as_told(failure: Exception) -> None:
    texter = FakeTexter(failures=[failure])
    with pytest.raises(type(failure)):
        send(texter)
    assert texter.outbox == []
    assert send(texter) == "sms-1"
