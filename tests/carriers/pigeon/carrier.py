"""Pigeon: simple and registered letters on paper. One call makes a letter, and pays for it: there is no draft."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from relance.adapters.carriers.http import CLIENT_ERROR, CarrierHttp
from relance.adapters.carriers.lines import packed, wrapped
from relance.adapters.carriers.quoting import quoted
from relance.adapters.carriers.reading import Json, an_instant, an_object, objects
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.ports.carriers import (
    Capabilities,
    CarrierFact,
    Consignment,
    ForgedError,
    Hint,
    Idempotency,
    Party,
    Proof,
    ProofExpiredError,
    ProofKind,
    ProofOffer,
    Service,
    Taken,
    WebhookAuth,
)
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError

SERVICES: Final = {Service.LETTER: "simple", Service.REGISTERED: "registered"}
WORDS: Final = {
    "made": DeliveryStatus.ACCEPTED,
    "posted": DeliveryStatus.SENT,
    "on_the_wing": DeliveryStatus.IN_TRANSIT,
    "at_the_window": DeliveryStatus.AWAITING_RECIPIENT,
    "handed_over": DeliveryStatus.DELIVERED,
    "refused": DeliveryStatus.REFUSED,
    "no_such_roof": DeliveryStatus.WRONG_ADDRESS,
}
"""Every word of the documents. Any other is UNKNOWN: kept raw, and an alarm."""
PAPERS: Final = {"deposit": ProofKind.DEPOSIT, "receipt": ProofKind.RECEIPT}
LINE, LINES = 38, 8
ID: Final = re.compile(r"[a-z0-9]{1,32}")
MOST_BYTES: Final = 100_000
"""Of a call."""
OK, GONE = 200, frozenset({404, 410})


class Pigeon:
    """`key` and `webhook_key` are secrets, and show in no repr."""

    def __init__(self, http: CarrierHttp, key: str, webhook_key: str, now: Callable[[], datetime]) -> None:
        self.http = http
        self._key, self._webhook_key, self._now = key, webhook_key, now
        self.capabilities = Capabilities(
            services=frozenset(SERVICES),
            idempotency=Idempotency.NONE,
            webhook_auth=WebhookAuth.HMAC,
            finds_by_reference=True,
            cancels=True,
        )

    def submit(self, consignment: Consignment) -> Taken:
        """Written first, for what does not fit is refused here; looked for next, for Pigeon knows no letter again."""
        body = body_of(consignment)
        try:
            known = self.find(consignment.reference)
        except OutcomeUnknownError as error:
            raise TryLaterError(f"submit: {error}") from None  # nothing was sent yet
        if known is not None:
            return known
        headers = self._headers() | {"Content-Type": "application/json"}
        answer = self.http.ask("submit", "POST", "/letters", headers=headers, body=json.dumps(body).encode())
        if answer.status >= CLIENT_ERROR:
            raise NotAcceptedError(f"submit: refused ({answer.status}): {quoted(answer.body.decode(), consignment)}")
        return _taken(an_object("submit", answer.json("submit")))

    def find(self, reference: str) -> Taken | None:
        """Its list can be asked for our reference. Only a whole list without it says that there is none."""
        try:
            answer = self.http.get("find", "/letters", headers=self._headers(), query={"reference": reference})
        except TryLaterError as error:
            raise OutcomeUnknownError(f"{error}: letters cannot be looked up") from None
        if answer.status != OK:
            raise OutcomeUnknownError(f"find: answered {answer.status}")
        letters = objects("find", an_object("find", answer.json("find")).get("letters"))
        ours = (letter for letter in letters if letter.get("reference") == reference)
        return next(map(_taken, ours), None)

    def withdraw(self, reference: str) -> bool:
        """There are no drafts."""
        return self.find(reference) is None

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        """Its events, each with an id of its own."""
        letter = self._letter(carrier_id)
        events = objects("letter", letter.get("events"))
        facts = (_fact(carrier_id, letter.get("reference"), event) for event in events)
        return tuple(sorted(facts, key=lambda fact: fact.at))

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        """The papers that a letter tells of, those of a kind that we know."""
        papers = self._letter(carrier_id).get("papers")
        known = [paper for paper in PAPERS if isinstance(papers, list) and paper in papers]
        return tuple(ProofOffer(carrier_id, PAPERS[paper], paper) for paper in known)

    def fetch(self, offer: ProofOffer) -> Proof:
        """A PDF."""
        what, path = f"proof {offer.kind}", f"/letters/{_checked(offer.carrier_id)}/papers/{offer.locator}"
        answer = self.http.get(what, path, headers=self._headers("application/pdf"))
        if answer.status in GONE:
            raise ProofExpiredError(f"{what}: cannot be fetched any more ({answer.status})")
        if answer.status != OK or not answer.body.startswith(b"%PDF-"):
            raise OutcomeUnknownError(f"{what}: no PDF ({answer.status})")
        return Proof(offer.kind, "application/pdf", answer.body)

    def cancel(self, carrier_id: str) -> bool:
        """Until it is posted."""
        path = f"/letters/{_checked(carrier_id)}"
        return self.http.ask("cancel", "DELETE", path, headers=self._headers()).status < CLIENT_ERROR

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:
        """Signed: HMAC-SHA256 over the raw body. What it says is a hint, and the letter is read back."""
        del query  # holds nothing of Pigeon's
        given = {name.lower(): value for name, value in headers.items()}.get("x-pigeon-signature", "")
        if len(body) > MOST_BYTES:
            raise RejectedError(f"webhook: body of more than {MOST_BYTES} bytes")
        wanted = hmac.new(self._webhook_key.encode(), body, hashlib.sha256).hexdigest()
        if not self._webhook_key or not hmac.compare_digest(given.encode(), wanted.encode()):
            raise ForgedError("webhook: no, or a wrong, signature")
        try:
            call = json.loads(body)
            return (Hint(_checked(call["letter"]), None, str(call["event"])),)
        except (ValueError, RecursionError, TypeError, KeyError):
            raise RejectedError("webhook: body names no letter and event") from None

    def _letter(self, carrier_id: str) -> Json:
        answer = self.http.get("letter", f"/letters/{_checked(carrier_id)}", headers=self._headers())
        if answer.status in GONE:
            raise RejectedError(f"letter {carrier_id}: Pigeon does not know it")
        return an_object("letter", answer.json("letter"))

    def _headers(self, accept: str = "application/json") -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}", "Accept": accept}


def body_of(consignment: Consignment) -> dict[str, object]:
    """The letter as Pigeon wants it. Raises RejectedError naming the field."""
    if consignment.service not in SERVICES:
        raise RejectedError(f"service: Pigeon does not sell {consignment.service}")
    sheets = (consignment.letter, *consignment.enclosures)
    return {
        "reference": consignment.reference,
        "service": SERVICES[consignment.service],
        "from": _lines("sender", consignment.sender),
        "to": _lines("recipient", consignment.recipient),
        "files": [base64.b64encode(sheet.body).decode() for sheet in sheets],
    }


def _lines(field: str, party: Party) -> list[str]:
    """Who, where, code and town, and the country where it is not France."""
    address = party.address
    if address is None:
        raise RejectedError(f"{field}.address: a letter on paper needs one")
    for name, value in (("postal_code", address.postal_code), ("city", address.city)):
        if not value.strip():
            raise RejectedError(f"{field}.address.{name}: is missing")
    company = (party.company,) if party.company.strip() != party.name.strip() else ()
    who = packed(f"{field}.name", (party.name, *company), LINE, 4)
    abroad = [address.country] if address.country != "FR" else []
    where = packed(f"{field}.address.lines", address.lines, LINE, LINES - len(who) - 1 - len(abroad))
    town = wrapped(f"{field}.address.city", f"{address.postal_code} {address.city}", LINE)
    if len(town) > 1:
        raise RejectedError(f"{field}.address.city: with the postal code at most {LINE} characters")
    return [*who, *where, *town, *abroad]


def _taken(letter: Json) -> Taken:
    carrier_id, cents = letter.get("id"), str(letter.get("cents"))
    if not isinstance(carrier_id, str) or not ID.fullmatch(carrier_id):
        raise OutcomeUnknownError("the answer names no letter")
    return Taken(carrier_id, int(cents) if cents.isdecimal() else None)


def _fact(carrier_id: str, reference: object, event: Json) -> CarrierFact:
    word = str(event.get("name"))
    return CarrierFact(
        carrier_id=carrier_id,
        reference=str(reference) if reference else None,
        status=WORDS.get(word, DeliveryStatus.UNKNOWN),
        raw=word,
        at=an_instant("letter", event.get("at")),
        payload_sha256=hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest(),
        event_id=str(event.get("id")),
    )


def _checked(carrier_id: str) -> str:
    if not ID.fullmatch(carrier_id):
        raise RejectedError("carrier_id: is no id of Pigeon")
    return carrier_id
