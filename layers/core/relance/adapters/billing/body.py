"""An item as JSON, for the quarantine: as it came, with what is too long cut so that it stays JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

MAX_BODY = 100_000
MAX_STRING = 500
"""Strings longer than this are cut when the whole is too long."""


def body_of(item: dict[str, Any]) -> str:
    """The item as JSON, keys in the order of the item."""
    whole = json.dumps(plain(item), ensure_ascii=False)
    if len(whole.encode()) <= MAX_BODY:
        return whole
    shorter = json.dumps(_cut(plain(item)), ensure_ascii=False)
    if len(shorter.encode()) <= MAX_BODY:
        return shorter
    names = {"customer_id": item["customer_id"], "record": item["record"]}
    return json.dumps({**names, "…": f"{len(whole.encode())} bytes, too many to keep"}, ensure_ascii=False)


def plain(value: Any) -> Any:
    """DynamoDB's values as JSON's: whole numbers as integers, other numbers as exact strings, sets sorted."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(v) for v in value), key=str)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    return f"({len(bytes(value))} bytes)"


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {_cut(k): _cut(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_cut(v) for v in value]
    if isinstance(value, str) and len(value) > MAX_STRING:
        return f"{value[:MAX_STRING]}… ({len(value)} characters)"
    return value
