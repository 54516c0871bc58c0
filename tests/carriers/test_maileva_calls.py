"""Who calls whom: Maileva's notifications, and the person who proves to be the sender of an LRE."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from local.carriers.maileva import MailevaFake
from local.carriers.serving import Endpoint, Fault, Reply, Request
from relance.adapters.carriers.maileva.carrier import Maileva
from relance.domain.errors import RejectedError, RelanceError
from relance.ports.carriers import ForgedError, Service
from relance.ports.messaging import TryLaterError
from relance.ports.sender_sessions import SenderSession, SenderUnidentifiedError
from tests.carriers.maileva_rig import LRE_SENDER, SECRETS, SETTINGS, adapter, basic, hook
from tests.carriers.suite import REFERENCE, consignment, impatient


@pytest.fixture
def fake() -> Iterator[MailevaFake]:
    with MailevaFake() as made:
        made.certificates[LRE_SENDER] = "2099-12-31"
        yield made


@pytest.fixture
def maileva(fake: MailevaFake) -> Maileva:
    return adapter(fake)


def sent(maileva: Maileva, service: Service = Service.REGISTERED) -> str:
    return maileva.submit(consignment(service)).carrier_id


class TestWebhook:
    def test_a_call_about_a_recipient_names_the_sending_in_whose_path_it_stands(self, maileva: Maileva) -> None:
        call = hook(
            "registered:s-1",
            resource_type="registered_mail/v4/recipients",
            resource_id="r-1",
            event_type="ON_MAIN_DELIVERY_STATUS_DELIVERED",
            resource_location="https://api.maileva.com/registered_mail/v4/sendings/s-1/recipients/r-1",
        )
        (hint,) = maileva.webhook(call.headers, call.body, call.query)
        assert (hint.carrier_id, hint.reference) == ("registered:s-1", REFERENCE)
        assert hint.raw == "ON_MAIN_DELIVERY_STATUS_DELIVERED"

    def test_without_a_place_the_reference_must_do(self, maileva: Maileva) -> None:
        call = hook("registered:s-1", resource_type="mail/v2/recipients", resource_location="")
        (hint,) = maileva.webhook(call.headers, call.body, call.query)
        assert (hint.carrier_id, hint.reference) == (None, REFERENCE)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"resource_type": "invoices/v1/sendings"}, "resource_type"),
            ({"resource_id": None}, "resource_id"),
            ({"resource_id": "../../etc"}, "resource_id"),
            ({"event_type": 7}, "event_type"),
            ({"event_type": "ON STATUS"}, "event_type"),
            (
                {"resource_type": "mail/v2/recipients", "resource_location": 3, "resource_custom_id": None},
                "resource_location",
            ),
        ],
    )
    def test_what_is_malformed_is_named(self, maileva: Maileva, changes: dict[str, object], field: str) -> None:
        call = hook("registered:s-1", None, **changes)
        with pytest.raises(RejectedError, match=field):
            maileva.webhook(call.headers, call.body, call.query)

    @pytest.mark.parametrize("body", [b"[]", b'"x"', b"[" * 50_000, b"{" * 9])
    def test_what_is_no_object_is_refused(self, maileva: Maileva, body: bytes) -> None:
        with pytest.raises(RejectedError, match="body"):
            maileva.webhook(basic("maileva-calls", "hook-geheim"), body, {})

    def test_without_a_login_of_ours_nobody_is_believed(self, fake: MailevaFake) -> None:
        open_door = adapter(fake, secrets=replace(SECRETS, webhook_login="", webhook_password=""))
        with pytest.raises(ForgedError):
            open_door.webhook(basic("", ""), hook("registered:s-1").body, {})


class Ours(Endpoint):
    """Our endpoint, as Maileva sees it."""

    def __init__(self, maileva: Maileva) -> None:
        super().__init__()
        self.maileva = maileva
        self.heard: list[str] = []

    def answer(self, request: Request) -> Reply:
        try:
            hints = self.maileva.webhook(request.headers, request.body, request.query)
        except ForgedError:
            return Reply(401)
        self.heard += [hint.raw for hint in hints]
        return Reply(self.maileva.capabilities.webhook_answer)


class TestNotificationCentre:
    def test_who_subscribed_is_called_with_the_login_given_then_and_answers_201(
        self, maileva: Maileva, fake: MailevaFake
    ) -> None:
        with Ours(maileva) as ours:
            assert maileva.notifications.subscribe(f"{ours.url}/hooks/4f7a") == 15
            letter = sent(maileva)
            for word in ("ACCEPTED", "PROCESSED", "LP09", "LP15"):
                fake.progress(letter, word)
            fake.centre.call()
            assert ours.heard == [
                "ON_STATUS_ACCEPTED",
                "ON_STATUS_PROCESSED",
                "ON_DEPOSIT_PROOF_RECEIVED",
                "ON_CONTENT_PROOF_RECEIVED",
                "ON_MAIN_DELIVERY_STATUS_FIRST_PRESENTATION",
                "ON_ACKNOWLEDGEMENT_OF_RECEIPT_RECEIVED",
                "ON_MAIN_DELIVERY_STATUS_DELIVERED",
            ]
            assert [each.attempts for each in fake.centre.notifications] == [1] * 7

    def test_to_subscribe_again_adds_nothing(self, maileva: Maileva, fake: MailevaFake) -> None:
        maileva.notifications.subscribe("https://relance.example/hooks/4f7a")
        assert maileva.notifications.subscribe("https://relance.example/hooks/4f7a") == 0
        assert len(fake.centre.subscriptions) == 15

    def test_a_call_that_fails_is_made_again_and_one_that_was_given_up_can_be_asked_for(
        self, maileva: Maileva, fake: MailevaFake
    ) -> None:
        with Ours(maileva) as ours:
            maileva.notifications.subscribe(f"{ours.url}/hooks/4f7a")
            letter = sent(maileva)
            ours.fail_next(Fault.FAIL, times=11)
            fake.progress(letter, "ACCEPTED")
            fake.centre.call()
            assert ours.heard == []
            assert maileva.notifications.call_again() == 1
            fake.centre.call()
            assert ours.heard == ["ON_STATUS_ACCEPTED"]
            assert maileva.notifications.call_again() == 0


class TestQualifiedSender:
    def test_without_a_certificate_nothing_is_begun_and_it_is_said_what_to_do(self, fake: MailevaFake) -> None:
        fake.certificates.clear()
        with pytest.raises(TryLaterError, match="no certificate is registered"):
            sent(adapter(fake), Service.LRE)
        assert fake.letters == {}

    def test_a_certificate_that_ended_is_said_to_have_ended(self, fake: MailevaFake) -> None:
        fake.certificates[LRE_SENDER] = "2026-03-01"
        with pytest.raises(TryLaterError, match="ended on 2026-03-01"):
            sent(adapter(fake), Service.LRE)

    def test_a_letter_written_while_the_certificate_held_waits_once_it_has_ended(self) -> None:
        with MailevaFake(now=lambda: datetime(2026, 3, 9, 9, tzinfo=UTC)) as fake:
            fake.certificates[LRE_SENDER] = "2026-03-05"
            with pytest.raises(SenderUnidentifiedError, match="ended on 2026-03-05"):
                adapter(fake).submit(consignment(Service.LRE, day=date(2026, 3, 2)))
            assert fake.letters == {}

    def test_a_certificate_holds_for_thirty_days_once_it_was_handed_over(self) -> None:
        with MailevaFake(now=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)) as fake:
            maileva = adapter(fake)
            maileva.sender.register("KCCPMRYZ8CY9B6EHGF5H23HKLNOGBSPM")
            maileva.submit(consignment(Service.LRE))
            assert fake.certificates == {LRE_SENDER: "2026-04-01"}
            assert fake.paid(REFERENCE) == 1

    def test_a_session_opened_by_a_one_time_code_lets_letters_go(self, fake: MailevaFake) -> None:
        fake.certificates.clear()
        maileva = adapter(fake, replace(SETTINGS, lre_route="session"))
        opened = maileva.open_session("123456")
        assert opened.expires_at > datetime.now(UTC) + timedelta(minutes=59)
        maileva.sessions = lambda: opened
        maileva.submit(consignment(Service.LRE))
        assert fake.paid(REFERENCE) == 1

    def test_without_a_session_the_letter_waits_for_a_person(self, fake: MailevaFake) -> None:
        fake.certificates.clear()
        maileva = adapter(fake, replace(SETTINGS, lre_route="session"))
        with pytest.raises(SenderUnidentifiedError, match="one-time code"):
            maileva.submit(consignment(Service.LRE))
        assert fake.letters == {}

    def test_a_session_that_is_over_is_refused_and_nothing_is_paid(self, fake: MailevaFake) -> None:
        fake.certificates.clear()
        maileva = adapter(fake, replace(SETTINGS, lre_route="session"))
        maileva.sessions = lambda: SenderSession("", datetime.now(UTC) + timedelta(minutes=5))
        with pytest.raises(RejectedError, match="SENDER_NOT_AUTHENTICATED"):
            maileva.submit(consignment(Service.LRE))
        assert fake.paid(REFERENCE) == 0

    @pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.HANG, Fault.THROTTLE])
    def test_a_one_time_code_shows_in_no_error(self, fake: MailevaFake, fault: Fault) -> None:
        with impatient(fault):
            maileva = adapter(fake)
        sent(maileva, Service.LRE)
        fake.fail_next(fault)
        (code,) = fake.codes
        with pytest.raises(RelanceError) as caught:
            maileva.sender.open_session(code)
        assert code not in "".join(traceback.format_exception(caught.value)) + repr(maileva)

    @pytest.mark.parametrize("code", ["", "12345", "123456&x=1", "abcdef"])
    def test_what_is_no_code_is_sent_to_nobody(self, fake: MailevaFake, code: str) -> None:
        with pytest.raises(RejectedError, match="code"):
            adapter(fake).sender.open_session(code)
        with pytest.raises(RejectedError, match="certificate"):
            adapter(fake).sender.register(code)
        assert fake.calls == []
