"""MySendingBox: letters, LR and LRAR on paper, LRE and ERE. One call makes a letter, and pays for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from relance.adapters.carriers.breaker import Breaker
from relance.adapters.carriers.http import CLIENT_ERROR, LATER, Answer, CarrierHttp, pool_of
from relance.adapters.carriers.mysendingbox.body import SERVICES, form_of
from relance.adapters.carriers.mysendingbox.letter import (
    Json,
    facts_of,
    proof_url,
    proofs_of,
    reference_of,
    taken_of,
)
from relance.adapters.carriers.mysendingbox.settings import TEST_KEY, MySendingBoxSettings
from relance.adapters.carriers.mysendingbox.webhook import CARRIER_ID, basic, hints_of
from relance.adapters.carriers.quoting import quoted
from relance.domain.errors import RejectedError
from relance.ports.carriers import (
    Capabilities,
    CarrierFact,
    Consignment,
    Hint,
    Idempotency,
    Proof,
    ProofExpiredError,
    ProofOffer,
    Taken,
    WebhookAuth,
)
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError

OK: Final = 200
GONE: Final = frozenset({401, 403, 404, 410})
"""What a store of files answers for an address whose time is over."""
MISSING: Final = frozenset({404, 422})
"""The vendor's own client takes a 422 to a GET for "not found"."""
CONFLICT: Final = 409
KEY_WORD: Final = "idempoten"
"""In a refusal it speaks of a letter that is known, not of this one."""
WALKS: Final = 3
MOST_PAGES: Final = 400
PAPERS: Final = "application/pdf, image/jpeg, image/png"
MAGIC: Final = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}


