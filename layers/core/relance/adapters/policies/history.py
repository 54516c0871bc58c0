"""Every version of a policy that was ever in force: what a letter was written from can be read again.

A letter names its texts in its file's properties, as "texts/fr/last_reminder.toml@3f2a9c12ab34". The bucket keeps what
was published, the code what was shipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from relance.adapters.errors import translated
from relance.adapters.policies.names import check_name, versioned
from relance.adapters.policies.published import PUBLISHED
from relance.adapters.policies.shipped import shipped_files
from relance.domain.errors import RejectedError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class PastVersion:
    """One version of a file. `published_at` is None for the one shipped with the code."""

    name: str
    """With its version, such as "plans/standard.toml@3f2a9c12ab34"."""
    published_at: datetime | None
    in_force: bool
    body: bytes


class PolicyHistory:
    """Needs s3:ListBucketVersions and s3:GetObjectVersion under published/: a person's rights, no function's."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def versions(self, file: str) -> list[PastVersion]:
        """Every version, the newest first, the shipped one last. Raises InvalidPolicyError for an unknown name."""
        check_name(file)
        found = [self._read(file, row) for row in self._rows(file)]
        shipped = shipped_files().get(file)
        if shipped is not None:
            published = any(version.in_force for version in found)
            found.append(PastVersion(versioned(file, shipped), None, not published, shipped))
        return found

    def find(self, name: str) -> PastVersion:
        """The version that a letter names. Raises RejectedError where none has that hash."""
        file, _, digest = name.partition("@")
        for version in self.versions(file):
            if digest and version.name == name:
                return version
        raise RejectedError(f"{name} : aucune version publiée ni livrée n'a cette empreinte ; voyez policies history")

    def _rows(self, file: str) -> list[tuple[str, datetime, bool]]:
        """Version id, moment and whether it is the latest; marks of deletion are no versions."""
        key = PUBLISHED + file
        with translated(f"versions of {file}"):
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key)
            rows = [row for page in pages for row in page.get("Versions", []) if row["Key"] == key]
        # The bucket lists the newest first, and has no latest version where the file was withdrawn.
        return [(row["VersionId"], row["LastModified"], row["IsLatest"]) for row in rows]

    def _read(self, file: str, row: tuple[str, datetime, bool]) -> PastVersion:
        version, at, latest = row
        with translated(f"version of {file}"):
            answer = self._client.get_object(Bucket=self._bucket, Key=PUBLISHED + file, VersionId=version)
            body = answer["Body"].read()
        return PastVersion(versioned(file, body), at, latest, body)
