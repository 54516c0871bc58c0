"""Maileva's calls, the same for each product: drafts, documents, recipients, the point of no return."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from relance.adapters.carriers.http import CLIENT_ERROR, Answer, CarrierHttp
from relance.adapters.carriers.maileva.auth import Tokens
from relance.domain.errors import RejectedError
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError

PAGE: Final = 500
JSON: Final = "application/json"
PAPERS: Final = "application/pdf, application/zip, application/json;q=0.1"
CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{2,60}")
NOT_DRAFT: Final = "SENDING_STATUS_IS_NOT_DRAFT"
UNAUTHORIZED: Final = 401
NOT_FOUND: Final = 404
UNSUPPORTED_MEDIA: Final = 415
SENDING_ID: Final = re.compile(r"[\w-]{1,40}", re.ASCII)
Row = dict[str, Any]


class UnknownLetterError(RejectedError):
    """Maileva has no such resource."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of 4xx: its status and Maileva's codes, never its messages, which may repeat what we sent."""

    what: str
    status: int
    codes: tuple[str, ...]

    def error(self) -> NotAcceptedError:
        return NotAcceptedError(
            f"{self.what}: refused ({self.status}){': ' if self.codes else ''}{', '.join(self.codes)}"
        )


@dataclass
class MailevaApi:
    """Calls with a token. `what` names a call in errors."""

    http: CarrierHttp
    tokens: Tokens

    def __post_init__(self) -> None:
        self.http = replace(self.http, later=self.http.later - {UNAUTHORIZED})

    def read(self, what: str, path: str, query: Mapping[str, str] | None = None) -> Row:
        """A resource. Raises UnknownLetterError for 404, TryLaterError and OutcomeUnknownError."""
        answer = self.get(what, path, query)
        if answer.status == NOT_FOUND:
            raise UnknownLetterError(f"{what}: there is none")
        if answer.status >= CLIENT_ERROR:
            raise OutcomeUnknownError(str(_refusal(what, answer).error()))
        return _row(what, answer)

    def get(self, what: str, path: str, query: Mapping[str, str] | None = None, accept: str = JSON) -> Answer:
        """The answer as it is, for what is no JSON."""
        return self._let_in(what, lambda token: self.http.get(what, path, headers=_headers(token, accept), query=query))

    def list(self, what: str, path: str, name: str, *, count: int = PAGE) -> Iterator[list[Row]]:
        """The pages of a list to its end: pages may be smaller than we ask.

        Raises OutcomeUnknownError where they end before the total that Maileva tells.
        """
        seen, before = 0, None
        while True:
            page = self.read(what, path, {"start_index": str(seen + 1), "count": str(count)})
            paging = page.get("paging")
            rows = _rows(what, page.get(name), paging)
            yield rows
            seen += len(rows)
            if not _more(paging, seen, len(rows), count):
                return
            if not rows or rows == before:
                raise OutcomeUnknownError(f"{what}: the list ends before its total, or goes round in circles")
            before = rows

    def change(self, what: str, method: str, path: str, content: Mapping[str, Any] | None = None) -> Row | Refusal:
        """A call with JSON or without a body, made once."""
        body = None if content is None else json.dumps(content, ensure_ascii=False).encode()
        return self._change(what, method, path, body, JSON if body else None)

    def upload(self, what: str, path: str, file: tuple[str, bytes], metadata: Mapping[str, Any]) -> Row | Refusal:
        """A PDF with its metadata, as multipart/form-data."""
        name, content = file
        document = RequestField("document", content, filename=name)
        document.make_multipart(content_type="application/pdf")
        described = RequestField("metadata", json.dumps(metadata, ensure_ascii=False).encode())
        described.make_multipart(content_type="application/json")
        body, media_type = encode_multipart_formdata([document, described])
        return self._change(what, "POST", path, body, media_type)

    def _change(self, what: str, method: str, path: str, body: bytes | None, media_type: str | None) -> Row | Refusal:
        said = {"Content-Type": media_type} if media_type else {}
        answer = self._let_in(
            what, lambda token: self.http.ask(what, method, path, headers=_headers(token) | said, body=body)
        )
        if answer.status >= CLIENT_ERROR:
            return _refusal(what, answer)
        return _row(what, answer) if answer.body.strip() else {}

    def _let_in(self, what: str, call: Callable[[str], Answer]) -> Answer:
        """Once more with a new token where the old one is no longer taken: a 401 has taken nothing."""
        answer = call(self.tokens.bearer())
        if answer.status == UNAUTHORIZED:
            self.tokens.forget()
            answer = call(self.tokens.bearer())
        if answer.status == UNAUTHORIZED:
            self.tokens.forget()
            raise TryLaterError(f"{what}: not now ({answer.status})")
        return answer


def accepted(outcome: Row | Refusal) -> Row:
    """What was said, or NotAcceptedError."""
    if isinstance(outcome, Refusal):
        raise outcome.error()
    return outcome


def _headers(token: str, accept: str = JSON) -> dict[str, str]:
    return {"Authorization": token, "Accept": accept}


def _rows(what: str, said: Any, paging: Any) -> list[Row]:
    """Raises OutcomeUnknownError for what is no list of objects: it must not be taken for "none"."""
    if said is None and isinstance(paging, dict) and str(paging.get("total_results")) == "0":
        return []
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise OutcomeUnknownError(f"{what}: the answer is no list")
    return said


def _more(paging: Any, seen: int, got: int, asked: int) -> bool:
    """Whether rows follow those seen: by the total where one is told, else by a next page's address or a full page."""
    try:
        return seen < float(paging["total_results"])
    except (KeyError, TypeError, ValueError):
        return got >= asked or bool(got and isinstance(paging, dict) and paging.get("next"))


def _row(what: str, answer: Answer) -> Row:
    said = answer.json(what)
    if not isinstance(said, dict):
        raise OutcomeUnknownError(f"{what}: the answer is no object ({answer.status})")
    return said


def _refusal(what: str, answer: Answer) -> Refusal:
    """Maileva writes {errors: […]}, a bare list (ERE) or a bare error (401, 404)."""
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = []
    errors = (said.get("errors") or [said]) if isinstance(said, dict) else said
    codes = [error.get("code") for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    told = tuple(code for code in codes if isinstance(code, str) and CODE.fullmatch(code))
    return Refusal(what, answer.status, told)
