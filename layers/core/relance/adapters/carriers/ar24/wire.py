"""Calls to AR24: signed, form data in, encrypted JSON out, errors in clear and under status 200."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from relance.adapters.carriers.ar24.crypto import reveal, sign
from relance.adapters.carriers.ar24.settings import Ar24Settings
from relance.adapters.carriers.http import Answer, CarrierHttp
from relance.adapters.carriers.reading import clocks
from relance.domain.errors import TransientError
from relance.ports.carriers import Sheet
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError

PARIS: Final = ZoneInfo("Europe/Paris")
MOMENT: Final = "%Y-%m-%d %H:%M:%S"
WELL: Final = 200
SLUG: Final = re.compile(r"[a-zA-Z0-9_]{1,60}")

THE_LETTER: Final = frozenset({
    "missing_email", "invalid_email", "invalid_recipient", "same_sender_recipients_emails",
    "content_exceeds_limit", "forbidden_html", "error_no_content_no_attachment",
    "attachment_missing_file", "attachment_empty_name", "attachment_too_big", "missing_erm_id",
})  # fmt: skip
"""Refusals of what was given: the same letter is refused again."""
OURS_TO_MEND: Final = frozenset({
    "token_missing", "token_invalid", "empty_date", "invalid_date", "expired_date", "date_in_future",
    "empty_signature", "invalid_signature",
    "missing_user_id", "user_not_exist", "user_unavailable", "user_account_not_confirmed",
    "user_eula_not_accepted", "user_name_empty", "user_no_payment", "group_not_exist",
    "attachment_not_exists", "attachment_unavailable",
    "authentication_missing", "authentication_otp_invalid", "authentication_otp_hash_invalid",
})  # fmt: skip
"""Refusals of who asks or when: nothing was taken, and the same letter may go once that is mended."""
OF_TIME: Final = frozenset({"invalid_date", "expired_date", "date_in_future"})

Fields = Sequence[tuple[str, str]]


class Result(NamedTuple):
    """What a call gave, and the SHA-256 of the answer as it was encrypted for us."""

    value: Any
    sha256: str


@dataclass(frozen=True)
class Ar24Wire:
    """Knows the keys; its errors name the call and AR24's own word, nothing else."""

    http: CarrierHttp
    settings: Ar24Settings
    now: Callable[[], datetime]

    def get(self, what: str, path: str, query: Mapping[str, str]) -> Result:
        date = self._date()
        keyed = {"token": self.settings.token, "date": date, **query}
        return self._judged(what, self.http.get(what, path, headers=self._signed(date), query=keyed), date)

    def post(self, what: str, path: str, fields: Fields, file: Sheet | None = None) -> Result:
        """One call, never repeated."""
        date = self._date()
        body, media_type = _form([("token", self.settings.token), ("date", date), *fields], file)
        headers = {**self._signed(date), "Content-Type": media_type}
        return self._judged(what, self.http.ask(what, "POST", path, headers=headers, body=body), date)

    def _date(self) -> str:
        ahead = timedelta(seconds=self.settings.clock_ahead_seconds)
        return (self.now() + ahead).astimezone(PARIS).strftime(MOMENT)

    def _signed(self, date: str) -> dict[str, str]:
        return {"signature": sign(self.settings.private_key, date)}

    def _judged(self, what: str, answer: Answer, date: str) -> Result:
        if answer.status != WELL:
            raise OutcomeUnknownError(f"{what}: an answer that is not AR24's own ({answer.status})")
        envelope, plain = self._opened(what, answer.body, date)
        match envelope.get("status"):
            case "SUCCESS":
                return Result(envelope.get("result"), sha256(plain).hexdigest())
            case "maintenance":
                raise TryLaterError(f"{what}: AR24 is in maintenance")
            case "ERROR":
                raise _refusal(what, envelope.get("slug"), clocks(answer, self.now()))
        raise OutcomeUnknownError(f"{what}: a status that AR24 does not document")

    def _opened(self, what: str, body: bytes, date: str) -> tuple[dict[str, Any], bytes]:
        """Errors come in clear, all else encrypted."""
        clear = _object(body)
        if clear is not None:
            return clear, body
        try:
            plain = reveal(self.settings.private_key, date, body)
        except ValueError:
            raise OutcomeUnknownError(f"{what}: the answer cannot be decrypted") from None
        envelope = _object(plain)
        if envelope is None:
            raise OutcomeUnknownError(f"{what}: the answer is no JSON object")
        return envelope, plain


def moment(told: object) -> datetime | None:
    """A date of AR24's, which is Paris time where it does not say otherwise; None where there is none."""
    try:
        at = datetime.fromisoformat(str(told).strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=PARIS)


def _refusal(what: str, slug: object, apart: str) -> NotAcceptedError | TransientError:
    word = slug if isinstance(slug, str) and SLUG.fullmatch(slug) else "no word"
    if word in THE_LETTER:
        return NotAcceptedError(f"{what}: refused ({word})")
    if word in OURS_TO_MEND:
        return TryLaterError(f"{what}: not now ({word}{apart if word in OF_TIME else ''})")
    return OutcomeUnknownError(f"{what}: refused with a word that AR24 does not document ({word})")


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _form(fields: Fields, file: Sheet | None) -> tuple[bytes, str]:
    parts = [RequestField.from_tuples(name, value) for name, value in fields]
    if file is not None:
        parts.append(RequestField.from_tuples("file", (file.name, file.body, "application/pdf")))
    return encode_multipart_formdata(parts)
