"""A letter keeps the version of the texts that it was written from, and that version stays readable."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws
from pypdf import PdfReader

from relance.adapters.policies.desk import S3PolicyDesk
from relance.adapters.policies.history import PolicyHistory
from relance.adapters.policies.names import TextName
from relance.adapters.policies.shipped import shipped_files
from relance.adapters.policies.texts import TextBook
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.adapters.rendering.samples import REFERENCE, ordinary
from relance.domain.billing import CustomerKind
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError, RejectedError
from tests import builders

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LAST = TextName("fr", Document.LAST_REMINDER, CustomerKind.CONSUMER, Tone.FIRM)
GENERAL, VARIANT = "texts/fr/last_reminder.toml", "texts/fr/last_reminder.consumer.toml"
BUCKET = "policies"


def version(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]


def keywords(texts: TextBook) -> str:
    renderer = PolicyRenderer(creditor=builders.creditor, texts=lambda: texts)
    reader = PdfReader(BytesIO(renderer.letter(ordinary(LAST), reference=REFERENCE)))
    assert reader.metadata is not None
    return str(reader.metadata.keywords)


def test_a_letter_names_the_files_that_its_words_come_from() -> None:
    files = shipped_files()
    expected = f"{VARIANT}@{version(files[VARIANT])}, {GENERAL}@{version(files[GENERAL])}"
    assert keywords(TextBook.of(files)) == expected


def test_a_text_that_changed_gives_its_letters_another_version() -> None:
    files = shipped_files()
    changed = {**files, GENERAL: files[GENERAL] + b"# Relue le 22 novembre 2026.\n"}
    assert keywords(TextBook.of(changed)).endswith(f"{GENERAL}@{version(changed[GENERAL])}")


def test_texts_of_other_letters_do_not_count() -> None:
    files = shipped_files()
    other = {**files, "texts/fr/first_reminder.toml": files["texts/fr/first_reminder.toml"] + b"# Relue.\n"}
    assert TextBook.of(other).origin(LAST) == TextBook.of(files).origin(LAST)
    assert TextBook.of(other).origin(replace(LAST, document=Document.FIRST_REMINDER)) != TextBook.of(files).origin(
        replace(LAST, document=Document.FIRST_REMINDER)
    )


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield client


@pytest.fixture
def history(s3: "S3Client") -> PolicyHistory:
    return PolicyHistory(client=s3, bucket=BUCKET)


def test_what_was_shipped_is_in_force_until_something_is_published(history: PolicyHistory) -> None:
    only = history.versions(GENERAL)
    assert [(v.name, v.published_at, v.in_force) for v in only] == [
        (f"{GENERAL}@{version(shipped_files()[GENERAL])}", None, True)
    ]


def test_a_version_is_still_read_after_later_ones(s3: "S3Client", history: PolicyHistory) -> None:
    desk = S3PolicyDesk(client=s3, bucket=BUCKET)
    for body in (b"premiere", b"deuxieme", b"troisieme"):
        desk.put_in_force(GENERAL, body)
    found = history.versions(GENERAL)
    assert [v.body for v in found[:3]] == [b"troisieme", b"deuxieme", b"premiere"]
    assert [v.in_force for v in found] == [True, False, False, False]
    assert history.find(f"{GENERAL}@{version(b'premiere')}").body == b"premiere"
    assert history.find(f"{GENERAL}@{version(shipped_files()[GENERAL])}").published_at is None


def test_a_file_of_a_longer_name_is_another_file(s3: "S3Client", history: PolicyHistory) -> None:
    desk = S3PolicyDesk(client=s3, bucket=BUCKET)
    desk.put_in_force("plans/standard.toml", b"a")
    desk.put_in_force("plans/standard2.toml", b"b")
    assert [v.body for v in history.versions("plans/standard2.toml")] == [b"b"]


def test_a_withdrawn_file_leaves_the_shipped_one_in_force_and_its_versions_readable(
    s3: "S3Client", history: PolicyHistory
) -> None:
    S3PolicyDesk(client=s3, bucket=BUCKET).put_in_force(GENERAL, b"retiree")
    s3.delete_object(Bucket=BUCKET, Key=f"published/{GENERAL}")
    assert [(v.body == b"retiree", v.in_force) for v in history.versions(GENERAL)] == [(True, False), (False, True)]


@pytest.mark.parametrize("name", [GENERAL, f"{GENERAL}@", f"{GENERAL}@000000000000"])
def test_a_version_that_never_was_is_refused(history: PolicyHistory, name: str) -> None:
    with pytest.raises(RejectedError, match="aucune version"):
        history.find(name)


def test_an_unknown_file_is_refused(history: PolicyHistory) -> None:
    with pytest.raises(InvalidPolicyError, match="nom inconnu"):
        history.find("lettre.toml@000000000000")
