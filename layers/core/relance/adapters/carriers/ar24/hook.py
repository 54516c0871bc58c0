"""AR24's calls. It signs nothing, so each letter is given an address that only it and we can know."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from relance.adapters.carriers.ar24.settings import Ar24Settings
from relance.domain.errors import RejectedError
from relance.ports.carriers import ForgedError, Hint

MOST_BYTES: Final = 16_384
MOST_FIELDS: Final = 40
NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
WORD: Final = re.compile(r"[ -~]{1,60}", re.ASCII)


def address(settings: Ar24Settings, reference: str) -> str:
    """Where AR24 calls about this letter; empty: nowhere."""
    if not settings.webhook_url:
        return ""
    mark = "&" if "?" in settings.webhook_url else "?"
    return settings.webhook_url + mark + urlencode({"letter": reference, "key": _key(settings, reference)})


def heard(settings: Ar24Settings, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint]:
    """Raises ForgedError without the letter's own key, RejectedError for what is no call of AR24's."""
    reference, given = query.get("letter", ""), query.get("key", "")
    if not settings.webhook_secret or not hmac.compare_digest(given.encode(), _key(settings, reference).encode()):
        raise ForgedError("AR24's call: the key is not that of the letter")
    lower = {name.lower(): value for name, value in headers.items()}
    fields = _fields(lower, body)
    number, word = str(fields.get("id_mail") or ""), str(fields.get("new_state") or "")
    if not NUMBER.fullmatch(number):
        raise RejectedError("AR24's call: id_mail is missing or no number")
    if not WORD.fullmatch(word):
        raise RejectedError("AR24's call: new_state is missing, too long or not plain")
    return (Hint(number, reference, word),)


def _key(settings: Ar24Settings, reference: str) -> str:
    return hmac.new(settings.webhook_secret.encode(), reference.encode(), sha256).hexdigest()


def _fields(headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
    if len(body) > MOST_BYTES:
        raise RejectedError(f"AR24's call: the body is over {MOST_BYTES} bytes")
    if headers.get("content-length", str(len(body))) != str(len(body)):
        raise RejectedError("AR24's call: the body is cut short")
    try:
        text = body.decode()
        if "json" in headers.get("content-type", ""):
            fields = json.loads(text)
        else:
            fields = dict(parse_qsl(text, strict_parsing=True, max_num_fields=MOST_FIELDS))
    except (ValueError, RecursionError):
        raise RejectedError("AR24's call: the body is neither a form nor JSON") from None
    if not isinstance(fields, dict):
        raise RejectedError("AR24's call: the body is no object")
    return fields
