"""What the store of evidence does, on the fake and on S3 with Object Lock."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from relance.adapters.evidence import S3Evidence
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError, TransientError
from relance.ports.evidence import Evidence
from tests.fakes.storage import InMemoryEvidence

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "evidence"
PROOF = b"%PDF-1.7 avis de r\xe9ception"
KEY = "proofs/4F2A/RECEIPT-1.pdf"


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = boto3.client("s3")
        place: Any = {"LocationConstraint": "eu-west-3"}
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place, ObjectLockEnabledForBucket=True)
        rule: Any = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 3650}}
        lock: Any = {"ObjectLockEnabled": "Enabled", "Rule": rule}
        client.put_object_lock_configuration(Bucket=BUCKET, ObjectLockConfiguration=lock)
        yield client


@pytest.fixture(params=["memory", "s3"])
def evidence(request: pytest.FixtureRequest) -> Evidence:
    if request.param == "memory":
        return InMemoryEvidence()
    return S3Evidence(client=request.getfixturevalue("s3"), bucket=BUCKET)


def test_what_is_kept_comes_back_with_its_hash(evidence: Evidence) -> None:
    kept = evidence.keep(KEY, PROOF, media_type="application/pdf")
    assert kept == StoredObject(KEY, hashlib.sha256(PROOF).hexdigest())
    assert evidence.read(KEY) == PROOF


def test_the_same_proof_kept_again_changes_nothing(evidence: Evidence) -> None:
    first = evidence.keep(KEY, PROOF, media_type="application/pdf")
    assert evidence.keep(KEY, PROOF, media_type="application/pdf") == first


def test_another_body_under_the_same_key_is_refused_and_the_first_stays(evidence: Evidence) -> None:
    evidence.keep(KEY, PROOF, media_type="application/pdf")
    with pytest.raises(RejectedError, match=r"RECEIPT-1\.pdf exists with another content"):
        evidence.keep(KEY, b"%PDF-1.7 autre", media_type="application/pdf")
    assert evidence.read(KEY) == PROOF


def test_an_empty_body_is_evidence_too(evidence: Evidence) -> None:
    evidence.keep("hooks/ar24/empty", b"", media_type="application/octet-stream")
    assert evidence.read("hooks/ar24/empty") == b""


def test_what_is_not_there_is_refused_by_name(evidence: Evidence) -> None:
    with pytest.raises(RejectedError, match=r"proofs/404\.pdf"):
        evidence.read("proofs/404.pdf")


def test_many_at_once_leave_one_file(evidence: Evidence) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda _: evidence.keep(KEY, PROOF, media_type="application/pdf"), range(16)))
    assert len(set(kept)) == 1
    assert evidence.read(KEY) == PROOF


def test_one_proof_is_one_version_and_its_version_cannot_be_deleted(s3: "S3Client") -> None:
    evidence = S3Evidence(client=s3, bucket=BUCKET)
    for _ in range(3):
        evidence.keep(KEY, PROOF, media_type="application/pdf")
    versions = s3.list_object_versions(Bucket=BUCKET)["Versions"]
    assert [v["Key"] for v in versions] == [KEY]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=BUCKET, Key=KEY, VersionId=versions[0]["VersionId"], BypassGovernanceRetention=True)
    seen = s3.head_object(Bucket=BUCKET, Key=KEY)
    assert seen["ObjectLockMode"] == "COMPLIANCE"
    assert seen["ObjectLockRetainUntilDate"] > datetime.now(UTC) + timedelta(days=3649)


def test_s3_checks_the_hash_and_that_the_key_is_new(s3: "S3Client") -> None:
    calls: list[dict[str, Any]] = []
    s3.meta.events.register("provide-client-params.s3.PutObject", lambda params, **_: calls.append(dict(params)))
    S3Evidence(client=s3, bucket=BUCKET).keep("proofs/1.txt", b"abc", media_type="text/plain")
    assert calls == [
        {
            "Bucket": BUCKET,
            "Key": "proofs/1.txt",
            "Body": b"abc",
            "ContentType": "text/plain",
            "ChecksumAlgorithm": "SHA256",
            # SHA-256 of "abc", FIPS 180-4
            "ChecksumSHA256": "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
            "IfNoneMatch": "*",
        }
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [("ConditionalRequestConflict", TransientError), ("SlowDown", TransientError), ("AccessDenied", ClientError)],
)
def test_what_s3_says_is_told_apart(code: str, expected: type[Exception]) -> None:
    class Failing:
        def put_object(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": code, "Message": "…"}}, "PutObject")

    client: Any = Failing()
    with pytest.raises(expected):
        S3Evidence(client=client, bucket=BUCKET).keep(KEY, PROOF, media_type="application/pdf")
