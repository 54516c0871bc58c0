"""Files in memory."""

import hashlib
from dataclasses import dataclass, field

from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError


@dataclass
class InMemoryDocuments:
    """Billing's documents, by key."""

    files: dict[str, bytes] = field(default_factory=dict)

    def read(self, key: str) -> bytes | None:
        return self.files.get(key)

    def exists(self, key: str) -> bool:
        return key in self.files


@dataclass
class InMemoryArchive:
    """Our files, by key."""

    files: dict[str, bytes] = field(default_factory=dict)
    media_types: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
        self.files[key] = body
        self.media_types[key] = media_type
        return StoredObject(key, hashlib.sha256(body).hexdigest())

    def get(self, key: str) -> bytes:
        if key not in self.files:
            raise RejectedError(f"the archive has no {key}")
        return self.files[key]

    def erase(self, key: str) -> int:
        return 0 if self.files.pop(key, None) is None else 1


@dataclass
class InMemoryEvidence:
    """Files that stay as they were first written."""

    files: dict[str, bytes] = field(default_factory=dict)
    media_types: dict[str, str] = field(default_factory=dict)

    def keep(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
        if self.files.setdefault(key, body) != body:
            raise RejectedError(f"evidence {key} exists with another content")
        self.media_types.setdefault(key, media_type)
        return StoredObject(key, hashlib.sha256(body).hexdigest())

    def read(self, key: str) -> bytes:
        if key not in self.files:
            raise RejectedError(f"there is no evidence {key}")
        return self.files[key]
