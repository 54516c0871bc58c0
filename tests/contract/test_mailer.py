"""What a mailer does, on the fake and on SES; and what each answer of SES says about whether a mail was sent."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config
from botocore.stub import Stubber
from moto import mock_aws
from moto.sesv2.models import sesv2_backends

from relance.adapters.mail.mime import MimeComposer
from relance.adapters.mail.ses import SesMailer
from relance.adapters.mail.tags import contact_of, tags_of
from relance.domain.errors import RejectedError
from relance.ports.messaging import (
    MailDraft,
    Mailer,
    Mime,
    NotAcceptedError,
    OutcomeUnknownError,
    TryLaterError,
)
from tests import builders
from tests.fakes.mail import FakeMailer

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

DAY = date(2026, 2, 3)
REFERENCE = "RL-260203-ABCDEFGHIJKL"
TAGS = {"relance_account": "Qy0x", "relance_contact": "20260203-1", "relance_reference": REFERENCE}
ONCE = Config(retries={"total_max_attempts": 1})


def mime() -> Mime:
    draft = MailDraft("compta@boulangerie-martin.example", "Rappel", "<p>Bonjour</p>", "Bonjour")
    return MimeComposer(creditor=builders.creditor).compose(draft, reference=REFERENCE, day=DAY)


def send(mailer: Mailer) -> str:
    return mailer.send(mime(), account_id="C-1", day=DAY, attempt=1, reference=REFERENCE)


@pytest.fixture
def ses() -> Iterator["SESV2Client"]:
    with mock_aws():
        client = boto3.client("sesv2", config=ONCE)
        client.create_email_identity(EmailIdentity=builders.creditor().sender_email)
        yield client


@pytest.fixture(params=["memory", "ses"])
def mailer(request: pytest.FixtureRequest) -> Mailer:
    if request.param == "memory":
        return FakeMailer()
    return SesMailer(client=request.getfixturevalue("ses"), configuration_set="relance")


def test_each_mail_has_its_own_message_id(mailer: Mailer) -> None:
    first, second = send(mailer), send(mailer)
    assert first
    assert second
    assert first != second


def test_an_account_id_too_long_for_a_tag_is_not_sent(mailer: Mailer) -> None:
    with pytest.raises(RejectedError):
        mailer.send(mime(), account_id="C" * 500, day=DAY, attempt=1, reference=REFERENCE)


def test_ses_receives_the_mail_to_the_byte(ses: "SESV2Client") -> None:
    send(SesMailer(client=ses, configuration_set="relance"))
    (sent,) = sesv2_backends["123456789012"]["eu-west-3"].core_backend.sent_messages
    raw = sent.raw_data if isinstance(sent.raw_data, bytes) else sent.raw_data.encode()
    assert message_from_bytes(raw)["X-Relance-Reference"] == REFERENCE
    assert set(sent.destinations) == {"compta@boulangerie-martin.example"}


def stubbed() -> tuple[SesMailer, Stubber]:
    client = boto3.client("sesv2", config=ONCE)
    return SesMailer(client=client, configuration_set="relance"), Stubber(client)


def test_the_request_names_the_configuration_set_and_the_contact() -> None:
    mailer, stub = stubbed()
    expected = {
        "Destination": {"ToAddresses": ["compta@boulangerie-martin.example"]},
        "Content": {"Raw": {"Data": mime().raw}},
        "ConfigurationSetName": "relance",
        "EmailTags": [{"Name": name, "Value": value} for name, value in TAGS.items()],
    }
    stub.add_response("send_email", {"MessageId": "0100-1"}, expected)
    with stub:
        assert send(mailer) == "0100-1"
    stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        ("MessageRejected", 400, NotAcceptedError),
        ("BadRequestException", 400, NotAcceptedError),
        ("MailFromDomainNotVerifiedException", 400, TryLaterError),
        ("NotFoundException", 404, TryLaterError),
        ("AccountSuspendedException", 400, TryLaterError),
        ("TooManyRequestsException", 429, TryLaterError),
        ("LimitExceededException", 400, TryLaterError),
        ("SendingPausedException", 400, TryLaterError),
        ("AccessDeniedException", 403, TryLaterError),
        ("ExpiredTokenException", 403, TryLaterError),
        ("InternalServiceErrorException", 500, OutcomeUnknownError),
        ("ServiceUnavailable", 503, OutcomeUnknownError),
    ],
)
def test_what_ses_says_is_sorted_by_whether_it_was_sent(code: str, status: int, meaning: type[Exception]) -> None:
    mailer, stub = stubbed()
    stub.add_client_error("send_email", code, "compta@boulangerie-martin.example is refused", http_status_code=status)
    with stub, pytest.raises(meaning) as caught:
        send(mailer)
    assert str(caught.value) == f"mail {REFERENCE}: {code}" + (f" ({status})" if status >= 500 else "")


@pytest.mark.parametrize(
    "said",
    [
        (
            "Email address is not verified. The following identities failed the check in region EU-WEST-3: "
            "Atelier Lumière <facturation@atelier-lumiere.example>"
        ),
        (
            "Sending suspended for this account. For more information, please check the inbox of the email address "
            "associated with your AWS account."
        ),
        (
            "Sending paused for this account. For more information, please check the inbox of the email address "
            "associated with your AWS account."
        ),
    ],
)
def test_an_account_that_may_not_send_is_no_fault_of_the_mail(said: str) -> None:
    mailer, stub = stubbed()
    stub.add_client_error("send_email", "MessageRejected", said, http_status_code=400)
    with stub, pytest.raises(TryLaterError) as caught:
        send(mailer)
    assert str(caught.value) == f"mail {REFERENCE}: MessageRejected"


@pytest.mark.parametrize(
    "silence",
    [
        botocore.exceptions.ReadTimeoutError(endpoint_url="https://email"),
        botocore.exceptions.ConnectTimeoutError(endpoint_url="https://email", error="none"),
        botocore.exceptions.ConnectionClosedError(endpoint_url="https://email"),
        botocore.exceptions.EndpointConnectionError(endpoint_url="https://email", error="none"),
    ],
)
def test_silence_is_an_unknown_outcome(silence: Exception) -> None:
    client = boto3.client("sesv2", config=ONCE)

    def cut(**_: Any) -> None:
        raise silence

    client.meta.events.register("before-send.sesv2.SendEmail", cut)
    with pytest.raises(OutcomeUnknownError, match=REFERENCE):
        send(SesMailer(client=client, configuration_set="relance"))


def test_a_request_that_botocore_refuses_was_not_sent() -> None:
    mailer, _ = stubbed()
    with pytest.raises(NotAcceptedError):
        mailer.send(Mime(to=None, raw=b""), account_id="C-1", day=DAY, attempt=1, reference=REFERENCE)  # type: ignore[arg-type]


@pytest.mark.parametrize("failure", [NotAcceptedError("no"), TryLaterError("later"), OutcomeUnknownError("silence")])
def test_the_fake_fails_once_as_told(failure: Exception) -> None:
    mailer = FakeMailer(failures=[failure])
    with pytest.raises(type(failure)):
        send(mailer)
    assert mailer.outbox == []
    assert send(mailer) == "mail-1"


def test_the_fake_can_lose_the_answer_of_a_mail_that_went_out() -> None:
    mailer = FakeMailer(failures=[OutcomeUnknownError("silence")], sends_although_unknown=True)
    with pytest.raises(OutcomeUnknownError):
        send(mailer)
    assert [sent.tags for sent in mailer.outbox] == [TAGS]


# ----------------------------------------------------------------------------------------- tags


@pytest.mark.parametrize("account_id", ["C-1", "client n° 7 / été", "a" * 190, "株式会社", "=="])
def test_tags_lead_back_to_the_contact(account_id: str) -> None:
    tags = tags_of(account_id=account_id, day=DAY, attempt=3, reference=REFERENCE)
    assert contact_of(tags) == (account_id, DAY, 3, REFERENCE)
    assert all(c.isascii() and (c.isalnum() or c in "-_") for value in tags.values() for c in value)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {**TAGS, "relance_contact": "20260231-1"},
        {**TAGS, "relance_contact": "2026-02-03"},
        {**TAGS, "relance_account": "!!"},
        {**TAGS, "relance_account": "_w"},
        {**TAGS, "relance_reference": ""},
    ],
)
def test_tags_that_are_not_ours_are_refused(tags: dict[str, str]) -> None:
    with pytest.raises(RejectedError):
        contact_of(tags)
