"""What Merci Facteur tells of a letter as facts and proofs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from local.carriers.merci_facteur.fake import MerciFacteurFake
from relance.adapters.carriers.merci_facteur.settings import MerciFacteurSettings
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.ports.carriers import ProofExpiredError, ProofKind, Service
from relance.ports.messaging import OutcomeUnknownError
from tests.carriers.merci_facteur_rig import MONDAY, SETTINGS, Clock, adapter, sent
from tests.carriers.suite import consignment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[MerciFacteurFake]:
    with MerciFacteurFake(now=clock) as fake:
        yield fake


def told(
    fake: MerciFacteurFake, carrier_id: str, settings: MerciFacteurSettings = SETTINGS
) -> list[tuple[str, DeliveryStatus]]:
    return [(fact.raw, fact.status) for fact in adapter(fake, settings).facts(carrier_id)]


def test_a_status_told_again_is_the_same_fact(fake: MerciFacteurFake) -> None:
    letter = sent(fake, Service.TRACKED_LETTER, "imprime", "distribution_en_cours", "distribution_en_cours")
    assert told(fake, letter) == [
        ("wait", DeliveryStatus.SUBMITTED),
        ("imprime", DeliveryStatus.ACCEPTED),
        ("distribution_en_cours", DeliveryStatus.IN_TRANSIT),
    ]


def test_what_events_no_longer_tell_is_read_from_the_tracking(fake: MerciFacteurFake, clock: Clock) -> None:
    letter = sent(fake, Service.REGISTERED, "imprime", "pris_en_charge")
    clock.pass_by(days=3)
    fake.tracks_in_codes = True
    (fact,) = adapter(fake).facts(letter)
    assert (fact.raw, fact.status, fact.at) == ("pris_en_charge", DeliveryStatus.SENT, MONDAY + timedelta(days=3))


def test_a_status_has_one_identity_whoever_tells_it(fake: MerciFacteurFake, clock: Clock) -> None:
    letter = sent(fake, Service.REGISTERED, "imprime", "distribue")
    from_events = adapter(fake).facts(letter)[-1]
    clock.pass_by(days=3)
    fake.tracks_in_codes = True
    (from_tracking,) = adapter(fake).facts(letter)
    assert from_tracking.event_id == from_events.event_id


def test_a_tracking_in_sentences_is_kept_raw_once_its_event_is_gone(fake: MerciFacteurFake, clock: Clock) -> None:
    letter = sent(fake, Service.REGISTERED, "imprime", "distribue")
    assert told(fake, letter)[-1] == ("distribue", DeliveryStatus.DELIVERED)
    clock.pass_by(days=3)
    assert told(fake, letter) == [("02/03/2026 : Distribue", DeliveryStatus.UNKNOWN)]


def test_a_return_and_a_scanned_acknowledgement_are_seen_in_the_tracking_too(
    fake: MerciFacteurFake, clock: Clock
) -> None:
    blind = replace(SETTINGS, events_hours=0)
    letter = sent(fake, Service.REGISTERED, "imprime", "distribue_expediteur")
    assert told(fake, letter, blind)[-1] == ("pnd", DeliveryStatus.RETURNED)
    assert told(fake, letter)[-1] == ("distribue_expediteur", DeliveryStatus.RETURNED)
    fake.progress(letter, "retour_are")
    assert told(fake, letter, blind)[-1] == ("retour_are", DeliveryStatus.DELIVERED)


def test_before_the_printing_the_sending_itself_says_where_it_is(fake: MerciFacteurFake) -> None:
    letter = sent(fake, Service.LETTER)
    blind = replace(SETTINGS, events_hours=0)
    assert told(fake, letter, blind) == [("Traitement en attente", DeliveryStatus.SUBMITTED)]


def test_a_letter_that_the_carrier_does_not_know_is_refused(fake: MerciFacteurFake) -> None:
    with pytest.raises(RejectedError, match=r"getSuiviEnvoi: refused \(ENVOI_NOT_FOUND\)$"):
        adapter(fake).facts("999")


def test_the_scanned_acknowledgement_is_a_picture(fake: MerciFacteurFake) -> None:
    letter = sent(fake, Service.REGISTERED, "imprime", "scan_pdd", "distribue", "retour_are")
    deposit, receipt = adapter(fake).proofs(letter)
    assert (deposit.kind, deposit.locator) == (ProofKind.DEPOSIT, "depot:2C000000100")
    assert deposit.issued_at == MONDAY + timedelta(seconds=2)
    proof = adapter(fake).fetch(receipt)
    assert (proof.media_type, proof.body[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_an_acknowledgement_on_paper_is_not_offered(fake: MerciFacteurFake) -> None:
    paper = replace(SETTINGS, acknowledgement="lrar")
    letter = adapter(fake, paper).submit(consignment(Service.REGISTERED)).carrier_id
    for word in ("imprime", "scan_pdd", "distribue"):
        fake.progress(letter, word)
    assert [offer.kind for offer in adapter(fake, paper).proofs(letter)] == [ProofKind.DEPOSIT]


def test_an_accepted_electronic_letter_has_its_acknowledgement_only_where_the_account_says_so(
    fake: MerciFacteurFake,
) -> None:
    letter = sent(fake, Service.ERE, "envoye", "accepted")
    assert [offer.locator for offer in adapter(fake).proofs(letter)] == ["depot:2C000000100"]
    more = replace(SETTINGS, acknowledgement_of_ere=True)
    assert [offer.locator for offer in adapter(fake, more).proofs(letter)] == [
        "depot:2C000000100",
        "reception:2C000000100",
    ]


def test_a_printed_letter_has_no_proof_of_deposit_yet(fake: MerciFacteurFake) -> None:
    letter = sent(fake, Service.REGISTERED, "imprime")
    assert adapter(fake).proofs(letter) == ()
    assert adapter(fake).proofs("999") == ()


def test_a_proof_that_is_neither_pdf_nor_picture_is_not_kept(
    fake: MerciFacteurFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = sent(fake, Service.REGISTERED, "imprime", "scan_pdd")
    (offer,) = adapter(fake).proofs(letter)
    monkeypatch.setattr(fake.letters[100], "proof", lambda _: ("docx", b"PK"))
    with pytest.raises(OutcomeUnknownError, match="neither a PDF nor a JPEG"):
        adapter(fake).fetch(offer)
    with pytest.raises(ProofExpiredError, match="no reception"):
        adapter(fake).fetch(replace(offer, locator="reception:2C999"))
