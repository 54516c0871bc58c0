"""Merci Facteur's words for each product, and its webhooks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from local.carriers.merci_facteur.fake import MerciFacteurFake
from local.carriers.serving import Fault
from relance.adapters.carriers.merci_facteur.carrier import MerciFacteur
from relance.adapters.carriers.merci_facteur.settings import (
    MerciFacteurAddress,
    MerciFacteurSecrets,
    MerciFacteurSettings,
)
from relance.adapters.carriers.merci_facteur.words import stage_of
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.ports.carriers import ForgedError, Service
from tests.carriers.merci_facteur_rig import SETTINGS, Clock, adapter, sent
from tests.carriers.suite import REFERENCE, consignment, quick_http


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[MerciFacteurFake]:
    with MerciFacteurFake(now=clock) as fake:
        yield fake


PAPER = {
    "wait": DeliveryStatus.SUBMITTED,
    "imprime": DeliveryStatus.ACCEPTED,
    "pris_en_charge": DeliveryStatus.SENT,
    "prix_en_charge_pays_destinataire": DeliveryStatus.IN_TRANSIT,
    "traitement": DeliveryStatus.IN_TRANSIT,
    "traitement_pays_destination": DeliveryStatus.IN_TRANSIT,
    "transit_pays_intermediaire": DeliveryStatus.IN_TRANSIT,
    "attente_presentation": DeliveryStatus.IN_TRANSIT,
    "entree_douane": DeliveryStatus.IN_TRANSIT,
    "sortie_douane": DeliveryStatus.IN_TRANSIT,
    "retenu_douane": DeliveryStatus.IN_TRANSIT,
    "probleme_resolu": DeliveryStatus.IN_TRANSIT,
    "distribution_en_cours": DeliveryStatus.IN_TRANSIT,
    "attente_au_guichet": DeliveryStatus.AWAITING_RECIPIENT,
    "probleme_en_cours": DeliveryStatus.UNKNOWN,
    "non_distribuable": DeliveryStatus.WRONG_ADDRESS,
    "retour_expediteur": DeliveryStatus.RETURNED,
    "distribue_expediteur": DeliveryStatus.RETURNED,
    "archivage_pnd": DeliveryStatus.RETURNED,
    "distribue": DeliveryStatus.DELIVERED,
    "accepted": DeliveryStatus.UNKNOWN,
}
ELECTRONIC = {
    "wait": DeliveryStatus.SUBMITTED,
    "envoye": DeliveryStatus.SENT,
    "accept_wait": DeliveryStatus.AWAITING_RECIPIENT,
    "accept_lock": DeliveryStatus.UNKNOWN,
    "accept_notification_error": DeliveryStatus.WRONG_ADDRESS,
    "accepted": DeliveryStatus.DELIVERED,
    "accepted_downloaded": DeliveryStatus.DELIVERED,
    "expired": DeliveryStatus.UNCLAIMED,
    "refused": DeliveryStatus.REFUSED,
    "distribue": DeliveryStatus.UNKNOWN,
}


@pytest.mark.parametrize(("word", "stage"), PAPER.items())
@pytest.mark.parametrize("mode", ["normal", "suivi", "lrar", "lrare"])
def test_every_status_of_paper_has_its_stage(mode: str, word: str, stage: DeliveryStatus) -> None:
    assert stage_of(mode, word) is stage


@pytest.mark.parametrize(("word", "stage"), ELECTRONIC.items())
@pytest.mark.parametrize("mode", ["ere_otp_mail", "ere_otp_sms"])
def test_every_status_of_electronic_letters_has_its_stage(mode: str, word: str, stage: DeliveryStatus) -> None:
    assert stage_of(mode, word) is stage


def test_a_status_belongs_to_its_product_alone() -> None:
    assert stage_of("lrare", "retour_are") is DeliveryStatus.DELIVERED
    assert stage_of("suivi", "retour_are") is DeliveryStatus.UNKNOWN
    assert stage_of("suivi", "scan_pdd") is DeliveryStatus.SENT
    assert stage_of("normal", "scan_pdd") is DeliveryStatus.UNKNOWN
    assert stage_of("teletype", "distribue") is DeliveryStatus.UNKNOWN


def spoilt_calls() -> list[bytes]:
    event, letter = json.dumps({"name_event": "new"}), {"id_envoi": "1"}
    return [
        b"",
        b"{}",
        b"event=%7B%7D",
        urlencode({"event": event, "detail": "["}).encode(),
        urlencode({"event": event, "detail": json.dumps([letter])}).encode() + b" ",
        urlencode({"event": event, "detail": "7"}).encode(),
        urlencode({"event": event, "detail": "[]"}).encode(),
        urlencode({"event": event, "detail": '[{"nom": "Martin"}]'}).encode(),
        urlencode({"event": "[]", "detail": json.dumps([letter])}).encode(),
        urlencode({"event": event, "detail": "[" * 200_000}).encode(),
        b"event=%ff&detail=%ff",
        "event=é".encode(),
        b"&".join(b"a=1" for _ in range(50)),
    ]


@pytest.mark.parametrize("body", spoilt_calls())
def test_a_malformed_call_is_refused_by_name(fake: MerciFacteurFake, body: bytes) -> None:
    with pytest.raises(RejectedError, match=r"^(body|event|detail)"):
        adapter(fake).webhook({"x-mf-webhook-secret-key": "mf-hook-77aa"}, body, {})


def test_an_oversized_call_is_refused_unread(fake: MerciFacteurFake) -> None:
    with pytest.raises(RejectedError, match=r"^body: more than 6000000 bytes$"):
        adapter(fake).webhook({"X-Mf-Webhook-Secret-Key": "mf-hook-77aa"}, b"a" * 6_000_001, {})


def test_one_call_may_tell_of_several_letters(fake: MerciFacteurFake) -> None:
    carrier = adapter(fake)
    carrier.submit(consignment(Service.LETTER))
    carrier.submit(consignment(Service.LETTER, reference="RL-2"))
    call = fake.callback([fake.letters[100].events[0], fake.letters[101].events[0]])
    hints = carrier.webhook(call.headers, call.body, {})
    assert [(hint.carrier_id, hint.reference, hint.raw) for hint in hints] == [
        ("100", REFERENCE, "wait"),
        ("101", "RL-2", "wait"),
    ]


def test_without_a_secret_of_ours_no_call_is_believed(fake: MerciFacteurFake) -> None:
    carrier = MerciFacteur(quick_http(fake.url), SETTINGS, "mf-secret-8c1f", "", fake.now)
    with pytest.raises(ForgedError):
        carrier.webhook({"X-Mf-Webhook-Secret-Key": ""}, b"", {})


def test_the_header_may_have_another_name(fake: MerciFacteurFake) -> None:
    sent(fake, Service.LETTER)
    call = fake.callback(fake.letters[100].events)
    carrier = adapter(fake, replace(SETTINGS, webhook_header="X-Relance-Key"))
    with pytest.raises(ForgedError):
        carrier.webhook(call.headers, call.body, {})
    assert carrier.webhook({"x-relance-key": "mf-hook-77aa"}, call.body, {})


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: replace(SETTINGS, service_id=""), "service_id"),
        (lambda: replace(SETTINGS, events_hours=49), "events_hours"),
        (lambda: replace(SETTINGS, anonymize_after_days=0), "anonymize_after_days"),
        (lambda: MerciFacteurSettings(service_id="svc", user_id=0), "user_id"),
        (lambda: MerciFacteurAddress(timeout_seconds=0), "timeout_seconds"),
        (lambda: MerciFacteurSecrets(secret_key=""), "secret_key"),
    ],
)
def test_a_wrong_setting_is_named(make: Callable[[], object], named: str) -> None:
    with pytest.raises(RejectedError, match=f"^{named}:"):
        make()


def test_a_letter_that_waits_is_stopped_and_paid_back(fake: MerciFacteurFake) -> None:
    letter = sent(fake, Service.LETTER)
    assert adapter(fake).cancel(letter)
    assert fake.paid(REFERENCE) == 0
    assert (fake.calls[-1].call, fake.calls[-1].query) == ("DELETE /deleteEnvoi", {"idEnvoi": "100"})


def test_a_printed_letter_is_not_even_asked_back(fake: MerciFacteurFake) -> None:
    letter = sent(fake, Service.LETTER, "imprime")
    assert not adapter(fake).cancel(letter)
    assert "/deleteEnvoi" not in {call.path for call in fake.calls}


def test_a_carrier_that_refuses_to_stop_a_letter_is_believed(fake: MerciFacteurFake) -> None:
    letter = sent(fake, Service.LETTER)
    fake.fail_next(Fault.REFUSE, on="DELETE *")
    assert not adapter(fake).cancel(letter)
