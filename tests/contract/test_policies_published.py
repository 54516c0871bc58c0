"""What is in force: shipped files overlaid by published ones, read again within a minute, never half read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from relance.adapters.policies.published import PublishedPolicies
from relance.adapters.policies.shipped import sample_creditor, shipped_files
from relance.domain.errors import InvalidPolicyError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "policies"
STANDARD = shipped_files()["plans/standard.toml"]
LATER = STANDARD.replace(b"after = 3\n", b"after = 4\n")


class Seconds:
    """A stopwatch that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        yield client


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def policies(s3: "S3Client", seconds: Seconds) -> PublishedPolicies:
    return PublishedPolicies(s3, BUCKET, monotonic=seconds)


def publish(s3: "S3Client", name: str, body: bytes) -> None:
    s3.put_object(Bucket=BUCKET, Key=f"published/{name}", Body=body)


def first_reminder_after(policies: PublishedPolicies) -> int:
    step = policies.book().plans["standard"].step(1)
    assert step is not None
    return step.days


def test_nothing_published_means_the_shipped_plans(policies: PublishedPolicies) -> None:
    assert sorted(policies.book().plans) == ["consumer", "patient", "public", "standard"]


def test_a_published_plan_replaces_the_shipped_one_of_its_name(s3: "S3Client", policies: PublishedPolicies) -> None:
    publish(s3, "plans/standard.toml", LATER)
    assert first_reminder_after(policies) == 4
    assert sorted(policies.book().plans) == ["consumer", "patient", "public", "standard"]


def test_a_published_plan_of_a_new_name_is_added(s3: "S3Client", policies: PublishedPolicies) -> None:
    publish(s3, "plans/gentle.toml", LATER)
    assert "gentle" in policies.book().plans


def test_a_publication_counts_within_a_minute(s3: "S3Client", policies: PublishedPolicies, seconds: Seconds) -> None:
    before = policies.book().version
    publish(s3, "plans/standard.toml", LATER)
    seconds.now += 59
    assert first_reminder_after(policies) == 3
    seconds.now += 1
    assert first_reminder_after(policies) == 4
    assert policies.book().version != before


def test_unchanged_files_are_listed_again_but_not_read_again(
    s3: "S3Client", policies: PublishedPolicies, seconds: Seconds
) -> None:
    publish(s3, "plans/standard.toml", LATER)
    calls: list[str] = []
    s3.meta.events.register("before-call.s3", lambda model, **_: calls.append(model.name))
    for _ in range(3):
        policies.book()
        seconds.now += 60
    assert calls == ["ListObjectsV2", "GetObject", "ListObjectsV2", "ListObjectsV2"]


def test_a_withdrawn_file_gives_way_to_the_shipped_one(
    s3: "S3Client", policies: PublishedPolicies, seconds: Seconds
) -> None:
    publish(s3, "plans/standard.toml", LATER)
    assert first_reminder_after(policies) == 4
    s3.delete_object(Bucket=BUCKET, Key="published/plans/standard.toml")
    seconds.now += 60
    assert first_reminder_after(policies) == 3


def test_an_unreadable_file_is_named_where_nothing_good_was_read(s3: "S3Client", policies: PublishedPolicies) -> None:
    publish(s3, "plans/standard.toml", b"title = ")
    with pytest.raises(InvalidPolicyError, match=r"plans/standard\.toml"):
        policies.book()


def test_an_unreadable_file_leaves_the_last_good_book_in_force(
    s3: "S3Client", policies: PublishedPolicies, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    publish(s3, "plans/standard.toml", LATER)
    good = policies.book()
    publish(s3, "plans/standard.toml", b"title = ")
    seconds.now += 60
    assert policies.book() is good
    assert policies.book() is good
    assert [record.message for record in caplog.records] == [
        "a published policy cannot be read; the last good one stays"
    ]
    publish(s3, "plans/standard.toml", STANDARD)
    seconds.now += 60
    assert first_reminder_after(policies) == 3


def test_there_is_no_creditor_until_finance_names_one(s3: "S3Client", policies: PublishedPolicies) -> None:
    with pytest.raises(InvalidPolicyError, match=r"creditor\.toml n'est pas publié"):
        policies.creditor()


def test_a_creditor_published_after_a_refusal_counts_at_once(s3: "S3Client", policies: PublishedPolicies) -> None:
    with pytest.raises(InvalidPolicyError):
        policies.creditor()
    publish(s3, "creditor.toml", sample_creditor())
    assert policies.creditor().legal_name == "Atelier Exemple"


def test_the_published_creditor_is_the_one_that_debtors_see(s3: "S3Client", policies: PublishedPolicies) -> None:
    publish(s3, "creditor.toml", sample_creditor())
    creditor = policies.creditor()
    assert creditor.legal_name == "Atelier Exemple"
    assert creditor.iban == "FR7630006000011234567890189"
    assert creditor.vat_number == "FR11123456782"


def test_a_bad_text_does_not_stop_the_plans(s3: "S3Client", policies: PublishedPolicies) -> None:
    publish(s3, "texts/fr/first_reminder.toml", b"[letter]\nsubject = 3")
    assert first_reminder_after(policies) == 3
    with pytest.raises(InvalidPolicyError, match=r"texts/fr/first_reminder\.toml"):
        policies.texts()
