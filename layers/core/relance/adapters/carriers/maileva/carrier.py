"""Letters through Maileva: simple, registered (LRAR), qualified electronic (LRE) and electronic (ERE).

Maileva knows no idempotency key. A draft is made, filled and submitted; a sending that is no draft is a letter
that will be paid, and one draft can be submitted only once. That is what keeps a letter from being paid twice.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from relance.adapters.carriers.http import CLIENT_ERROR, CarrierHttp
from relance.adapters.carriers.maileva.api import (
    PAPERS,
    SENDING_ID,
    MailevaApi,
    Refusal,
    Row,
    UnknownLetterError,
)
from relance.adapters.carriers.maileva.auth import Tokens
from relance.adapters.carriers.maileva.bodies import Order, ordered
from relance.adapters.carriers.maileva.drafts import Sendings
from relance.adapters.carriers.maileva.facts import Shown, facts_of, moment
from relance.adapters.carriers.maileva.proofs import LOCATOR, offers_of
from relance.adapters.carriers.maileva.sender import QualifiedSender
from relance.adapters.carriers.maileva.settings import PATHS, MailevaSecrets, MailevaSettings
from relance.adapters.carriers.maileva.webhook import NotificationCentre, hints_of
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
    Service,
    Taken,
    WebhookAuth,
)
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from relance.ports.sender_sessions import SenderSession, SenderUnidentifiedError

SESSION: Final = timedelta(hours=1)
MEDIA: Final = ((b"%PDF", "application/pdf"), (b"PK\x03\x04", "application/zip"))


@dataclass
class Maileva:
    """A LetterCarrier. `http` speaks to the API's host, `connexion` to the one that gives tokens."""

    http: CarrierHttp
    connexion: CarrierHttp
    secrets: MailevaSecrets
    settings: MailevaSettings = field(default_factory=MailevaSettings)
    sessions: Callable[[], SenderSession | None] = field(default=lambda: None, repr=False)
    """The hour that a person opened, while it lasts: needed on the route "session" alone."""
    now: Callable[[], datetime] = field(kw_only=True)

    def __post_init__(self) -> None:
        sold = self.settings.services
        self.capabilities = Capabilities(
            services=sold,
            idempotency=Idempotency.DRAFT,
            webhook_auth=WebhookAuth.BASIC,
            finds_by_reference=True,
            cancels=False,
            sees_back_hours=self.settings.look_back_days * 24 or None,
            otp_required=sold & {Service.LRE},
            consent_required=sold & {Service.LRE},
            webhook_answer=201,
        )
        self._api = MailevaApi(self.http, Tokens(self.connexion, self.secrets))

    @property
    def notifications(self) -> NotificationCentre:
        """Subscriptions to what `webhook` then hears."""
        return NotificationCentre(self._api, self.secrets)

    @property
    def sender(self) -> QualifiedSender:
        """The sender of LRE, whose identity a person proves."""
        return QualifiedSender(self._api, self.settings.lre_sender_id)

    def submit(self, consignment: Consignment) -> Taken:
        """Silence before the last call pays nothing and raises TryLaterError; after it, OutcomeUnknownError."""
        order = ordered(consignment, self.settings)
        try:
            ready = self._prepared(order)
        except (OutcomeUnknownError, UnknownLetterError) as silence:
            raise TryLaterError(str(silence)) from silence
        return ready if isinstance(ready, Taken) else self._submitted(order.service, ready)

    def find(self, reference: str) -> Taken | None:
        """Drafts are no letters: nobody pays them."""
        try:
            for service in sorted(self.settings.services):
                letters = [row for row in self._sendings(service).known(reference) if row.get("status") != "DRAFT"]
                if letters:
                    return _taken(service, letters[0])
        except (TryLaterError, RejectedError) as error:
            raise OutcomeUnknownError(str(error)) from error
        return None

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        service, sending, recipient = self._resource(carrier_id)
        delivery: list[Row] = []
        if service is Service.LETTER and recipient:
            path = _place(carrier_id, recipient)
            # Told of nothing yet, the letter itself is known all the same.
            with contextlib.suppress(UnknownLetterError):
                for rows in self._api.list("maileva delivery", f"{path}/delivery_statuses", "delivery_statuses"):
                    delivery += rows
        return facts_of(Shown(service, carrier_id, sending, recipient, delivery), self.now())

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        service, _, recipient = self._resource(carrier_id)
        return offers_of(service, carrier_id, _place(carrier_id, recipient), recipient) if recipient else ()

    def fetch(self, offer: ProofOffer) -> Proof:
        if not LOCATOR.fullmatch(offer.locator):
            raise RejectedError("locator: not a proof of Maileva")
        answer = self._api.get("maileva proof", offer.locator, accept=PAPERS)
        if answer.status >= CLIENT_ERROR:
            raise ProofExpiredError(f"maileva proof: {offer.kind.value} cannot be fetched any more ({answer.status})")
        for first, media_type in MEDIA:
            if answer.body.startswith(first):
                return Proof(offer.kind, media_type, answer.body)
        raise OutcomeUnknownError(f"maileva proof: {offer.kind.value} is neither PDF nor ZIP")

    def cancel(self, carrier_id: str) -> bool:
        """Only a draft can be taken back; Maileva has no call that stops a letter once it was submitted."""
        service, sending = _parts(carrier_id)
        try:
            shown = self._api.read("maileva letter", f"{PATHS[service]}/sendings/{sending}")
        except UnknownLetterError:
            return True
        return shown.get("status") == "DRAFT" and self._sendings(service).discard(sending)

    def withdraw(self, reference: str) -> bool:
        """Delete every draft under our reference, so that no late submission makes a letter of one.

        False: there is a letter. Who sends by another carrier after silence asks this first.
        """
        try:
            for service in sorted(self.settings.services):
                sendings = self._sendings(service)
                known = sendings.known(reference)
                if not all(row["status"] == "DRAFT" and sendings.discard(row["id"]) for row in known):
                    return False
        except (TryLaterError, RejectedError) as error:
            raise OutcomeUnknownError(str(error)) from error
        return True

    def open_session(self, code: str) -> SenderSession:
        """The sender's one-time code against an hour in which LRE may be handed over; Maileva keeps the hour itself."""
        asked_at = self.now()
        end = moment(self.sender.open_session(code))
        return SenderSession("", end or asked_at + SESSION)

    def register_certificate(self, certificate: str) -> None:
        """The qualified sender's certificate, which Maileva keeps for 30 days."""
        self.sender.register(certificate)

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:  # noqa: ARG002 Maileva puts nothing there
        return hints_of(self.secrets, headers, body)

    def _prepared(self, order: Order) -> str | Taken:
        """A whole draft, or the letter that an earlier attempt had sent after all."""
        sendings = self._sendings(order.service)
        known = sendings.known(order.reference)
        for row in known:
            if row.get("status") != "DRAFT":
                return _taken(order.service, row)
        for spare in known[1:]:
            # An earlier submission of it may still be on its way: only what is gone can never be paid.
            if not sendings.discard(spare["id"]):
                return _taken(order.service, spare)
        if order.service is Service.LRE:
            self._identified()
        return sendings.completed(order, known[0] if known else None)

    def _identified(self) -> None:
        if self.settings.lre_route == "certificate":
            self.sender.check(self.now().date())
        elif self.sessions() is None:
            raise SenderUnidentifiedError("maileva sender: a person must open a session with a one-time code first")

    def _submitted(self, service: Service, sending: str) -> Taken:
        outcome = self._api.change("maileva submit", "POST", f"{PATHS[service]}/sendings/{sending}/submit")
        if isinstance(outcome, Refusal) and not self._sendings(service).sent(sending, outcome):
            raise outcome.error()
        return _taken(service, {"id": sending})

    def _sendings(self, service: Service) -> Sendings:
        return Sendings(self._api, self.settings, service)

    def _resource(self, carrier_id: str) -> tuple[Service, Row, Row]:
        service, sending_id = _parts(carrier_id)
        path = f"{PATHS[service]}/sendings/{sending_id}"
        sending = self._api.read("maileva letter", path)
        recipients = next(self._api.list("maileva recipients", f"{path}/recipients", "recipients"))
        return service, sending, recipients[0] if recipients else {}


def _taken(service: Service, row: Row) -> Taken:
    """Without a price: Maileva tells the stamp's alone, and later."""
    return Taken(f"{service.value}:{row['id']}", raw=row)


def _place(carrier_id: str, recipient: Row) -> str:
    """A recipient's path. Raises OutcomeUnknownError for one that has none."""
    service, sending = _parts(carrier_id)
    found = recipient.get("id")
    if not isinstance(found, str) or not SENDING_ID.fullmatch(found):
        raise OutcomeUnknownError("maileva recipients: one has no id")
    return f"{PATHS[service]}/sendings/{sending}/recipients/{found}"


def _parts(carrier_id: str) -> tuple[Service, str]:
    service, _, sending = carrier_id.partition(":")
    if service not in {each.value for each in PATHS} or not SENDING_ID.fullmatch(sending):
        raise UnknownLetterError("carrier_id: not one of Maileva")
    return Service(service), sending
