"""What the carriers without a provider promise: one letter per reference, and a look-up by our reference.

Those with one are told their stories over HTTP, in tests/carriers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import boto3
import pytest
from moto import mock_aws

from relance.adapters.outbox_carrier import OutboxCarrier
from relance.adapters.s3 import S3Archive
from relance.domain.billing import Address
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError, TransientError
from relance.ports.carriers import Consignment, LetterCarrier, Party, ProofKind, ProofOffer, Service, Sheet
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from tests.fakes.carrier import FakeCarrier
from tests.fakes.storage import InMemoryArchive

REFERENCE = "RL-260316-ABCDEFGHIJKL"
MARTIN = Party("Claire Martin", "Boulangerie Martin SARL", Address(("3 rue Crébillon",), "44000", "Nantes"))
SENDER = Party("Camille Roux", "Atelier Lumière SARL", Address(("1 rue du Port",), "44000", "Nantes"))


def letter(reference: str = REFERENCE, body: bytes = b"%PDF- notice", *enclosures: Sheet) -> Consignment:
    sheet = Sheet("notice.pdf", body)
    return Consignment(reference, Service.REGISTERED, date(2026, 3, 16), SENDER, MARTIN, sheet, enclosures)


@pytest.fixture(params=["fake", "outbox in memory", "outbox in S3"])
def carrier(request: pytest.FixtureRequest) -> Iterator[LetterCarrier]:
    if request.param == "fake":
        yield FakeCarrier()
    elif request.param == "outbox in memory":
        yield OutboxCarrier(InMemoryArchive())
    else:
        with mock_aws():
            client = boto3.client("s3")
            where = {"LocationConstraint": "eu-west-3"}
            client.create_bucket(Bucket="archive", CreateBucketConfiguration=where)  # type: ignore[arg-type]
            yield OutboxCarrier(S3Archive(client=client, bucket="archive"))


def test_a_letter_is_found_by_our_reference_once_it_was_taken(carrier: LetterCarrier) -> None:
    assert carrier.find(REFERENCE) is None
    taken = carrier.submit(letter())
    assert carrier.find(REFERENCE) == taken
    assert carrier.find("RL-260317-ABCDEFGHIJKL") is None


def test_the_same_reference_twice_is_one_letter(carrier: LetterCarrier) -> None:
    assert carrier.submit(letter()) == carrier.submit(letter())


def test_what_was_taken_cannot_be_withdrawn(carrier: LetterCarrier) -> None:
    assert carrier.withdraw(REFERENCE)
    carrier.submit(letter())
    assert not carrier.withdraw(REFERENCE)


def test_it_tells_nothing_more_of_a_letter(carrier: LetterCarrier) -> None:
    taken = carrier.submit(letter())
    assert carrier.facts(taken.carrier_id) == ()
    assert carrier.proofs(taken.carrier_id) == ()
    assert not carrier.cancel(taken.carrier_id)
    with pytest.raises(RejectedError):
        carrier.fetch(ProofOffer(taken.carrier_id, ProofKind.DEPOSIT, "x"))
    with pytest.raises(RejectedError):
        carrier.webhook({}, b"", {})


def test_a_folder_holds_the_pdfs_and_who_they_go_to() -> None:
    archive = InMemoryArchive()
    OutboxCarrier(archive).submit(letter(REFERENCE, b"%PDF- notice", Sheet("F-1.pdf", b"%PDF- F-1")))
    OutboxCarrier(archive).submit(letter(REFERENCE, b"%PDF- another"))
    assert archive.files[f"outbox/{REFERENCE}.pdf"] == b"%PDF- notice"
    assert archive.files[f"outbox/{REFERENCE}-001.pdf"] == b"%PDF- F-1"
    manifest = json.loads(archive.files[f"outbox/{REFERENCE}.json"])
    assert manifest["service"] == "lettre recommandée avec avis de réception"
    assert (manifest["to"]["company"], manifest["to"]["name"]) == ("Boulangerie Martin SARL", "Claire Martin")
    assert manifest["to"]["address"]["lines"] == ["3 rue Crébillon"]
    assert manifest["letter"]["key"] == f"outbox/{REFERENCE}.pdf"


@pytest.mark.parametrize(
    ("cut", "means"), [(".pdf", TryLaterError), (".json", OutcomeUnknownError)], ids=["the letter", "the manifest"]
)
def test_a_letter_whose_manifest_was_not_written_was_not_taken(cut: str, means: type[Exception]) -> None:
    class Cut(InMemoryArchive):
        def put(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
            if key.endswith(cut):
                raise TransientError("cut")
            return super().put(key, body, media_type=media_type)

    archive = Cut()
    with pytest.raises(means):
        OutboxCarrier(archive).submit(letter())
    assert OutboxCarrier(archive).find(REFERENCE) is None