class MySendingBox:
    """`key` is a secret, and so is `webhook_password`. `now` is asked when letters are looked up."""

    def __init__(
        self,
        settings: MySendingBoxSettings,
        *,
        key: str,
        webhook_user: str,
        webhook_password: str,
        now: Callable[[], datetime],
        http: CarrierHttp | None = None,
    ) -> None:
        if key.startswith(TEST_KEY) is not (settings.mode == "test") or not key:
            raise RejectedError(f"mysendingbox, key: is no key for mode {settings.mode!r}")
        if not webhook_user or ":" in webhook_user or not webhook_password:
            raise RejectedError("mysendingbox, webhook_user, webhook_password: needed, and no colon in the user")
        self._settings = settings
        self._now = now
        self._http = http or CarrierHttp(settings.base_url, pool_of(settings.timeout_seconds))
        self._key = key
        self._webhook = basic(webhook_user, webhook_password)
        self.capabilities = Capabilities(
            services=SERVICES,
            idempotency=Idempotency.NATIVE,
            webhook_auth=WebhookAuth.BASIC,
            finds_by_reference=True,
            cancels=True,
            remembers_hours=settings.remembers_hours,
            sees_back_hours=settings.look_back_days * 24,
            otp_required=settings.otp_required,
            consent_required=settings.consent_required,
        )

    def submit(self, consignment: Consignment) -> Taken:
        """Make the letter; our reference is the key by which the carrier knows it again for a day."""
        form = form_of(consignment, self._settings)
        headers = self._headers() | {"Content-Type": form.content_type, "Idempotency-Key": consignment.reference}
        answer = self._http.ask("submit", "POST", form.path, headers=headers, body=form.body)
        if answer.status < CLIENT_ERROR:
            return taken_of(_shown("submit", answer))
        # What a key seen before is answered with is not published: a refusal may mean "I have it already".
        if found := self.find(consignment.reference):
            return found
        reason = self._reason(answer, consignment)
        if answer.status == CONFLICT or KEY_WORD in reason.lower():
            raise OutcomeUnknownError(f"submit: our Idempotency-Key is known, and no letter is listed yet{reason}")
        raise NotAcceptedError(f"submit: refused ({answer.status}){reason}")

    def find(self, reference: str) -> Taken | None:
        """Walk through the letters of the last months; the list cannot be asked for a reference."""
        since = self._now() - timedelta(days=self._settings.look_back_days)
        for _ in range(WALKS):
            letter, whole = self._walk(reference, since)
            if letter is not None:
                return taken_of(letter)
            if whole:
                return None
        raise OutcomeUnknownError("find: the list of letters could not be read as a whole")

    def withdraw(self, reference: str) -> bool:
        """There are no drafts."""
        return self.find(reference) is None

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        """Events, the post's words, and what only a proof tells."""
        return facts_of(self._known(carrier_id), self._settings.electronic_accepted)

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        """By the letter object's field: the address of the file is read anew when it is fetched."""
        return proofs_of(self._known(carrier_id))

    def fetch(self, offer: ProofOffer) -> Proof:
        """From wherever the letter says that the file is now."""
        letter = self._read(offer.carrier_id)
        url = proof_url(letter, offer.locator) if letter else None
        if url is None:
            raise ProofExpiredError(f"proof {offer.locator}: the letter has none any more")
        answer = self._download(url)
        if answer.status in GONE:
            raise ProofExpiredError(f"proof {offer.locator}: cannot be fetched any more ({answer.status})")
        media_type = next((kind for magic, kind in MAGIC.items() if answer.body.startswith(magic)), None)
        if answer.status != OK or media_type is None:
            raise OutcomeUnknownError(f"proof {offer.locator}: neither PDF nor picture ({answer.status})")
        return Proof(offer.kind, media_type, answer.body)

    def cancel(self, carrier_id: str) -> bool:
        """Within the account's window of cancellation only; stopped twice is stopped."""
        path = f"/letters/{_checked(carrier_id)}"
        if self._http.ask("cancel", "DELETE", path, headers=self._headers()).status < CLIENT_ERROR:
            return True
        letter = self._read(carrier_id) or {}
        return letter.get("canceled") is True or any(fact.raw == "letter.canceled" for fact in self._facts(letter))

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:  # noqa: ARG002
        """By the Basic user in the address that the account has."""
        return hints_of(self._webhook, headers, body)

    def _facts(self, letter: Json) -> tuple[CarrierFact, ...]:
        return facts_of(letter, self._settings.electronic_accepted) if letter else ()

    def _known(self, carrier_id: str) -> Json:
        if (letter := self._read(carrier_id)) is None:
            raise RejectedError(f"letter {carrier_id}: MySendingBox does not know it")
        return letter

    def _read(self, carrier_id: str) -> Json | None:
        answer = self._http.get("letter", f"/letters/{_checked(carrier_id)}", headers=self._headers())
        if answer.status in MISSING:
            return None
        return _shown("letter", answer)

    def _walk(self, reference: str, since: datetime) -> tuple[Json | None, bool]:
        """The letter, or whether as many others were seen as there are."""
        seen: set[str] = set()
        rows = 0
        for number in range(1, MOST_PAGES + 1):
            letters, total = self._page(number, rows, since)
            for letter in letters:
                if reference_of(letter) == reference:
                    return letter, True
            before = len(seen)
            seen |= {taken_of(letter).carrier_id for letter in letters}
            if len(seen) >= total:
                return None, True
            if len(seen) == before:
                return None, False
            rows += len(letters)
        raise OutcomeUnknownError(f"find: more than {MOST_PAGES} pages of letters; look_back_days can be lower")

    def _page(self, number: int, rows: int, since: datetime) -> tuple[list[Json], int]:
        asked = {"offset": str(rows)} if self._settings.paging == "offset" else {"page": str(number)}
        after = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = asked | {"limit": str(self._settings.page_size), "created_at[gt]": after}
        try:
            told = _shown("find", self._http.get("find", "/letters", headers=self._headers(), query=query))
        except TryLaterError as error:  # this call took nothing: the one we look for may have
            raise OutcomeUnknownError(f"{error}, the letters cannot be looked through") from error
        info, letters = told.get("info"), told.get("letters")
        total = str(info.get("total")) if isinstance(info, Mapping) else ""
        if not total.isdecimal() or not isinstance(letters, list):
            raise OutcomeUnknownError("find: the answer is no list of letters")
        if not all(isinstance(letter, Mapping) for letter in letters):
            raise OutcomeUnknownError("find: the list has what is no letter")
        return letters, int(total)

    def _download(self, url: str) -> Answer:
        """The key goes to the carrier's own host only; nothing is fetched unencrypted, or from this machine."""
        try:
            own, parts = urlsplit(self._http.base_url), urlsplit(url)
        except ValueError:
            raise RejectedError("proof: its address is none") from None
        at_home = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        if parts.scheme != "https" and not at_home:
            raise RejectedError("proof: its address is not https")
        elsewhere = replace(
            self._http, base_url=f"{parts.scheme}://{parts.netloc}", breaker=Breaker(), later=LATER - GONE
        )
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return elsewhere.get("proof", path, headers=(self._headers() if at_home else {}) | {"Accept": PAPERS})

    def _headers(self) -> dict[str, str]:
        version = {"Mysendingbox-Version": self._settings.api_version} if self._settings.api_version else {}
        return {"Authorization": basic(self._key, ""), "Accept": "application/json", **version}

    def _reason(self, answer: Answer, consignment: Consignment) -> str:
        """The carrier's own words, which name the field; never our key."""
        try:
            words = str(answer.json("submit")["error"]["message"])
        except (OutcomeUnknownError, KeyError, TypeError):
            return ""  # no words: the status alone
        return "" if self._key in words else f": {quoted(words, consignment)}"


def _checked(carrier_id: str) -> str:
    if not CARRIER_ID.fullmatch(carrier_id):
        raise RejectedError("carrier_id: is no id of MySendingBox")
    return carrier_id


def _shown(what: str, answer: Answer) -> Mapping[str, Any]:
    """Raises OutcomeUnknownError for a refusal, and for all that is no JSON object."""
    told = answer.json(what)
    if answer.status >= CLIENT_ERROR or not isinstance(told, Mapping):
        raise OutcomeUnknownError(f"{what}: answered {answer.status}, and nothing that is known")
    return told
