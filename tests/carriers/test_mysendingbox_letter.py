"""MySendingBox: what a letter tells, and its proofs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import urllib3

from local.carriers.mysendingbox.fake import MySendingBoxFake
from local.carriers.serving import Reply
from relance.adapters.carriers.breaker import Breaker
from relance.adapters.carriers.http import CarrierHttp
from relance.adapters.carriers.mysendingbox.carrier import MySendingBox
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.ports.carriers import (
    ProofExpiredError,
    ProofKind,
    ProofOffer,
    Service,
)
from relance.ports.messaging import OutcomeUnknownError
from tests.carriers.mysendingbox_rig import KEY, PASSWORD, USER, account, connected, settings
from tests.carriers.suite import REFERENCE, consignment


@pytest.fixture
def fake() -> Iterator[MySendingBoxFake]:
    with account() as running:
        yield running


PAPER = {
    "letter.accepted": DeliveryStatus.ACCEPTED,
    "letter.filing_proof": DeliveryStatus.SENT,
    "letter.sent": DeliveryStatus.SENT,
    "letter.in_transit": DeliveryStatus.IN_TRANSIT,
    "letter.waiting_to_be_withdrawn": DeliveryStatus.AWAITING_RECIPIENT,
    "letter.distributed": DeliveryStatus.DELIVERED,
    "letter.delivery_proof": DeliveryStatus.DELIVERED,
    "letter.returned_to_sender": DeliveryStatus.RETURNED,
    "letter.return_to_sender_proof": DeliveryStatus.RETURNED,
    "letter.wrong_address": DeliveryStatus.WRONG_ADDRESS,
    "letter.lost": DeliveryStatus.LOST,
    "letter.error": DeliveryStatus.REJECTED,
    "letter.canceled": DeliveryStatus.CANCELED,
    "PRIS_EN_CHARGE": DeliveryStatus.SENT,
    "A_RETIRER": DeliveryStatus.AWAITING_RECIPIENT,
    "DISTRIBUE": DeliveryStatus.DELIVERED,
    "RETOUR_DESTINATAIRE": DeliveryStatus.RETURNED,
    "INCONNU": DeliveryStatus.UNKNOWN,
    "letter.electronic.refused": DeliveryStatus.UNKNOWN,
}
ELECTRONIC = {
    "letter.electronic.accepted": DeliveryStatus.ACCEPTED,
    "letter.electronic.sent": DeliveryStatus.SENT,
    "letter.electronic.waiting_download": DeliveryStatus.AWAITING_RECIPIENT,
    "letter.electronic.failed_tracking": DeliveryStatus.UNKNOWN,
    "letter.electronic.not_distributed": DeliveryStatus.WRONG_ADDRESS,
    "letter.electronic.refused": DeliveryStatus.REFUSED,
    "letter.electronic.negligence": DeliveryStatus.UNCLAIMED,
    "letter.electronic.locked": DeliveryStatus.UNKNOWN,
    "download_proof": DeliveryStatus.DELIVERED,
    "rejection_proof": DeliveryStatus.REFUSED,
    "negligence_proof": DeliveryStatus.UNCLAIMED,
    "letter.error": DeliveryStatus.REJECTED,
    "letter.canceled": DeliveryStatus.CANCELED,
    "letter.distributed": DeliveryStatus.UNKNOWN,
}


@pytest.mark.parametrize(
    ("service", "word", "stage"),
    [
        *((Service.REGISTERED, word, stage) for word, stage in PAPER.items()),
        *((Service.LRE, word, stage) for word, stage in ELECTRONIC.items()),
    ],
)
def test_each_word_means_what_it_means_for_that_product(
    fake: MySendingBoxFake, service: Service, word: str, stage: DeliveryStatus
) -> None:
    taken = connected(fake).submit(consignment(service))
    fake.progress(taken.carrier_id, word)
    created, told = connected(fake).facts(taken.carrier_id)
    assert (created.status, created.raw) == (DeliveryStatus.SUBMITTED, "letter.created")
    assert (told.status, told.raw, told.reference) == (stage, word, REFERENCE)


@pytest.mark.parametrize("postage", ["verte", "destineo_esprit_libre_seuil_1", "destineo_esprit_libre_seuil_2"])
def test_a_letter_that_does_not_say_its_channel_says_it_by_its_postage(fake: MySendingBoxFake, postage: str) -> None:
    """2026-11-22: of a Destineo letter every word was unknown."""
    carrier = connected(fake, settings(fake, letter_postage=postage))
    taken = carrier.submit(consignment(Service.LETTER))
    del fake.letters[taken.carrier_id]["channel"]
    fake.progress(taken.carrier_id, "letter.wrong_address")
    assert carrier.facts(taken.carrier_id)[-1].status is DeliveryStatus.WRONG_ADDRESS


def test_what_accepted_means_for_an_electronic_letter_is_a_setting(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.ERE))
    fake.progress(taken.carrier_id, "letter.electronic.accepted")
    told = connected(fake, settings(fake, electronic_accepted=DeliveryStatus.DELIVERED)).facts(taken.carrier_id)
    assert told[-1].status is DeliveryStatus.DELIVERED


def test_a_letter_handed_back_to_its_sender_was_not_delivered(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.REGISTERED))
    for word in ("letter.returned_to_sender", "DISTRIBUE"):
        fake.progress(taken.carrier_id, word)
    assert [fact.status for fact in connected(fake).facts(taken.carrier_id)][1:] == [
        DeliveryStatus.RETURNED,
        DeliveryStatus.RETURNED,
    ]


def test_a_letter_marked_with_a_wrong_address_and_no_event_is_told_once(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    fake.letters[taken.carrier_id]["wrong_address"] = True
    [_, told] = connected(fake).facts(taken.carrier_id)
    assert (told.status, told.raw) == (DeliveryStatus.WRONG_ADDRESS, "letter.wrong_address")


def test_the_last_event_is_read_where_only_status_shows_it(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    fake.letters[taken.carrier_id]["status"] = {
        "name": "letter.sent",
        "event_id": "ev77",
        "updated_at": "2026-03-04T08:00:00.000Z",
    }
    told = connected(fake).facts(taken.carrier_id)[-1]
    assert (told.status, told.event_id, told.at) == (
        DeliveryStatus.SENT,
        "ev77",
        datetime(2026, 3, 4, 8, 0, tzinfo=UTC),
    )


def test_an_event_shown_by_its_id_alone_is_not_dropped(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    fake.letters[taken.carrier_id]["events"].append("ev78")
    assert [(fact.raw, fact.status) for fact in connected(fake).facts(taken.carrier_id)][1:] == [
        ("ev78", DeliveryStatus.UNKNOWN)
    ]


def test_that_we_were_called_changes_no_fact(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    before = connected(fake).facts(taken.carrier_id)
    fake.letters[taken.carrier_id]["events"][0] |= {"webhook_called": True, "updated_at": "2026-03-09T08:00:00.000Z"}
    assert connected(fake).facts(taken.carrier_id) == before


@pytest.mark.parametrize("carrier_id", ["nobody", "../accounts", "a/b", "", "x" * 65])
def test_a_letter_that_nobody_knows_is_refused(fake: MySendingBoxFake, carrier_id: str) -> None:
    with pytest.raises(RejectedError):
        connected(fake).facts(carrier_id)
    assert [call.path for call in fake.calls] == (["/letters/nobody"] if carrier_id == "nobody" else [])


def test_a_proof_known_by_its_id_alone_cannot_be_offered(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LRE))
    fake.letters[taken.carrier_id]["download_proof"] = "f99"
    assert [offer.kind for offer in connected(fake).proofs(taken.carrier_id)] == [ProofKind.CONTENT]
    assert connected(fake).facts(taken.carrier_id)[-1].status is DeliveryStatus.DELIVERED


def test_a_proof_that_the_letter_lost_is_expired(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    [offer] = connected(fake).proofs(taken.carrier_id)
    fake.letters[taken.carrier_id]["file"] = None
    with pytest.raises(ProofExpiredError):
        connected(fake).fetch(offer)


def test_a_page_that_says_sorry_is_no_proof(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    [offer] = connected(fake).proofs(taken.carrier_id)
    sorry = Reply(200, b"<html>sorry", "text/html")
    fake.edited = lambda request, reply: sorry if "/files/" in request.path else reply
    with pytest.raises(OutcomeUnknownError, match="neither PDF nor picture"):
        connected(fake).fetch(offer)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9001/2018-06-01/runtime/invocation/next", "https://[f", "f.pdf"])
def test_a_file_elsewhere_is_fetched_over_https_only(fake: MySendingBoxFake, url: str) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    fake.letters[taken.carrier_id]["file"]["url"] = url
    with pytest.raises(RejectedError, match="address is"):
        connected(fake).fetch(ProofOffer(taken.carrier_id, ProofKind.CONTENT, "file"))


def test_our_key_is_never_shown_to_the_store_that_keeps_the_files(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    fake.letters[taken.carrier_id]["file"]["url"] = "https://store.example/f1.pdf?Signature=abc"
    carrier = MySendingBox(
        settings(fake),
        key=KEY,
        webhook_user=USER,
        webhook_password=PASSWORD,
        now=fake.now,
        http=CarrierHttp(fake.url, _Store(), Breaker(), sleep=lambda _: None),
    )
    proof = carrier.fetch(ProofOffer(taken.carrier_id, ProofKind.CONTENT, "file"))
    assert proof.body == b"%PDF-1.7 https://store.example/f1.pdf?Signature=abc ['User-Agent', 'Accept']"


class _Store(urllib3.PoolManager):
    """Answers for https with what it was asked; the rest goes to the fake."""

    def request(self, method: str, url: str, **options: Any) -> urllib3.BaseHTTPResponse:  # type: ignore[override]
        if url.startswith("https://"):
            told = f"%PDF-1.7 {url} {list(options['headers'])}"
            return urllib3.HTTPResponse(BytesIO(told.encode()), status=200, preload_content=False)
        return super().request(method, url, **options)


def test_a_letter_without_any_time_tells_nothing_yet(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    letter = fake.letters[taken.carrier_id]
    letter |= {"created_at": "yesterday", "updated_at": None, "events": [{"_id": "e1", "name": "letter.sent"}]}
    with pytest.raises(OutcomeUnknownError, match="no time"):
        connected(fake).facts(taken.carrier_id)


@pytest.mark.parametrize(
    ("price", "cents"),
    [
        ({"total": 6.45}, 645),
        ({"total": "1.005"}, 100),
        ({"total": 7}, 700),
        ({"total": True}, None),
        ({"total": -1}, None),
        ({"total": "NaN"}, None),
        ({"total": "?"}, None),
        ({}, None),
        (3.2, None),
        (None, None),
    ],
)
def test_the_price_is_the_total_in_euros_or_none(fake: MySendingBoxFake, price: object, cents: int | None) -> None:
    taken = connected(fake).submit(consignment(Service.LETTER))
    fake.letters[taken.carrier_id]["price"] = price
    found = connected(fake).find(REFERENCE)
    assert found is not None
    assert found.price_cents == cents
