"""The addresses that carriers call, and their calls as the HTTP API hands them over."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl

from relance.ports.following import HookCall

PURPOSE: Final = b"relance carrier hook|"
"""So that this secret signs nothing else by accident."""


class HmacHookKeys:
    """See ports.following.HookKeys: made from one secret of the deployment, stored nowhere."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, carrier: str) -> str:
        """64 hexadecimal digits."""
        return hmac.new(self._secret, PURPOSE + carrier.encode(errors="replace"), sha256).hexdigest()

    def fits(self, carrier: str, key: str) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(self.of(carrier).encode(), key.encode(errors="replace"))


def hook_address(hook_url: str, keys: HmacHookKeys, carrier: str) -> str:
    """The address to give to a carrier. It is a secret."""
    return f"{hook_url.rstrip('/')}/hooks/{carrier}/{keys.of(carrier)}"


def hook_call(event: dict[str, Any]) -> HookCall:
    """The call in an event of the HTTP API (payload 2.0)."""
    path = event.get("pathParameters") or {}
    query = dict(parse_qsl(str(event.get("rawQueryString") or ""), keep_blank_values=True))
    headers = {str(name): str(value) for name, value in (event.get("headers") or {}).items()}
    return HookCall(str(path.get("carrier") or ""), str(path.get("key") or ""), headers, query, _body(event))


def _body(event: dict[str, Any]) -> bytes:
    """The HTTP API hands over whatever is no text or JSON, forms too, as base64."""
    body = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return body.encode(errors="replace")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        return body.encode(errors="replace")
