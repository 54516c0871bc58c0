"""Answers as an HTTP API takes them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any


def replied(status: int, body: str | bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """Text as it is; what is no text in base64, which the API undoes."""
    if isinstance(body, str):
        return {"statusCode": status, "body": body, "headers": dict(headers)}
    encoded = base64.b64encode(body).decode()
    return {"statusCode": status, "body": encoded, "headers": dict(headers), "isBase64Encoded": True}
