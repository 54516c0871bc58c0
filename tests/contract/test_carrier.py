"""What a carrier promises: one letter per reference, and a look-up by our reference."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import boto3
import pytest
from moto import mock_aws

from relance.adapters.holidays_fr import FrenchHolidays
from relance.adapters.outbox_carrier import OutboxCarrier
from relance.adapters.s3 import S3Archive
from relance.domain.calendar import WorkingCalendar
from relance.domain.contact import StoredObject
from relance.domain.decision import Escalate
from relance.domain.errors import TransientError
from relance.domain.statement import notice_statement
from relance.ports.outside import Carrier, Parcel
from tests.builders import account
from tests.fakes.carrier import FakeCarrier
from tests.fakes.plans import FakePlans
from tests.fakes.storage import InMemoryArchive

REFERENCE = "RL-260316-ABCDEFGHIJKL"


def parcel(reference: str = REFERENCE, body: bytes = b"%PDF- notice") -> Parcel:
    plans = FakePlans()
    step = plans.plan("standard").steps[-1]
    calendar = WorkingCalendar(FrenchHolidays())
    escalation = Escalate(step, ("C-1#F-1",), "due")
    statement = notice_statement(account(), escalation, date(2026, 3, 16), calendar=calendar, law=plans.law)
    return Parcel(reference, "C-1", StoredObject("cases/CASE-1/notice.pdf", "0" * 64), body, statement)


@pytest.fixture(params=["fake", "outbox in memory", "outbox in S3"])
def carrier(request: pytest.FixtureRequest) -> Iterator[Carrier]:
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


def test_a_letter_is_found_by_our_reference_once_it_was_taken(carrier: Carrier) -> None:
    assert carrier.find(REFERENCE) is None
    carrier_id = carrier.submit(parcel())
    assert carrier.find(REFERENCE) == carrier_id
    assert carrier.find("RL-260317-ABCDEFGHIJKL") is None


def test_the_same_reference_twice_is_one_letter(carrier: Carrier) -> None:
    assert carrier.submit(parcel()) == carrier.submit(parcel())


def test_a_folder_holds_the_pdf_and_who_it_goes_to() -> None:
    archive = InMemoryArchive()
    OutboxCarrier(archive).submit(parcel())
    OutboxCarrier(archive).submit(parcel(body=b"%PDF- another"))
    assert archive.files[f"outbox/{REFERENCE}.pdf"] == b"%PDF- notice"
    manifest = json.loads(archive.files[f"outbox/{REFERENCE}.json"])
    assert manifest["to"]["name"] == "Boulangerie Martin SARL"
    assert manifest["to"]["address"]["lines"] == ["3 rue Crébillon"]
    assert manifest["source"]["key"] == "cases/CASE-1/notice.pdf"


def test_a_letter_whose_manifest_was_not_written_was_not_taken() -> None:
    class Cut(InMemoryArchive):
        def put(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
            if key.endswith(".json"):
                raise TransientError("cut")
            return super().put(key, body, media_type=media_type)

    archive = Cut()
    with pytest.raises(TransientError):
        OutboxCarrier(archive).submit(parcel())
    assert OutboxCarrier(archive).find(REFERENCE) is None
