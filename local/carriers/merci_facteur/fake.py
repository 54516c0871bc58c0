"""Merci Facteur in memory, over HTTP. Written from the vendor's contract; it shares nothing with the adapter."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from local.carriers.calling import Callback, Delivered, deliver
from local.carriers.merci_facteur.forms import Order, RefusedError, read
from local.carriers.merci_facteur.letters import Letter, as_form
from local.carriers.serving import PretendedCarrier, Reply, Request

REMEMBERS: Final = timedelta(days=30)
SIGNED_FOR: Final = 300
PER_PAGE: Final = 100
MOST_HOURS: Final = 48
TRIES: Final = 3
ANSWER: Final = frozenset({200})
COUNTRIES: Final = frozenset((Path(__file__).parent / "pays.txt").read_text().splitlines())
ERRORS: Final = {
    "INFO_ADDRESS_MISSING": "Une information d'adresse est manquante",
    "INVALID_DATE_ENVOI": "La date d'envoi est incorrecte",
    "LETTER_INVALID_FILES": "Le tableau de fichiers est incorrect",
    "LETTER_INVALID_BASE64_FILES": "Le tableau de fichiers en base64 est incorrect",
    "INVALID_COUNTRY": "Le pays n'est pas reconnu",
    "NOT_ENOUGH_CREDIT": "Le crédit du compte est insuffisant",
    "REFERENCE_ALREADY_USED": "Doublon : un courrier a déjà cette référence antidoublon",
}


class MerciFacteurFake(PretendedCarrier):
    """One account with one user."""

    def __init__(
        self,
        *,
        service_id: str = "svc-1042",
        secret_key: str = "mf-secret-8c1f",  # noqa: S107 of nobody
        webhook_secret: str = "mf-hook-77aa",  # noqa: S107 of nobody
        user: int = 17460,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        webhook_url: str = "",
    ) -> None:
        super().__init__(now)
        self.service_id, self.secret_key, self.user = service_id, secret_key, user
        self.webhook_secret, self.webhook_url = webhook_secret, webhook_url
        self.token, self.token_until = "", 0
        self.tokens_made = 0
        self.letters: dict[int, Letter] = {}
        self.owed: list[Callback] = []
        self.errors = dict(ERRORS)
        self.duplicate_code = "REFERENCE_ALREADY_USED"
        self.refuses_with = "INFO_ADDRESS_MISSING"
        self.credit = True
        self.events_lag = False
        """Whether events are not listed yet."""
        self.tracks_in_codes = False
        """Whether lastState is a code; else it is the French sentence."""
        self.proofs_expired = False
        self._last_event = 0

    def paid(self, reference: str) -> int:
        """Canceled ones are paid back."""
        return sum(
            1
            for letter in self.letters.values()
            if letter.order.recipient["reference"] == reference and not letter.canceled
        )

    def progress(self, carrier_id: str, word: str) -> None:
        """The next status, and the webhook that it owes."""
        self._tell(self.letters[int(carrier_id)], word)

    def expire_proofs(self) -> None:
        self.proofs_expired = True

    def revoke_token(self) -> None:
        """As another client's `force=renewal` does."""
        self.token = ""

    def callback(self, events: Sequence[dict[str, Any]]) -> Callback:
        """One webhook: events of one kind, of one letter or several."""
        form = as_form(events[0]["event"], [each["detail"] for each in events])
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Mf-Webhook-Secret-Key": self.webhook_secret,
        }
        return Callback(self.webhook_url, urlencode(form).encode(), headers)

    def call_all(self) -> list[Delivered]:
        """Every webhook that is owed: three tries each, then lost."""
        calls, self.owed = self.owed, []
        return [deliver(call, wants=ANSWER, tries=TRIES) for call in calls]

    def refusal(self, request: Request) -> Reply:  # noqa: ARG002
        return _refused(self.refuses_with, "")

    def answer(self, request: Request) -> Reply:
        if request.call in {"GET /getToken", "POST /getToken"}:
            return self._get_token(request)
        call = {
            "POST /sendCourrier": self._send_courrier,
            "DELETE /deleteEnvoi": self._delete_envoi,
            "GET /getSuiviEnvoi": self._get_suivi_envoi,
            "GET /getLastEvents": self._get_last_events,
            "GET /getProof": self._get_proof,
            "GET /listErrors": self._list_errors,
        }.get(request.call)
        if call is None:
            return Reply(404, b"<html>Not Found</html>", "text/html")
        if not self._authorized(request):
            return _refused("INVALID_TOKEN", "access token invalide", 401)
        try:
            return call(request)
        except RefusedError as error:
            return _refused(error.code, error.text)

    def _authorized(self, request: Request) -> bool:
        return (
            bool(self.token)
            and request.headers.get("ww-access-token") == self.token
            and request.headers.get("ww-service-id") == self.service_id
            and self.now().timestamp() < self.token_until
        )

    def _get_token(self, request: Request) -> Reply:
        headers = request.headers
        stamp = headers.get("ww-timestamp", "")
        message = (headers.get("ww-service-id", "") + stamp).encode()
        signature = hmac.new(self.secret_key.encode(), message, hashlib.sha256).hexdigest()
        if headers.get("ww-service-id") != self.service_id or headers.get("ww-service-signature") != signature:
            return _refused("INVALID_SIGNATURE", "signature incorrecte", 401)
        now = int(self.now().timestamp())
        if not stamp.isdecimal() or abs(now - int(stamp)) > SIGNED_FOR:
            return _refused("INVALID_TIMESTAMP", "signature périmée", 401)
        if not headers.get("ww-authorized-ip"):
            return _refused("IP_MISSING", "ww-authorized-ip", 400)
        if not self.token or now >= self.token_until:
            self.tokens_made += 1
            self.token, self.token_until = f"tok-{self.tokens_made}-5f2c9e", now + 86_400
        return _well(token=self.token, expire=self.token_until)

    def _send_courrier(self, request: Request) -> Reply:
        if request.headers.get("content-type") != "application/x-www-form-urlencoded":
            raise RefusedError("NO_CONTENT", "application/x-www-form-urlencoded")
        order = read(request.form(), today=self._today(), countries=COUNTRIES)
        if order.user != self.user:
            raise RefusedError("INVALID_USER", "idUser")
        if self._sent_before(order):
            raise RefusedError(self.duplicate_code, "")
        if not self.credit:
            raise RefusedError("NOT_ENOUGH_CREDIT", "")
        letter = Letter(100 + len(self.letters), order)
        self.letters[letter.number] = letter
        self._tell(letter, "wait")
        resume = {"nb_dest": 1, "nb_page": order.pages}
        return _well(envoi_id=[letter.number], price=letter.price(), resume=resume)

    def _sent_before(self, order: Order) -> bool:
        since = self.now() - REMEMBERS
        return bool(order.antidoublon) and any(
            letter.order.antidoublon == order.antidoublon and _at(letter.events[0]) > since
            for letter in self.letters.values()
        )

    def _delete_envoi(self, request: Request) -> Reply:
        letter = self._letter(request)
        if letter.canceled or letter.words() != ["wait"]:
            raise RefusedError("ENVOI_NOT_CANCELABLE", "trop avancé")
        letter.canceled = True
        return _well()

    def _get_suivi_envoi(self, request: Request) -> Reply:
        letter = self._letter(request)
        printed = letter.words() != ["wait"]
        return _well(
            statutPrintEnvoi="Impression terminée" if printed else "Traitement en attente",
            suiviCourrier=[letter.tracked(in_codes=self.tracks_in_codes)] if printed else [],
        )

    def _get_last_events(self, request: Request) -> Reply:
        hours, page = request.query.get("nbHeures", ""), request.query.get("page", "1")
        if not hours.isdecimal() or not 1 <= int(hours) <= MOST_HOURS or not page.isdecimal() or int(page) < 1:
            raise RefusedError("INVALID_PARAMETER", "nbHeures 1 à 48, page")
        since = self.now() - timedelta(hours=int(hours))
        told = [
            {"event": json.dumps(event["event"]), "detail": json.dumps([event["detail"]])}
            for letter in self.letters.values()
            for event in letter.events
            if _at(event) > since and not self.events_lag
        ]
        shown = told[(int(page) - 1) * PER_PAGE : int(page) * PER_PAGE]
        return _well(
            events=shown,
            pages={"current": int(page), "total": max(1, -(-len(told) // PER_PAGE))},
            nbResults={"current": len(shown), "total": len(told)},
        )

    def _get_proof(self, request: Request) -> Reply:
        number, document = request.query.get("trackingNumber"), request.query.get("document", "")
        letter = next((each for each in self.letters.values() if each.tracking and each.tracking == number), None)
        proof = letter.proof(document) if letter and not self.proofs_expired else None
        if proof is None:
            raise RefusedError("PROOF_NOT_FOUND", "aucun document")
        coded = base64.b64encode(proof[1]).decode()
        return _well(format_return=proof[0], document=coded)

    def _list_errors(self, request: Request) -> Reply:  # noqa: ARG002
        return _well(listErrors=self.errors)

    def _letter(self, request: Request) -> Letter:
        number = request.query.get("idEnvoi", "")
        if not number.isdecimal() or int(number) not in self.letters:
            raise RefusedError("ENVOI_NOT_FOUND", "idEnvoi")
        return self.letters[int(number)]

    def _tell(self, letter: Letter, word: str) -> None:
        self._last_event = max(int(self.now().timestamp()), self._last_event + 1)
        event = letter.tell(word, self._last_event)
        if self.webhook_url:
            self.owed.append(self.callback([event]))

    def _today(self) -> date:
        return self.now().astimezone(ZoneInfo("Europe/Paris")).date()


def _at(event: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(event["event"]["date_event"], UTC)


def _well(**said: object) -> Reply:
    return Reply.of({"success": True, "error": None, **said})


def _refused(code: str, text: str, status: int = 400) -> Reply:
    return Reply.of({"success": False, "error": {"code": code, "text": text}}, status)
