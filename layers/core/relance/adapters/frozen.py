"""Values of the domain frozen in the archive as canonical JSON, and verified by their hash when they are read."""

from __future__ import annotations

import hashlib
import json
from typing import TypeVar, cast

from relance.adapters.dynamodb.codec import decode
from relance.domain.canonical import canonical_json
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.ports.storage import Archive

Value = TypeVar("Value")


class ArchivedValues:
    """See ports.cases.FrozenValues."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def keep(self, key: str, value: object) -> StoredObject:
        """Store a value; equal values are equal bytes."""
        return self._archive.put(key, canonical_json(value).encode(), media_type="application/json")

    def read(self, kind: type[Value], stored: StoredObject) -> Value:
        """The value as it was kept. Raises RejectedError when the file is gone or is another."""
        body = self._archive.get(stored.key)
        if hashlib.sha256(body).hexdigest() != stored.sha256:
            raise RejectedError(f"{stored.key} is not the file that was kept")
        return cast("Value", decode(kind, json.loads(body)))
