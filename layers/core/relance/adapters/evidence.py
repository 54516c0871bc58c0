"""Evidence in S3: each key is written once, under the retention that the bucket sets by itself (Object Lock)."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from relance.adapters.errors import code_of, translated
from relance.adapters.s3 import MISSING
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError, TransientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

EXISTS = "PreconditionFailed"
AT_THE_SAME_TIME = "ConditionalRequestConflict"
"""Another writer of the same key has not finished: S3 wants the call made again."""


class S3Evidence:
    """See ports.evidence.Evidence. The writer may neither overwrite nor delete, and needs no right to."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
        """Store a file, once. S3 refuses it if it does not arrive with the hash that we return."""
        digest = hashlib.sha256(body)
        with translated(f"evidence {key}"):
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=body,
                    ContentType=media_type,
                    ChecksumAlgorithm="SHA256",  # Object Lock wants it named
                    ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
                    IfNoneMatch="*",
                )
            except ClientError as error:
                if code_of(error) == AT_THE_SAME_TIME:
                    raise TransientError(f"evidence {key}: another writer has it in hand") from error
                if code_of(error) != EXISTS:
                    raise
                self._check(key, body)
        return StoredObject(key, digest.hexdigest())

    def read(self, key: str) -> bytes:
        """The file's bytes. Raises RejectedError when there is none."""
        with translated(f"read of evidence {key}"):
            try:
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) in MISSING:
                    raise RejectedError(f"there is no evidence {key}") from error
                raise

    def _check(self, key: str, body: bytes) -> None:
        """Raise RejectedError where the first body was another."""
        if self.read(key) != body:
            raise RejectedError(f"evidence {key} exists with another content")
