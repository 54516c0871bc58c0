"""The calls beside letters: subscriptions, identities, catalogues, letters stopped."""

from __future__ import annotations

import pytest

from local.carriers.ar24.fake import Ar24Fake
from local.carriers.faults import Fault
from local.carriers.maileva import MailevaFake
from local.carriers.serving import PretendedCarrier
from relance.ports.carriers import Service
from relance.ports.messaging import OutcomeUnknownError
from tests.carriers import merci_facteur_rig
from tests.carriers.ar24_rig import ar24
from tests.carriers.maileva_rig import LRE_SENDER, adapter
from tests.carriers.suite import consignment
from tests.conformity.contract import check_all

CERTIFICATE = "KCCPMRYZ8CY9B6EHGF5H23HKLNOGBSPM"


def called(fake: PretendedCarrier) -> set[str]:
    return {f"{request.method} {request.path.rpartition('/')[2]}" for request in fake.calls}


def test_maileva_is_told_whom_to_call_and_asked_to_call_again() -> None:
    with MailevaFake() as fake:
        fake.certificates[LRE_SENDER] = "2099-12-31"
        maileva = adapter(fake)
        assert maileva.notifications.subscribe("https://hooks.relance.example/maileva/4f7a?x=1") == 15
        letter = maileva.submit(consignment(Service.REGISTERED)).carrier_id
        fake.progress(letter, "ACCEPTED")
        for notification in fake.centre.notifications:
            notification.status = "MAX_RETRY"
        maileva.notifications.call_again()
        assert {"POST subscriptions", "GET subscriptions", "GET notifications"} < called(fake)
        assert check_all("maileva", fake.calls) > 20


def test_the_sender_of_a_qualified_letter_proves_who_it_is_at_maileva() -> None:
    with MailevaFake() as fake:
        sender = adapter(fake).sender
        sender.register(CERTIFICATE)
        sender.open_session("123456")
        assert {"POST authenticate_by_certificate", "POST authenticate_by_otp"} < called(fake)
        check_all("maileva", fake.calls)


@pytest.mark.parametrize("service", [Service.LETTER, Service.REGISTERED, Service.LRE, Service.ERE])
def test_a_draft_that_an_earlier_attempt_left_is_looked_at_and_thrown_away_as_published(service: Service) -> None:
    with MailevaFake() as fake:
        fake.certificates[LRE_SENDER] = "2099-12-31"
        fake.fail_next(Fault.CUT_BEFORE, on="POST */submit")
        with pytest.raises(OutcomeUnknownError):
            adapter(fake).submit(consignment(service))
        next(iter(fake.letters.values())).documents[0]["size"] = 1
        adapter(fake).submit(consignment(service))
        assert {"GET documents", "GET recipients"} < called(fake)
        assert any(request.method == "DELETE" for request in fake.calls)
        check_all("maileva", fake.calls)


def test_the_sender_proves_who_it_is_at_ar24() -> None:
    with Ar24Fake() as fake:
        ar24(fake).open_session("424242")
        assert called(fake) == {"POST auth_otp"}
        check_all("ar24", fake.calls)


def test_merci_facteur_is_asked_for_its_catalogue_and_to_stop_a_letter() -> None:
    with merci_facteur_rig.rig() as rig:
        fake, carrier = rig.fake, rig.connect()
        letter = carrier.submit(consignment(Service.LETTER)).carrier_id
        carrier.submit(consignment(Service.LETTER))
        assert carrier.cancel(letter)
        assert {"GET listErrors", "DELETE deleteEnvoi"} < called(fake)
        check_all("merci_facteur", fake.calls)
