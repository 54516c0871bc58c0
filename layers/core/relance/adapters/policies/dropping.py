"""Finance's side of the policy bucket: dropping a draft, and reading the answer that is written beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from relance.adapters.errors import code_of, translated
from relance.adapters.policies.desk import DRAFTS
from relance.adapters.policies.names import check_name, media_type
from relance.domain.errors import InvalidPolicyError, RejectedError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ACCEPTED, REFUSED = ".accepted.txt", ".refused.txt"
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
DEEPEST = 3
"""texts/<language>/<file> is the longest name."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a draft. `version` changes with every answer, also with an equal one."""

    version: str
    accepted: bool
    text: str


class PolicyDropbox:
    """Needs s3:PutObject and s3:GetObject under drafts/, and s3:ListBucket, which tells a missing receipt."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def drop(self, name: str, body: bytes) -> None:
        """Put a draft where the publication sees it."""
        with translated(f"drop of {name}"):
            self._client.put_object(Bucket=self._bucket, Key=DRAFTS + name, Body=body, ContentType=media_type(name))

    def receipts(self, name: str) -> list[Receipt]:
        """The answers that lie beside the draft, of any age."""
        found = [self._receipt(name, accepted=True), self._receipt(name, accepted=False)]
        return [receipt for receipt in found if receipt is not None]

    def _receipt(self, name: str, *, accepted: bool) -> Receipt | None:
        key = f"{DRAFTS}{name}{ACCEPTED if accepted else REFUSED}"
        with translated(f"receipt of {name}"):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code_of(error) in MISSING:
                    return None
                raise
            version = answer.get("VersionId") or answer["LastModified"].isoformat()
            return Receipt(version, accepted, answer["Body"].read().decode())


def published_name(path: str) -> str:
    """The name that a file will have once published, from the end of its path."""
    parts = path.replace("\\", "/").split("/")
    for depth in range(1, DEEPEST + 1):
        name = "/".join(parts[-depth:])
        try:
            check_name(name)
        except InvalidPolicyError:
            continue
        return name
    raise RejectedError(f"--name : {path} ne dit pas ce qu'il est ; donnez plans/nom.toml, texts/fr/document.toml…")
