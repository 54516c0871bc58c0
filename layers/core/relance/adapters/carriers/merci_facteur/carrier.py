"""Merci Facteur: plain, tracked and registered letters on paper, and electronic registered delivery (eIDAS 43, 1).

One call pays and posts; `antidoublon` keeps a repeated one from paying again for thirty days. What happened is told
by events, of which the last 48 hours can be read; older ones are read from the tracking of the sending.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import parse_qsl

from relance.adapters.carriers.http import CarrierHttp
from relance.adapters.carriers.merci_facteur.api import MerciFacteurApi, Said, letters_of
from relance.adapters.carriers.merci_facteur.body import REFERENCE, letter_form
from relance.adapters.carriers.merci_facteur.facts import dated, offers, tracked
from relance.adapters.carriers.merci_facteur.settings import MerciFacteurSettings
from relance.adapters.carriers.merci_facteur.words import MODES
from relance.domain.calendar import civil_date
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.ports.carriers import (
    Capabilities,
    CarrierFact,
    Consignment,
    ForgedError,
    Hint,
    Idempotency,
    Proof,
    ProofExpiredError,
    ProofOffer,
    Service,
    Taken,
    WebhookAuth,
)
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError

REMEMBERS_HOURS: Final = 30 * 24
MOST_WEBHOOK_BYTES: Final = 6_000_000
"""What a Lambda function takes; scanned acknowledgements come in the call."""
REFUSALS: Final = frozenset(
    {"INFO_ADDRESS_MISSING", "INVALID_DATE_ENVOI", "LETTER_INVALID_FILES", "LETTER_INVALID_BASE64_FILES"}
)
"""Refusals that are certainly not about a letter sent before."""
TWICE: Final = "doublon"
MAGIC: Final = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg"}
BLANKS: Final = (b" ", b"\t", b"\r", b"\n")
NUMBER: Final = re.compile(r"[0-9]{1,20}")
STOPPABLE: Final = frozenset({DeliveryStatus.SUBMITTED, DeliveryStatus.UNKNOWN})


@dataclass
class MerciFacteur:
    """A LetterCarrier. One for each account and container: it keeps the token."""

    http: CarrierHttp
    settings: MerciFacteurSettings
    secret_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    now: Callable[[], datetime]
    api: MerciFacteurApi = field(init=False, repr=False)
    capabilities: Capabilities = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.api = MerciFacteurApi(self.http, self.settings, self.secret_key, self.now)
        self.capabilities = Capabilities(
            services=frozenset(MODES),
            idempotency=Idempotency.NATIVE,
            webhook_auth=WebhookAuth.SECRET,
            finds_by_reference=self.settings.events_hours > 0,
            cancels=True,
            remembers_hours=REMEMBERS_HOURS,
            settles_after_seconds=self.settings.settles_after_seconds,
            sees_back_hours=self.settings.events_hours,
            consent_required=frozenset({Service.ERE}),
        )

    def submit(self, consignment: Consignment) -> Taken:
        """Pays and posts. A reference that the carrier had within thirty days gives the letter that it has."""
        form = letter_form(consignment, self.settings, civil_date(self.now()))
        said = self.api.act("POST", "sendCourrier", form=form)
        if said.well:
            return self._taken(said.body)
        if said.code in REFUSALS:
            raise _refused("sendCourrier", said)
        return self._sent_before(consignment.reference, said)

    def find(self, reference: str) -> Taken | None:
        """By our reference in the events of the last hours. None is safe to act upon for thirty days: `antidoublon`."""
        if not self.settings.events_hours:
            raise OutcomeUnknownError("Merci Facteur: no look-up by reference without getLastEvents")
        try:
            for told in self.api.events():
                if told.letter.get("ref_interne") == reference and told.letter.get("id_envoi"):
                    return Taken(str(told.letter["id_envoi"]), raw={"ref_courrier": told.letter.get("ref_courrier")})
        except TryLaterError as error:  # "later" would say of a letter that it was not sent
            raise OutcomeUnknownError(f"Merci Facteur: no look-up by reference now; {error}") from error
        return None

    def withdraw(self, reference: str) -> bool:
        """There are no drafts."""
        return self.find(reference) is None

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        """Events of the last hours, then what only the tracking knows: the latter at the time of reading."""
        events = self._events(carrier_id)
        facts = dated(events, carrier_id)
        said = self._tracking(carrier_id)
        if not said.well and not facts:
            raise _refused("getSuiviEnvoi", said)
        return facts + tracked(said.body, carrier_id, events, self.now()) if said.well else facts

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        """Of deposit once the post has it, of receipt once it is scanned or the letter was downloaded."""
        said = self._tracking(carrier_id)
        if not said.well:
            return ()
        return offers(said.body, carrier_id, self._events(carrier_id), of_ere=self.settings.acknowledgement_of_ere)

    def fetch(self, offer: ProofOffer) -> Proof:
        """A PDF or a JPEG, as the carrier says. Whoever asks too early is refused as one who asks too late."""
        document, _, number = offer.locator.partition(":")
        said = self.api.read("getProof", {"trackingNumber": number, "document": document})
        if not said.well:
            raise ProofExpiredError(f"Merci Facteur getProof: no {document} ({said.code or 'no code'})")
        try:
            body = b64decode(str(said.body.get("document") or ""), validate=True)
        except ValueError:  # of which binascii.Error is one
            raise OutcomeUnknownError("Merci Facteur getProof: the document is no base64") from None
        media_type = next((kind for magic, kind in MAGIC.items() if body.startswith(magic)), None)
        if media_type is None:
            raise OutcomeUnknownError("Merci Facteur getProof: the document is neither a PDF nor a JPEG")
        return Proof(offer.kind, media_type, body)

    def cancel(self, carrier_id: str) -> bool:
        """Not tried on a printed letter: the carrier may say yes and post it all the same."""
        if any(fact.status not in STOPPABLE for fact in self.facts(carrier_id)):
            return False
        return self.api.act("DELETE", "deleteEnvoi", query={"idEnvoi": carrier_id}).well

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:  # noqa: ARG002 the port's
        """One hint for each letter. The secret is compared before the body is read."""
        sent = {name.lower(): value for name, value in headers.items()}.get(self.settings.webhook_header.lower(), "")
        if not self.webhook_secret or not hmac.compare_digest(
            sent.encode(errors="surrogatepass"), self.webhook_secret.encode()
        ):
            raise ForgedError("Merci Facteur webhook: the secret is missing or another")
        if len(body) > MOST_WEBHOOK_BYTES:
            raise RejectedError(f"body: more than {MOST_WEBHOOK_BYTES} bytes")
        form = _form(body)
        try:
            letters = list(letters_of(form.get("event", ""), form.get("detail", "")))
        except (ValueError, RecursionError) as error:
            raise RejectedError("event, detail: not the JSON of an event with its letters") from error
        hints = tuple(
            Hint(
                _text(each.letter.get("id_envoi"), NUMBER), _text(each.letter.get("ref_interne"), REFERENCE), each.word
            )
            for each in letters
        )
        if not hints or any(hint.carrier_id is None and hint.reference is None for hint in hints):
            raise RejectedError("detail: a letter with neither id_envoi nor ref_interne")
        return hints

    def _taken(self, body: Mapping[str, Any]) -> Taken:
        given = body.get("envoi_id")
        ids = given if isinstance(given, list) else [given]
        if len(ids) != 1 or not str(ids[0] or "").isdecimal():
            raise OutcomeUnknownError("Merci Facteur sendCourrier: taken, without one number of a sending")
        raw = {name: body[name] for name in ("envoi_id", "price", "resume") if name in body}
        return Taken(str(ids[0]), self._price(body.get("price")), raw)

    def _price(self, price: object) -> int | None:
        total = price.get("total") if isinstance(price, dict) else None
        amount = total.get("ttc" if self.settings.price_with_vat else "ht") if isinstance(total, dict) else None
        try:
            cents = Decimal(str(amount).replace(",", ".")) * 100
            return int(cents.quantize(Decimal(1), ROUND_HALF_UP)) if cents.is_finite() and cents >= 0 else None
        except InvalidOperation:
            return None

    def _sent_before(self, reference: str, said: Said) -> Taken:
        """After a refusal that may be about a letter sent before, or hide one: the letter that the carrier has.

        Raises NotAcceptedError where there is none, OutcomeUnknownError where nobody can say.
        """
        repeated = self._means_twice(said)
        found = self.find(reference) if self.settings.events_hours else None
        if found is not None:
            return found
        if repeated:
            raise OutcomeUnknownError("Merci Facteur sendCourrier: sent before, and no event names the letter yet")
        raise _refused("sendCourrier", said)

    def _means_twice(self, said: Said) -> bool:
        """Whether a refusal is that of `antidoublon`, whose code is not published: the carrier's catalogue is asked.

        Raises OutcomeUnknownError where the code is in no catalogue: a wrong "nothing was sent" would send twice.
        """
        if said.code in self.settings.duplicate_codes or TWICE in f"{said.code} {said.text}".lower():
            return True
        try:
            known = self.api.read("listErrors").body.get("listErrors")
        except TryLaterError as error:
            raise OutcomeUnknownError(f"Merci Facteur sendCourrier: refused, why is unknown; {error}") from error
        if not isinstance(known, dict) or said.code not in known:
            raise OutcomeUnknownError(f"Merci Facteur sendCourrier: refused, why is unknown ({said.code or 'no code'})")
        return TWICE in str(known[said.code]).lower()

    def _events(self, carrier_id: str) -> list[Any]:
        if not self.settings.events_hours:
            return []
        return [told for told in self.api.events() if str(told.letter.get("id_envoi")) == carrier_id]

    def _tracking(self, carrier_id: str) -> Said:
        return self.api.read("getSuiviEnvoi", {"idEnvoi": carrier_id})


def _refused(name: str, said: Said) -> NotAcceptedError:
    return NotAcceptedError(f"Merci Facteur {name}: refused ({said.code or 'no code'})")


def _form(body: bytes) -> dict[str, str]:
    """A body of application/x-www-form-urlencoded, strictly: no blank stands in one."""
    if any(blank in body for blank in BLANKS):
        raise RejectedError("body: not a form")
    try:
        return dict(
            parse_qsl(
                body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=20
            )
        )
    except ValueError as error:
        raise RejectedError("body: not a form") from error


def _text(value: object, form: re.Pattern[str]) -> str | None:
    return str(value) if isinstance(value, str | int) and form.fullmatch(str(value)) else None
