"""Who sends a qualified electronic letter: Maileva wants that proved, and a person can prove it in two ways.

A one-time code, made on the sender's own device, opens an hour. Or the sender's certificate, a code of 32
characters, is handed over once and holds 30 days. Neither is kept here: they pass through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from relance.adapters.carriers.maileva.api import MailevaApi, accepted
from relance.domain.errors import RejectedError
from relance.ports.sender_sessions import SenderUnidentifiedError

ROOT: Final = "/electronic_mail_emitter/v1/senders"
CODE: Final = re.compile(r"\d{6,8}")
CERTIFICATE: Final = re.compile(r"[A-Za-z0-9]{32}")


@dataclass(frozen=True, slots=True)
class QualifiedSender:
    """One sender's proof of identity at Maileva."""

    api: MailevaApi
    sender_id: str

    def open_session(self, code: str) -> str:
        """An hour in which letters may be handed over; returns when it ends, in Maileva's words."""
        if not CODE.fullmatch(code):
            raise RejectedError("code: six to eight digits")
        query = urlencode({"otp_code": code})
        said = accepted(self.api.change("maileva session", "POST", self._path(f"authenticate_by_otp?{query}")))
        return str(said.get("expiration_date") or "")

    def register(self, certificate: str) -> None:
        """Hand over the certificate, which then holds 30 days."""
        if not CERTIFICATE.fullmatch(certificate):
            raise RejectedError("certificate: 32 letters and digits")
        content = {"certificate": certificate}
        accepted(self.api.change("maileva certificate", "POST", self._path("authenticate_by_certificate"), content))

    def check(self, day: date) -> None:
        """Raise SenderUnidentifiedError, saying what a person must do, unless the certificate holds on this day."""
        said = self.api.read("maileva sender", f"{ROOT}/{self.sender_id}")
        end = str(said.get("certificate_end_date") or "")[:10]
        if not said.get("has_certificate"):
            raise SenderUnidentifiedError("maileva sender: no certificate is registered, its holder must hand it over")
        if end < day.isoformat() and re.match(r"\d{4}-\d\d-\d\d", end):
            raise SenderUnidentifiedError(
                f"maileva sender: the certificate ended on {end}, it must be handed over again"
            )

    def _path(self, what: str) -> str:
        return f"{ROOT}/{self.sender_id}/{what}"
