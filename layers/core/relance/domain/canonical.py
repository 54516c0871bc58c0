"""One way to write a value as JSON, so that equal values have equal hashes."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from relance.domain.money import Money


def plain(value: Any) -> Any:
    """A value as JSON types: money as "12.34 EUR", dates in ISO, sets sorted, dataclasses as objects."""
    match value:
        case Money():
            found: Any = str(value)
        case Enum():
            found = value.value
        case date():
            found = value.isoformat()
        case dict():
            found = {str(k): plain(v) for k, v in value.items()}
        case frozenset() | set():
            found = sorted(plain(v) for v in value)
        case tuple() if hasattr(value, "_fields"):
            found = {name: plain(getattr(value, name)) for name in value._fields}
        case Decimal():
            found = str(value)
        case list() | tuple():
            found = [plain(v) for v in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            found = {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        case _:
            found = value
    return found


def canonical_json(value: Any) -> str:
    """Sorted keys, no spaces, UTF-8."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
