"""Addresses under which a browser reads a file of the archive for some minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MINUTES = 15


class S3DocumentUrls:
    """See ports.cases.DocumentUrls. What the address allows is what the function's own role may read."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def url(self, key: str) -> str:
        """A presigned GET."""
        params = {"Bucket": self._bucket, "Key": key}
        return self._client.generate_presigned_url("get_object", Params=params, ExpiresIn=MINUTES * 60)
