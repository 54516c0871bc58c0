"""MySendingBox: its calls. They are not signed; it calls the address on the account, with the Basic user in it."""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from relance.adapters.carriers.mysendingbox.letter import reference_of
from relance.domain.errors import RejectedError
from relance.ports.carriers import ForgedError, Hint

MOST_BYTES: Final = 1_000_000
"""Of a call: it carries a whole letter object, but no file."""
CARRIER_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def basic(user: str, password: str) -> str:
    """An `Authorization` header. Encoded at once: a key with a line break in it shows in no error of a library."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def hints_of(expected: str, headers: Mapping[str, str], body: bytes) -> tuple[Hint, ...]:
    """The letter that a call names; none for a try from the dashboard, and for what is about no letter.

    `expected`: as `basic`.
    """
    given = {name.lower(): value for name, value in headers.items()}.get("authorization", "")
    scheme, _, user = given.partition(" ")
    shown = f"{scheme.capitalize()} {user}"  # RFC 7617, 2: the scheme in any case
    if not hmac.compare_digest(shown.encode(errors="surrogatepass"), expected.encode()):
        raise ForgedError("webhook: no, or a wrong, Authorization")
    if len(body) > MOST_BYTES:
        raise RejectedError(f"webhook: body of more than {MOST_BYTES} bytes")
    call = _object("body", _read(body))
    event = _object("event", call.get("event"))
    word = event.get("name")
    if not isinstance(word, str) or not word:
        raise RejectedError("webhook: event.name is missing")
    about_a_letter = event.get("letter") or call.get("letter") or word.startswith("letter.")
    if call.get("debugger") is True or event.get("postcard") or not about_a_letter:
        return ()
    return (_hint(event, call.get("letter"), word),)


def _hint(event: Mapping[str, Any], letter: object, word: str) -> Hint:
    shown: Mapping[str, Any] = letter if isinstance(letter, Mapping) else {}
    told = event.get("letter")
    named = [each for each in (told.get("_id") if isinstance(told, Mapping) else told, shown.get("_id")) if each]
    if not named:
        raise RejectedError("webhook: event.letter and letter._id name no letter")
    carrier_id, *others = named
    if not isinstance(carrier_id, str) or not CARRIER_ID.fullmatch(carrier_id):
        raise RejectedError("webhook: event.letter or letter._id is no id")
    if others not in ([], [carrier_id]):
        raise RejectedError("webhook: event.letter and letter._id name two letters")
    return Hint(carrier_id, reference_of(shown), word)


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RejectedError("webhook: body is no JSON") from error


def _object(field: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RejectedError(f"webhook: {field} is no object")
    return value
