"""Calls to Merci Facteur: a signed token kept as long as it lasts, and answers that say `success` and an error code."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from relance.adapters.carriers.http import CLIENT_ERROR, Answer, CarrierHttp
from relance.adapters.carriers.merci_facteur.settings import MerciFacteurSettings
from relance.adapters.carriers.reading import clocks
from relance.ports.messaging import OutcomeUnknownError, TryLaterError

UNAUTHORIZED: Final = 401
EARLY: Final = 60.0
"""A token is renewed so many seconds before it ends, and one without an end is kept as long."""
MOST_PAGES: Final = 500
JSON: Final = "application/json"
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
YES, NO = frozenset({"true", "1"}), frozenset({"false", "0"})
"""However the answer is typed."""
CODE: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")


class Said(NamedTuple):
    """An answer: `code` and `text` are the carrier's of a refusal, empty without one."""

    well: bool
    code: str
    text: str
    body: Mapping[str, Any]


class Told(NamedTuple):
    """One letter in one event, as webhooks and `getLastEvents` tell it."""

    event: Mapping[str, Any]
    letter: Mapping[str, Any]

    @property
    def word(self) -> str:
        return str(self.letter.get("statut_courrier") or "")

    @property
    def at(self) -> datetime:
        """Raises OverflowError, TypeError or ValueError."""
        return datetime.fromtimestamp(float(self.event["date_event"]), UTC)


@dataclass
class MerciFacteurApi:
    http: CarrierHttp
    settings: MerciFacteurSettings
    secret_key: str = field(repr=False)
    now: Callable[[], datetime]
    _token: str = field(default="", init=False, repr=False)
    _until: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.http = replace(self.http, later=self.http.later - {UNAUTHORIZED})

    def read(self, name: str, query: Mapping[str, str] | None = None) -> Said:
        """A call that changes nothing."""
        return self._spoken(name, lambda headers: self.http.get(_call(name), f"/{name}", headers=headers, query=query))

    def act(
        self, method: str, name: str, *, query: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
    ) -> Said:
        """A call that changes something, made once; a second time only where the first had no valid token."""
        path = f"/{name}?{urlencode(query)}" if query else f"/{name}"
        body = urlencode(form).encode() if form else None
        more = FORM if form else {}
        return self._spoken(
            name, lambda headers: self.http.ask(_call(name), method, path, headers={**headers, **more}, body=body)
        )

    def events(self) -> Iterator[Told]:
        """Every letter of every event in the window. Raises OutcomeUnknownError where they cannot be read."""
        for page in range(1, MOST_PAGES + 1):
            said = self.read("getLastEvents", {"nbHeures": str(self.settings.events_hours), "page": str(page)})
            if not said.well:
                told = f"refused ({said.code or 'no code'}); an account without it has events_hours 0"
                raise OutcomeUnknownError(f"{_call('getLastEvents')}: {told}")
            yield from _told(said.body.get("events"))
            if page >= _pages(said.body):
                return
        raise OutcomeUnknownError(f"{_call('getLastEvents')}: more than {MOST_PAGES} pages")

    def _spoken(self, name: str, call: Callable[[Mapping[str, str]], Answer]) -> Said:
        answer = call(self._headers())
        if answer.status == UNAUTHORIZED:
            self._token = ""
            answer = call(self._headers())
        if answer.status == UNAUTHORIZED:
            raise TryLaterError(f"{_call(name)}: not now ({answer.status})")
        return _said(answer, name)

    def _headers(self) -> dict[str, str]:
        if not self._token or self.now().timestamp() >= self._until:
            self._token, self._until = self._new_token()
        return {"Accept": JSON, "ww-access-token": self._token, "ww-service-id": self.settings.service_id}

    def _new_token(self) -> tuple[str, float]:
        """The account's token: the carrier hands out the same one as long as it is valid. Nobody pays for a token."""
        stamp = str(int(self.now().timestamp()))
        message = (self.settings.service_id + stamp).encode()
        headers = {
            "Accept": JSON,
            "ww-service-signature": hmac.new(self.secret_key.encode(), message, hashlib.sha256).hexdigest(),
            "ww-timestamp": stamp,
            "ww-service-id": self.settings.service_id,
            "ww-authorized-ip": ";".join(self.settings.authorized_ips),
        }
        try:
            answer = self.http.get(_call("getToken"), "/getToken", headers=headers)
            said = _said(answer, "getToken")
        except OutcomeUnknownError as silence:
            raise TryLaterError(str(silence)) from silence
        token, expire = said.body.get("token"), said.body.get("expire")
        if not said.well or not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise TryLaterError(f"{_call('getToken')}: no token ({said.code or 'no code'}{clocks(answer, self.now())})")
        until = int(str(expire)) if str(expire).isdecimal() else self.now().timestamp() + 2 * EARLY
        return token, until - EARLY


def as_json(value: object) -> Any:
    """A value that the carrier sends as JSON or as a string of JSON. Raises ValueError."""
    return json.loads(value) if isinstance(value, str) else value


def letters_of(event: object, detail: object) -> Iterator[Told]:
    """The letters of one event. Raises ValueError for what is no event."""
    head, letters = as_json(event), as_json(detail)
    for letter in letters if isinstance(letters, list) else [letters]:
        if not (isinstance(head, dict) and isinstance(letter, dict)):
            raise ValueError("no event with its letters")  # noqa: TRY004 one kind of error for all
        yield Told(head, letter)


def _told(events: Any) -> Iterator[Told]:
    try:
        for each in as_json(events):
            yield from letters_of(each["event"], each["detail"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise OutcomeUnknownError(f"{_call('getLastEvents')}: the answer is no list of events") from error


def _pages(body: Mapping[str, Any]) -> int:
    pages = body.get("pages")
    total = str(pages.get("total")) if isinstance(pages, dict) else ""
    return int(total) if total.isdecimal() else 1


def _said(answer: Answer, name: str) -> Said:
    body = answer.json(_call(name))
    if not isinstance(body, dict):
        raise OutcomeUnknownError(f"{_call(name)}: the answer is no object ({answer.status})")
    if str(body.get("success")).lower() in YES and answer.status < CLIENT_ERROR:
        return Said(well=True, code="", text="", body=body)
    if str(body.get("success")).lower() not in NO and answer.status < CLIENT_ERROR:
        raise OutcomeUnknownError(f"{_call(name)}: the answer says neither yes nor no ({answer.status})")
    error = body.get("error")
    code, text = (error.get("code"), error.get("text")) if isinstance(error, dict) else (error, "")
    return Said(well=False, code=_code(code), text=str(text or ""), body=body)


def _code(value: object) -> str:
    """A code as it may stand in a message of ours: whatever else the carrier wrote there is left out."""
    return value if isinstance(value, str) and CODE.fullmatch(value) else ""


def _call(name: str) -> str:
    return f"Merci Facteur {name}"
