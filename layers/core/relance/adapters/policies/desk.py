"""The policy bucket: drafts/ is finance's, published/ is written by the publication alone. Versions are kept by S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from relance.adapters.errors import code_of, translated
from relance.adapters.policies.names import media_type, most_bytes
from relance.adapters.policies.published import PUBLISHED
from relance.adapters.policies.shipped import shipped_files

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DRAFTS: Final = "drafts/"
TEXT: Final = "text/plain; charset=utf-8"


class S3PolicyDesk:
    """PolicyDesk. Needs s3:GetObject and s3:ListBucket, and s3:PutObject under published/ and drafts/."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def draft(self, name: str) -> bytes | None:
        """The draft, read no further than a policy may be long, and one byte more so that the check sees it."""
        with translated(f"read of draft {name}"):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=DRAFTS + name)
            except ClientError as error:
                if code_of(error) in ("NoSuchKey", "404"):
                    return None
                raise
            return answer["Body"].read(most_bytes(name) + 1)

    def in_force(self) -> dict[str, bytes]:
        """The shipped files, overlaid by those published."""
        with translated("read of the published policies"):
            published = {name: self._read(PUBLISHED + name) for name in self._names(PUBLISHED)}
        return dict(shipped_files()) | published

    def put_in_force(self, name: str, body: bytes) -> None:
        """Publish; the bucket keeps the version before."""
        with translated(f"publication of {name}"):
            self._client.put_object(Bucket=self._bucket, Key=PUBLISHED + name, Body=body, ContentType=media_type(name))

    def answer(self, name: str, *, accepted: bool, text: str) -> None:
        """Write the receipt; one of the other kind, of an earlier draft, then points here."""
        receipt, other = f"{name}.accepted.txt", f"{name}.refused.txt"
        if not accepted:
            receipt, other = other, receipt
        with translated(f"receipt of {name}"):
            self._write(DRAFTS + receipt, text)
            if other in self._names(DRAFTS, start=other):
                self._write(DRAFTS + other, f"Réponse à une version antérieure : voir {receipt}.\n")

    def _write(self, key: str, text: str) -> None:
        self._client.put_object(Bucket=self._bucket, Key=key, Body=text.encode(), ContentType=TEXT)

    def _read(self, key: str) -> bytes:
        return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def _names(self, folder: str, start: str = "") -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=folder + start)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return [key.removeprefix(folder) for key in keys if not key.endswith("/")]
