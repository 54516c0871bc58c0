"""Reading what the state machine and the HTTP API hand to the functions of a case."""

from __future__ import annotations

import base64
from dataclasses import dataclass, fields
from typing import Any

from relance.domain.case import Gate, Wake
from relance.domain.errors import InvalidRecordError

WORDS = {"gate": [w.value for w in Gate], "wake": [w.value for w in Wake]}


@dataclass(frozen=True, slots=True)
class CaseStep:
    """What every state passes on: ids only, and what some states add."""

    account_id: str
    case_id: str
    task_token: str = ""
    gate: str = ""
    """A word of domain.case.Gate."""
    wake: str = ""
    """A word of domain.case.Wake."""
    error: str = ""


def case_step(event: dict[str, Any], *needed: str) -> CaseStep:
    """The payload of a state, with the result of the one before where it passes that on.

    Raises InvalidRecordError naming every field that is missing or unknown.
    """
    result = event.get("result")
    given = {**event, **(result if isinstance(result, dict) else {})}
    texts = {f.name: given.get(f.name) or "" for f in fields(CaseStep)}
    missing = {"account_id", "case_id", *needed}
    breaches = [
        (name, "must be a text")
        for name, value in texts.items()
        if not isinstance(value, str) or (name in missing and not value)
    ]
    for name, words in WORDS.items():
        if texts[name] and texts[name] not in words:
            breaches.append((name, "is not a known word"))
    if breaches:
        raise InvalidRecordError(breaches)
    return CaseStep(**texts)


def posted(event: dict[str, Any]) -> str:
    """The body of an HTTP API's event as text; what is not UTF-8 is replaced, never refused with a stack trace."""
    body = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body, validate=True).decode(errors="replace")
    except ValueError:  # no base64, or not even ASCII
        return ""
