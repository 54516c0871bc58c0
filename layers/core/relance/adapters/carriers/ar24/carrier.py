"""AR24: qualified (LRE) and simple (ERE) electronic registered letters.

It has no key of its own against doubles: the newest letters are looked at before one is paid, and after any silence
`find` goes through them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from relance.adapters.carriers.ar24.facts import FILES, Letter, facts_of, offers_of, taken_of
from relance.adapters.carriers.ar24.hook import address, heard
from relance.adapters.carriers.ar24.letter import SERVICES, check, letter_fields
from relance.adapters.carriers.ar24.settings import Ar24Settings, Sessions
from relance.adapters.carriers.ar24.wire import Ar24Wire, Result, moment
from relance.adapters.carriers.http import LATER, CarrierHttp
from relance.domain.errors import RejectedError, RelanceError
from relance.ports.carriers import (
    Capabilities,
    CarrierFact,
    Consignment,
    Hint,
    Idempotency,
    Proof,
    ProofExpiredError,
    ProofOffer,
    Service,
    Sheet,
    Taken,
    WebhookAuth,
)
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from relance.ports.sender_sessions import SenderSession, SenderUnidentifiedError

SESSION: Final = timedelta(hours=1)
MARGIN: Final = timedelta(minutes=2)
"""A session that ends so soon is not begun with."""
WELL: Final = 200
FILE_ID: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
OWN_HOST: Final = re.compile(r"https://(?:[a-z0-9-]+\.)?ar24\.fr")
"""Its letters name others of its hosts than that of the calls."""
MAGIC: Final[Mapping[bytes, str]] = {b"%PDF": "application/pdf", b"PK": "application/zip"}


@dataclass
class Ar24:
    """A LetterCarrier. `sessions` gives the sender's hour of identity, without which no qualified letter goes."""

    http: CarrierHttp
    settings: Ar24Settings
    now: Callable[[], datetime]
    sessions: Sessions = field(default=lambda: None, repr=False)
    capabilities: Capabilities = field(init=False)

    def __post_init__(self) -> None:
        self._wire = Ar24Wire(self.http, self.settings, self.now)
        self.capabilities = Capabilities(
            services=SERVICES,
            idempotency=Idempotency.NONE,
            webhook_auth=WebhookAuth.SECRET,
            finds_by_reference=True,
            cancels=False,
            settles_after_seconds=self.settings.settles_after_seconds,
            otp_required=frozenset({Service.LRE}),
            consent_required=frozenset({Service.LRE}),
        )

    def open_session(self, code: str) -> SenderSession:
        """The sender's one-time code against an hour of identity. The code is not kept; nor need the hour be."""
        with _nothing_sent("AR24, identity"):
            fields = [("id_user", str(self.settings.id_user)), ("otp", code)]
            given = _mapping("AR24, identity", self._wire.post("AR24, identity", "/user/auth_otp", fields).value)
        if not given.get("hash"):
            raise TryLaterError("AR24, identity: no session came back")
        return SenderSession(str(given["hash"]), moment(given.get("expiration_date")) or self.now() + SESSION)

    def submit(self, consignment: Consignment) -> Taken:
        check(consignment, self.settings)
        what = f"AR24, letter {consignment.reference}"
        with _nothing_sent(what):
            session = self._session(what) if consignment.service is Service.LRE else None
            known = next(self._ours(self._page(what, 0), consignment.reference), None)
            if known is not None:
                return known
            files = [self._upload(what, sheet) for sheet in (consignment.letter, *consignment.enclosures)]
        webhook = address(self.settings, consignment.reference)
        fields = letter_fields(consignment, self.settings, files, session=session, webhook=webhook)
        sent = taken_of(_mapping(what, self._wire.post(what, "/mail", fields).value), self.settings)
        if sent is None:
            raise OutcomeUnknownError(f"{what}: AR24 gave it no number")
        return sent

    def find(self, reference: str) -> Taken | None:
        what = f"AR24, look-up of {reference}"
        try:
            return next((taken for page in self._pages(what) for taken in self._ours(page, reference)), None)
        except RelanceError as error:
            # "Later" would be heard as "nothing was sent", which only a whole list can say.
            raise OutcomeUnknownError(str(error)) from None

    def withdraw(self, reference: str) -> bool:
        """There are no drafts: uploaded files alone are no letter."""
        return self.find(reference) is None

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        letter, payload_sha256 = self._read(carrier_id)
        return facts_of(letter, carrier_id, self.settings, payload_sha256, self.now())

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        return offers_of(self._read(carrier_id)[0], carrier_id)

    def fetch(self, offer: ProofOffer) -> Proof:
        what = f"AR24, proof {offer.kind} of letter {offer.carrier_id}"
        if offer.locator not in FILES:
            raise RejectedError(f"{what}: locator: AR24 has no such file")
        url = self._read(offer.carrier_id)[0].get(FILES[offer.locator])
        if not isinstance(url, str) or not url:
            raise ProofExpiredError(f"{what}: the letter no longer tells of it")
        body = self._download(what, url)
        media_type = next((kind for magic, kind in MAGIC.items() if body.startswith(magic)), None)
        if media_type is None:
            raise ProofExpiredError(f"{what}: what came back is neither a PDF nor an archive")
        return Proof(offer.kind, media_type, body)

    def cancel(self, carrier_id: str) -> bool:  # noqa: ARG002 the port's
        """AR24 documents no way to stop a letter."""
        return False

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:
        return heard(self.settings, headers, body, query)

    def _session(self, what: str) -> SenderSession:
        session = self.sessions()
        if session is None or session.expires_at <= self.now() + MARGIN:
            raise SenderUnidentifiedError(f"{what}: a person must identify the sender with a one-time code first")
        return session

    def _upload(self, what: str, sheet: Sheet) -> str:
        fields = [("id_user", str(self.settings.id_user)), ("file_name", sheet.name)]
        given = _mapping(what, self._wire.post(what, "/attachment", fields, sheet).value)
        number = str(given.get("file_id") or "")
        if not FILE_ID.fullmatch(number):
            raise TryLaterError(f"{what}: AR24 gave a file no number")
        return number

    def _read(self, carrier_id: str) -> tuple[Letter, str]:
        what = f"AR24, letter {carrier_id}"
        result: Result = self._wire.get(what, "/mail", {"id": carrier_id})
        return _mapping(what, result.value), result.sha256

    def _pages(self, what: str) -> Iterator[list[Letter]]:
        """Every letter of the sender, the newest first; ends where a page is empty, for pages may be cut short."""
        start, seen = 0, set[str]()
        while page := self._page(what, start):
            numbers = {str(letter.get("id")) for letter in page}
            if numbers <= seen:
                raise OutcomeUnknownError(f"{what}: the list goes round in circles")
            seen |= numbers
            yield page
            start += len(page)

    def _page(self, what: str, start: int) -> list[Letter]:
        query = {"id_user": str(self.settings.id_user), "max": str(self.settings.page), "start": str(start)}
        value = self._wire.get(what, "/user/mail", {**query, "sort": "DESC"}).value
        letters = value.get(self.settings.list_key, _only_list(value)) if isinstance(value, dict) else value
        if not isinstance(letters, list):
            raise OutcomeUnknownError(f"{what}: the answer holds no list of letters; list_key may name where it is")
        return [_mapping(what, letter) for letter in letters]

    def _ours(self, page: list[Letter], reference: str) -> Iterator[Taken]:
        name = self.settings.reference_field
        for listed in page:
            # A list that leaves the reference out proves nothing: the letter itself is asked.
            letter = listed if name in listed else self._read(str(listed.get("id")))[0]
            taken = taken_of(letter, self.settings)
            if taken is not None and letter.get(name) == reference:
                yield taken

    def _download(self, what: str, url: str) -> bytes:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        allowed = {_origin(self.http.base_url), *self.settings.proof_origins}
        if origin not in allowed and not OWN_HOST.fullmatch(origin):
            raise RejectedError(f"{what}: its address is outside of AR24's; proof_origins can allow it")
        gone = LATER - {401, 403, 407}
        files = CarrierHttp(origin, self.http.pool, self.http.breaker, self.http.sleep, later=gone)
        answer = files.get(what, f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if answer.status != WELL:
            raise ProofExpiredError(f"{what}: it cannot be fetched any more ({answer.status})")
        return answer.body


@contextmanager
def _nothing_sent(what: str) -> Iterator[None]:
    """Silence before the letter itself was sent leaves nothing unknown."""
    try:
        yield
    except OutcomeUnknownError as error:
        raise TryLaterError(str(error) or what) from None


def _only_list(value: Letter) -> Any:
    """Whatever it is called, where it holds something: an empty list of something else would say "none" of letters."""
    lists = [each for each in value.values() if isinstance(each, list)]
    return lists[0] if len(lists) == 1 and lists[0] else None


def _mapping(what: str, value: Any) -> Letter:
    if not isinstance(value, dict):
        raise OutcomeUnknownError(f"{what}: the answer holds no object")
    return value


def _origin(base_url: str) -> str:
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"
