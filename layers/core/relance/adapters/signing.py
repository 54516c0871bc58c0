"""Short texts that only we can have written: what signed links are made of."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from relance.domain.errors import RejectedError
from relance.ports.cases import BadLinkError

SHORTEST_KEY = 32
"""In bytes: the size of the hash (RFC 2104, section 3)."""


class Signer:
    """A value and its HMAC-SHA256, both in base64url, joined by a dot. A purpose cannot read what another signed."""

    def __init__(self, key: bytes, purpose: str) -> None:
        if len(key) < SHORTEST_KEY:
            raise RejectedError(f"the {purpose} key must be at least {SHORTEST_KEY} bytes long")
        self._key = key
        self._purpose = f"{purpose}:".encode()

    def sign(self, content: Mapping[str, Any]) -> str:
        """The content as a token that a URL takes."""
        body = _encoded(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())
        return f"{body}.{self._seal(body)}"

    def read(self, token: str) -> dict[str, Any]:
        """What was signed. The seal is checked before the content is looked at. Raises BadLinkError."""
        body, _, seal = token.partition(".")
        if not token.isascii() or not hmac.compare_digest(seal, self._seal(body)):
            raise BadLinkError("this link was not signed by us")
        try:
            content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        except (binascii.Error, ValueError) as error:
            raise BadLinkError("this link was signed for something else") from error
        if not isinstance(content, dict):
            raise BadLinkError("this link was signed for something else")
        return content

    def _seal(self, body: str) -> str:
        return _encoded(hmac.digest(self._key, self._purpose + body.encode(), hashlib.sha256))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
