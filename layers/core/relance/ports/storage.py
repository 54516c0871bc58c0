"""Files: billing's documents, which we read, and our archive, which we write."""

from __future__ import annotations

from typing import Protocol

from relance.domain.contact import StoredObject


class Documents(Protocol):
    """Billing's documents bucket."""

    def read(self, key: str) -> bytes | None:
        """The file's bytes; None when there is none."""
        ...

    def exists(self, key: str) -> bool:
        """Whether the file is there, without reading it."""
        ...


class Archive(Protocol):
    """Our letters, messages and statements. Writing the same bytes under the same key again changes nothing."""

    def put(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
        """Store a file and say where it is, with the SHA-256 of its bytes."""
        ...

    def get(self, key: str) -> bytes:
        """The file's bytes. Raises RejectedError when there is none."""
        ...


class Eraser(Protocol):
    """Takes files of ours out of the archive, where the law asks for it."""

    def get(self, key: str) -> bytes:
        """The file's bytes. Raises RejectedError when there is none."""
        ...

    def erase(self, key: str) -> int:
        """Delete every version of a file; how many there were. Of a file that is gone: 0."""
        ...
