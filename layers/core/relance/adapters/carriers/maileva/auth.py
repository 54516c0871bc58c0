"""Maileva's tokens: the password grant, the only one that it gives to machines."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from relance.adapters.carriers.http import CLIENT_ERROR, CarrierHttp
from relance.adapters.carriers.maileva.settings import MailevaSecrets
from relance.ports.messaging import OutcomeUnknownError, TryLaterError

PATH: Final = "/auth/realms/services/protocol/openid-connect/token"
MARGIN: Final = 30.0
"""Seconds before its end in which a token is not used any more."""
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass
class Tokens:
    """One token, kept until shortly before its end."""

    http: CarrierHttp
    secrets: MailevaSecrets
    monotonic: Callable[[], float] = time.monotonic
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    def bearer(self) -> str:
        """The value of the Authorization header. Raises TryLaterError: nobody pays for a token."""
        if not self._token or self.monotonic() >= self._until:
            self._fetch()
        return f"Bearer {self._token}"

    def forget(self) -> None:
        """After a 401: it was withdrawn."""
        self._token = ""

    def _fetch(self) -> None:
        asked_at = self.monotonic()
        form = {
            "grant_type": "password",
            "client_id": self.secrets.client_id,
            "client_secret": self.secrets.client_secret,
            "username": self.secrets.username,
            "password": self.secrets.password,
        }
        try:
            answer = self.http.ask("maileva token", "POST", PATH, headers=FORM, body=urlencode(form).encode())
            said = answer.json("maileva token") if answer.status < CLIENT_ERROR else {}
        except OutcomeUnknownError as silence:
            raise TryLaterError(str(silence)) from silence
        token, lasts = (said.get("access_token"), said.get("expires_in")) if isinstance(said, dict) else (None, None)
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise TryLaterError(f"maileva token: none was given ({answer.status})")
        self._token = token
        self._until = asked_at + (int(str(lasts)) if str(lasts).isdecimal() else 0) - MARGIN
