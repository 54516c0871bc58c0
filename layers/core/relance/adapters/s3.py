"""Files in S3: billing's documents, read only, and our own archive. Encryption is the buckets' own default."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from relance.adapters.errors import code_of, translated
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
LONGEST_KEY = 1024
"""In bytes: S3's limit."""


class S3Documents:
    """Billing's documents bucket. The reader needs s3:ListBucket too: without it S3 calls a missing file forbidden."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str) -> bytes | None:
        """The file's bytes; None when there is none."""
        if not _possible(key):
            return None
        with translated(f"read of document {key}"):
            try:
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) in MISSING:
                    return None
                raise

    def exists(self, key: str) -> bool:
        """Whether the file is there, without reading it. Any error but its absence rises."""
        if not _possible(key):
            return False
        with translated(f"look-up of document {key}"):
            try:
                self._client.head_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code_of(error) in MISSING:
                    return False
                raise
        return True


class S3Archive:
    """Our letters, messages and statements, under keys that derive from the contact."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
        """Store a file. S3 refuses it if it does not arrive with the hash that we return."""
        digest = hashlib.sha256(body)
        with translated(f"archive of {key}"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body,
                ContentType=media_type,
                ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
            )
        return StoredObject(key, digest.hexdigest())

    def get(self, key: str) -> bytes:
        """The file's bytes. Raises RejectedError when there is none."""
        with translated(f"read of {key} in the archive"):
            try:
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) in MISSING:
                    raise RejectedError(f"the archive has no {key}") from error
                raise

    def erase(self, key: str) -> int:
        """See ports.storage.Eraser. For operators: no function of ours may delete versions."""
        with translated(f"erasure of {key}"):
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key)
            found = [v for page in pages for v in (*page.get("Versions", []), *page.get("DeleteMarkers", []))]
            versions = [v["VersionId"] for v in found if v["Key"] == key]
            for version in versions:
                self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version)
        return len(versions)


def _possible(key: str) -> bool:
    """Billing may write anything for a key; S3 has no file under an empty or an overlong one."""
    return 0 < len(key.encode()) <= LONGEST_KEY
