"""What documents and the archive do, on the fakes and on S3."""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from relance.adapters.s3 import S3Archive, S3Documents
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError, TransientError
from relance.ports.storage import Archive, Documents
from tests.fakes.storage import InMemoryArchive, InMemoryDocuments

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PDF = b"%PDF-1.7 facture F-1"
BUCKET = "documents"


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        client.put_object(Bucket=BUCKET, Key="factures/F-1 é.pdf", Body=PDF)
        yield client


@pytest.fixture(params=["memory", "s3"])
def documents(request: pytest.FixtureRequest) -> Documents:
    if request.param == "memory":
        return InMemoryDocuments({"factures/F-1 é.pdf": PDF})
    return S3Documents(client=request.getfixturevalue("s3"), bucket=BUCKET)


@pytest.fixture(params=["memory", "s3"])
def archive(request: pytest.FixtureRequest) -> Archive:
    if request.param == "memory":
        return InMemoryArchive()
    return S3Archive(client=request.getfixturevalue("s3"), bucket=BUCKET)


def test_a_document_is_read_whole(documents: Documents) -> None:
    assert documents.read("factures/F-1 é.pdf") == PDF
    assert documents.exists("factures/F-1 é.pdf")


@pytest.mark.parametrize("key", ["factures/F-404.pdf", "factures/", "", "x" * 5000, "é" * 600])
def test_a_document_that_is_not_there_is_missing_and_no_error(documents: Documents, key: str) -> None:
    assert documents.read(key) is None
    assert not documents.exists(key)


def test_what_is_archived_comes_back_with_its_hash(archive: Archive) -> None:
    stored = archive.put("letters/C-1/2026-02-09-1.pdf", PDF, media_type="application/pdf")
    assert stored == StoredObject("letters/C-1/2026-02-09-1.pdf", hashlib.sha256(PDF).hexdigest())
    assert archive.get(stored.key) == PDF


def test_the_same_bytes_may_be_archived_again(archive: Archive) -> None:
    first = archive.put("letters/1.pdf", PDF, media_type="application/pdf")
    assert archive.put("letters/1.pdf", PDF, media_type="application/pdf") == first
    assert archive.get("letters/1.pdf") == PDF


def test_an_empty_file_is_a_file(archive: Archive) -> None:
    archive.put("messages/1.txt", b"", media_type="text/plain; charset=utf-8")
    assert archive.get("messages/1.txt") == b""


def test_what_the_archive_has_not_is_refused_by_name(archive: Archive) -> None:
    with pytest.raises(RejectedError, match=r"letters/404\.pdf"):
        archive.get("letters/404.pdf")


def test_s3_is_told_the_media_type_and_checks_the_hash(s3: "S3Client") -> None:
    calls: list[dict[str, Any]] = []
    s3.meta.events.register("provide-client-params.s3.PutObject", lambda params, **_: calls.append(dict(params)))
    S3Archive(client=s3, bucket=BUCKET).put("letters/1.pdf", PDF, media_type="application/pdf")
    assert calls == [
        {
            "Bucket": BUCKET,
            "Key": "letters/1.pdf",
            "Body": PDF,
            "ContentType": "application/pdf",
            "ChecksumSHA256": "2Us1DEvp3Nmg1VKnq5/+kdp3S8Lfyx8F1xyWULI679o=",
        }
    ]


class FailingS3:
    """Fails every call in the same way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_object(self, **_: Any) -> None:
        raise self._error

    head_object = put_object = get_object


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "…"}}, "GetObject")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refusal("SlowDown"), TransientError),
        (refusal("ServiceUnavailable"), TransientError),
        (ReadTimeoutError(endpoint_url="https://s3"), TransientError),
        (refusal("InvalidObjectState"), RejectedError),
        (refusal("AccessDenied"), ClientError),
        (refusal("403"), ClientError),
        (refusal("NoSuchBucket"), ClientError),
    ],
)
def test_any_error_but_absence_is_an_error(error: Exception, expected: type[Exception]) -> None:
    failing: Any = FailingS3(error)
    documents, archive = S3Documents(client=failing, bucket=BUCKET), S3Archive(client=failing, bucket=BUCKET)
    for call in (
        lambda: documents.read("a.pdf"),
        lambda: documents.exists("a.pdf"),
        lambda: archive.get("a.pdf"),
        lambda: archive.put("a.pdf", PDF, media_type="application/pdf"),
    ):
        with pytest.raises(expected) as caught:
            call()
        assert expected is ClientError or "a.pdf" in str(caught.value)
