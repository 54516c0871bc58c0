"""The server: tokens, and the calls of four products, the senders and the notification centre."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from local.carriers.maileva.centre import Centre
from local.carriers.maileva.contract import LREQ, PRINTED, PRODUCTS, UUID, recipient_faults, sending_faults
from local.carriers.maileva.letters import Letter
from local.carriers.maileva.paperwork import global_paper, paper_of
from local.carriers.maileva.uploads import document_of
from local.carriers.serving import PretendedCarrier, Reply, Request

TOKEN_PATH = "/auth/realms/services/protocol/openid-connect/token"  # noqa: S105 a path
PRODUCT_PATH = re.compile(rf"/({'|'.join(map(re.escape, PRODUCTS))})(/.*)")
SENDING = re.compile(rf"/sendings/({UUID})(/.*)?")
GLOBAL = re.compile(r"/global_deposit_proofs/([\w-]+)/download")
UNPAID = frozenset({"DRAFT", "REJECTED", "CANCELED"})
LIFE = timedelta(minutes=5)
NEVER = datetime.min.replace(tzinfo=UTC)
CLOCK_MOVED = timedelta(minutes=1)  # so far back no clock runs by itself: another story begins


class MailevaFake(PretendedCarrier):
    """Accepts one client and user. `letters` holds every sending by its id."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.login = {
            "client_id": "relance.test",
            "client_secret": "client-geheim",
            "username": "camille.roux",
            "password": "user-geheim",
        }
        self.letters: dict[str, Letter] = {}
        self.centre = Centre()
        self.certificates: dict[str, str] = {}
        """Sender's id and the last day of its certificate."""
        self.sessions: set[str] = set()
        self.codes = {"123456"}
        """One-time codes that the sender's device would show now."""
        self.takes_json = True
        """Whether the LRE's documents are taken as its schema says; its prose says multipart."""
        self.most_bytes = 20_000_000
        self.proofs_kept = True
        self.newest_first = False
        """How the lists come; the contract does not say."""
        self.tokens: dict[str, datetime] = {}
        self.watch = now
        """By which a token's life is measured: where `now` is moved by days, another clock."""
        self._count = 0
        self._last = NEVER

    def answer(self, request: Request) -> Reply:
        if request.path == TOKEN_PATH:
            return self._token(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, NEVER) < self.watch():
            return Reply.of({"code": "UNAUTHORIZED", "message": "token"}, 401)
        if found := PRODUCT_PATH.fullmatch(request.path):
            return self._product(found[1], found[2], request)
        if request.path.startswith("/electronic_mail_emitter/v1/senders/"):
            return self._sender(request)
        if request.path.startswith("/notification_center/v2/"):
            return self._centre(request.path.removeprefix("/notification_center/v2"), request)
        return _missing("RESOURCE")

    def refusal(self, request: Request) -> Reply:  # noqa: ARG002 the same for all
        return _refused("UNEXPECTED_NOT_VALID_ERROR")

    def paid(self, reference: str) -> int:
        ours = [letter for letter in self.letters.values() if letter.sending.get("custom_id") == reference]
        return sum(len(letter.recipients) for letter in ours if letter.sending["status"] not in UNPAID)

    def progress(self, carrier_id: str, word: str) -> None:
        """`carrier_id` ends with the sending's id. Words: a status, LPnn, N10, DELIVERED, or "UNDELIVERED BOUNCED"."""
        letter = self.letters[carrier_id.rpartition(":")[2]]
        for about, event in letter.hear(word):
            self._notify(letter, about, event)

    def expire_proofs(self) -> None:
        self.proofs_kept = False

    def tick(self) -> str:
        """The time, later at each call by a millisecond at least, as Maileva writes it."""
        now, after = self.now(), self._last + timedelta(milliseconds=1)
        self._last = now if after - now > CLOCK_MOVED else max(now, after)
        return self._last.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self._last.microsecond // 1000:03d}Z"

    def _token(self, request: Request) -> Reply:
        form = request.form()
        if form.pop("grant_type", "") != "password" or form != self.login:
            return Reply.of({"errors": [{"code": "invalid_grant", "message": "Invalid user credentials"}]}, 401)
        token = f"jeton-{self._number()}"
        self.tokens[token] = self.watch() + LIFE
        lasts = int(LIFE.total_seconds())
        said = {"access_token": token, "expires_in": lasts, "refresh_token": f"{token}-r", "token_type": "Bearer"}
        return Reply.of(said | {"refresh_expires_in": 2 * lasts})

    def _product(self, product: str, path: str, request: Request) -> Reply:
        if path == "/sendings":
            rows = [letter.sending for letter in self.letters.values() if letter.product == product]
            rows = rows[::-1] if self.newest_first else rows
            return _page("sendings", rows, request) if request.method == "GET" else self._create(product, request)
        if whole := GLOBAL.fullmatch(path):
            paper = global_paper(self.letters.values(), whole[1]) if self.proofs_kept else None
            return paper or _missing("RESOURCE")
        found = SENDING.fullmatch(path)
        letter = self.letters.get(found[1]) if found else None
        if found is None or letter is None or letter.product != product:
            return _missing("SENDING")
        return self._sending(letter, found[2] or "", request)

    def _create(self, product: str, request: Request) -> Reply:
        body = request.json()
        if faults := sending_faults(product, body):
            return _refused(*faults)
        identifier, at = self._uuid(), self.tick()
        sending = body | {"id": identifier, "status": "DRAFT", "creation_date": at}
        self.letters[identifier] = Letter(product, sending, self.tick)
        return Reply.of(sending, 201)

    def _sending(self, letter: Letter, rest: str, request: Request) -> Reply:
        if request.method == "GET":
            return self._shown(letter, rest, request)
        if not letter.draft:
            return _refused("SENDING_STATUS_IS_NOT_DRAFT")
        acts = {"/documents": self._document, "/recipients": self._addressee, "/submit": self._submit}
        if request.method == "DELETE" and not rest:
            del self.letters[letter.sending["id"]]
            return Reply(204)
        if request.method == "POST" and rest in acts:
            return acts[rest](letter, request)
        return _missing("RESOURCE")

    def _shown(self, letter: Letter, rest: str, request: Request) -> Reply:
        match rest:
            case "":
                return Reply.of(letter.sending)
            case "/documents":
                return _page("documents", letter.documents, request, most=30)
            case "/recipients":
                return _page("recipients", letter.recipients, request)
        return self._recipient(letter, rest, request)

    def _document(self, letter: Letter, request: Request) -> Reply:
        taken = document_of(letter, request, takes_json=self.takes_json, most_bytes=self.most_bytes)
        if isinstance(taken, Reply):
            return taken
        letter.documents.append(taken | {"id": self._uuid()})
        return Reply.of(letter.documents[-1], 201)

    def _addressee(self, letter: Letter, request: Request) -> Reply:
        body = request.json()
        if faults := recipient_faults(letter.product, body):
            return _refused(*faults)
        letter.recipients.append(body | {"id": self._uuid(), "status": "DRAFT"})
        return Reply.of(letter.recipients[-1], 201)

    def _submit(self, letter: Letter, _: Request) -> Reply:
        if not letter.documents or not letter.recipients:
            return _refused("INVALID_DOCUMENTS_COUNT" if letter.recipients else "INVALID_RECIPIENTS_COUNT")
        sender = letter.sending.get("sender_id")
        known = sender in self.sessions or self.certificates.get(str(sender), "") >= self.now().date().isoformat()
        if letter.product == LREQ and not known:
            return _refused("SENDER_NOT_AUTHENTICATED")
        letter.submit()
        return Reply(200 if letter.product in PRINTED else 202)

    def _recipient(self, letter: Letter, rest: str, request: Request) -> Reply:
        _, _, identifier, *more = rest.split("/")
        recipient = next((row for row in letter.recipients if row["id"] == identifier), None)
        if recipient is None or not rest.startswith("/recipients/"):
            return _missing("RECIPIENT")
        if not more:
            return Reply.of(recipient)
        if more == ["delivery_statuses"]:
            return _page("delivery_statuses", letter.delivery, request)
        paper = paper_of(letter, recipient, more[-1]) if self.proofs_kept else None
        return paper or _missing("RESOURCE")

    def _sender(self, request: Request) -> Reply:
        sender, _, what = request.path.removeprefix("/electronic_mail_emitter/v1/senders/").partition("/")
        until = self.certificates.get(sender)
        if request.method == "GET" and not what:
            known: dict[str, Any] = {"id": sender, "status": "VALIDATED", "has_certificate": until is not None}
            return Reply.of(known | ({"certificate_end_date": until} if until else {}))
        if what == "authenticate_by_otp" and request.query.get("otp_code") in self.codes:
            self.codes.discard(request.query["otp_code"])
            self.sessions.add(sender)
            return Reply.of({"expiration_date": (self.now() + timedelta(hours=1)).isoformat()})
        if what == "authenticate_by_certificate" and re.fullmatch(r"\w{32}", request.json().get("certificate", "")):
            self.certificates[sender] = (self.now() + timedelta(days=30)).date().isoformat()
            return Reply(200)
        return _refused("INVALID_OTP")

    def _centre(self, path: str, request: Request) -> Reply:
        match request.method, path:
            case "GET", "/subscriptions":
                return _page("subscriptions", self.centre.subscriptions, request)
            case "POST", "/subscriptions":
                made = self.centre.subscribe(request.json(), self._uuid())
                return Reply.of(made, 201) if made else _refused("UNEXPECTED_NOT_VALID_ERROR")
            case "GET", "/notifications":
                return _page("notifications", [each.shown() for each in self.centre.notifications], request)
        found = re.fullmatch(r"/notifications/([\w-]+)/retry", path)
        return Reply(200) if found and self.centre.again(found[1]) else _missing("NOTIFICATION")

    def _notify(self, letter: Letter, about: str, event: str) -> None:
        place = f"{self.url}/{letter.product}/sendings/{letter.sending['id']}"
        row = letter.sending if about == "sendings" else letter.recipients[0]
        content = {
            "source": "api.maileva.com",
            "user_id": "12345678-c014-4923-9bb9-497addd5e901",
            "client_id": self.login["client_id"],
            "event_type": event,
            "resource_type": f"{letter.product}/{about}",
            "event_date": self.tick(),
            "event_location": "FR",
            "resource_id": row["id"],
            "resource_location": place if about == "sendings" else f"{place}/recipients/{row['id']}",
            "resource_custom_id": row.get("custom_id"),
            "resource_custom_data": row.get("custom_data"),
        }
        self.centre.happened(content, self._number())

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _uuid(self) -> str:
        number = self._number()
        return f"{number:08x}-0000-4000-8000-{number:012x}"


def _page(name: str, rows: list[dict[str, Any]], request: Request, *, most: int = 500) -> Reply:
    start, count = int(request.query.get("start_index", 1)), int(request.query.get("count", min(most, 50)))
    if start < 1 or not 1 <= count <= most:
        return _refused("INVALID_PAGING")
    shown = rows[start - 1 : start - 1 + count]
    return Reply.of({name: shown, "paging": {"total_results": len(rows)}})


def _refused(*codes: str) -> Reply:
    return Reply.of({"errors": [{"code": code, "message": "La demande est refusée."} for code in codes]}, 400)


def _missing(what: str) -> Reply:
    return Reply.of({"code": f"{what}_NOT_FOUND", "message": "Ressource introuvable"}, 404)
