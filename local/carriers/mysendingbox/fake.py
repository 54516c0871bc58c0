"""MySendingBox in memory, over HTTP. Written from the vendor's contract; it shares nothing with the adapter."""

from __future__ import annotations

import base64
import copy
import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import pypdf

from local.carriers.calling import Callback, Delivered, deliver
from local.carriers.mysendingbox.forms import Form, InvalidError, check, read
from local.carriers.mysendingbox.letters import POST_WORDS, PROOFS, event, made, merged, moment
from local.carriers.papers import proof_pdf
from local.carriers.serving import PretendedCarrier, Reply, Request

REMEMBERS = timedelta(hours=24)
MOST_LISTED = 100
WELL = frozenset(range(200, 300))
TRIES = 3


class MySendingBoxFake(PretendedCarrier):
    """One account. Its webhook address holds the Basic user, as on the dashboard."""

    def __init__(
        self,
        key: str = "live_4a1f9c27",
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        webhook_url: str = "",
        cancellation_window: timedelta = timedelta(minutes=30),
        replays: bool = True,
    ) -> None:
        super().__init__(now)
        self.key = key
        self.webhook_url = webhook_url
        self.cancellation_window = cancellation_window
        self.replays = replays
        """Whether a key seen before is answered as the first time; else it is refused."""
        self.edited: Callable[[Request, Reply], Reply] = lambda _, reply: reply
        """What becomes of an answer on its way: a test may put another in its place."""
        self.letters: dict[str, dict[str, Any]] = {}
        self.owed: list[Callback] = []
        self._keys: dict[str, tuple[datetime, str]] = {}
        self._files: dict[str, bytes] = {}
        self._expired = False
        self._numbers = itertools.count(1)

    # ------------------------------------------------------------------------------ what a test tells it

    def progress(self, carrier_id: str, word: str) -> None:
        """An event's name, a proof's field, or one of the post's words for tracking_events."""
        with self._lock:
            letter, at = self.letters[carrier_id], self.now()
            letter["updated_at"] = moment(at)
            if word in POST_WORDS:
                tracked = {"_id": self._id("t"), "status": word, "message": word.capitalize(), "date": moment(at)}
                letter["tracking_events"].append(tracked)
            elif word in PROOFS:
                self._prove(letter, word)
            else:
                self._happen(letter, word)

    def paid(self, reference: str) -> int:
        """Canceled letters are not on the invoice."""
        named = [each for each in self.letters.values() if each.get("metadata", {}).get("reference") == reference]
        return sum(not each.get("canceled") for each in named)

    def expire_proofs(self) -> None:
        self._expired = True

    def refusal(self, request: Request) -> Reply:
        """It repeats what it was given, people and all."""
        if request.method != "POST":
            return _refused(400, "to.address_postalcode is not valid")
        return _refused(422, f"to.address_postalcode is not valid in {json.dumps(read(request).fields.get('to'))}")

    def callback(self, carrier_id: str, *, word: str | None = None) -> Callback:
        """The call about a letter's last event, or the last one of that name."""
        letter = self.letters[carrier_id]
        told = [each for each in letter["events"] if word in {None, each["name"]}][-1]
        body = {"created_at": told["created_at"], "event": told, "letter": letter}
        parts = urlsplit(self.webhook_url)
        user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        headers = {"Content-Type": "application/json"}
        if parts.username:
            headers["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode()
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return Callback(bare, json.dumps(copy.deepcopy(body)).encode(), headers)

    def call_back(self) -> list[Delivered]:
        """Every call that is owed, in order, each tried again; how often the vendor tries is not published."""
        calls, self.owed = self.owed, []
        return [deliver(call, wants=WELL, tries=TRIES) for call in calls]

    # -------------------------------------------------------------------------------------- what it answers

    def answer(self, request: Request) -> Reply:
        return self.edited(request, self.answered(request))

    def answered(self, request: Request) -> Reply:
        if request.method == "GET" and request.path.startswith("/files/"):
            return self._file(request)
        if not self._knows(request):
            return _refused(401, "Authorization required")
        first, _, rest = request.path.strip("/").partition("/")
        if request.method == "POST" and first == "letters" and rest in {"", "paper", "electronic"}:
            return self._create(request, paper=rest != "electronic")
        if request.method in {"GET", "DELETE"} and first == "letters":
            return self._one(request, rest) if rest else self._list(request)
        return _refused(404, "Not found")

    def _one(self, request: Request, letter_id: str) -> Reply:
        if letter_id not in self.letters:
            return _refused(404, "Letter not found")
        letter = self.letters[letter_id]
        return Reply.of(letter) if request.method == "GET" else self._cancel(letter)

    def _create(self, request: Request, *, paper: bool) -> Reply:
        key = request.headers.get("idempotency-key")
        if key and (known := self._remembered(key)):
            return Reply.of(self.letters[known], 201) if self.replays else _refused(409, "Idempotency-Key already used")
        try:
            form = read(request)
            check(form, paper=paper)
        except (InvalidError, ValueError) as error:
            return _refused(422, str(error))
        letter = self._make(form, paper=paper)
        if key:
            self._keys[key] = (self.now(), letter["_id"])
        return Reply.of(letter, 201)

    def _make(self, form: Form, *, paper: bool) -> dict[str, Any]:
        body = merged(form)
        with pypdf.PdfReader(BytesIO(body)) as reader:
            pages = len(reader.pages)
        letter = made(self._id("L"), form, self.now(), paper=paper, live=self._live, pages=pages)
        self.letters[letter["_id"]] = letter
        letter["file"] = self._stored(letter, "file_to_send", body)
        self._happen(letter, "letter.created")
        return letter

    def _list(self, request: Request) -> Reply:
        query = request.query
        limit = min(int(query.get("limit", "10")), MOST_LISTED)
        offset = int(query["offset"]) if "offset" in query else (int(query.get("page", "1")) - 1) * limit
        found = sorted(self.letters.values(), key=lambda each: each["created_at"], reverse=True)
        if after := query.get("created_at[gt]"):
            found = [
                each for each in found if datetime.fromisoformat(each["created_at"]) > datetime.fromisoformat(after)
            ]
        shown = found[offset : offset + limit]
        info = {"total": len(found), "limit": limit, "offset": offset, "count": len(shown)}
        return Reply.of({"info": {**info, "requested_at": moment(self.now())}, "letters": shown})

    def _cancel(self, letter: dict[str, Any]) -> Reply:
        late = self.now() - datetime.fromisoformat(letter["created_at"]) > self.cancellation_window
        if late or letter.get("canceled"):
            return _refused(400, "This letter can no longer be canceled")
        letter["canceled"] = True
        self._happen(letter, "letter.canceled")
        return Reply.of(letter)

    def _file(self, request: Request) -> Reply:
        body = self._files.get(request.path.removeprefix("/files/"))
        if body is None or self._expired or not request.query.get("Signature"):
            return Reply(
                403, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", "text/xml"
            )
        return Reply(200, body, "application/pdf")

    # ------------------------------------------------------------------------------------------- its memory

    @property
    def _live(self) -> bool:
        return not self.key.startswith("test_")

    def _knows(self, request: Request) -> bool:
        expected = "Basic " + base64.b64encode(f"{self.key}:".encode()).decode()
        return request.headers.get("authorization") == expected

    def _remembered(self, key: str) -> str | None:
        at, letter_id = self._keys.get(key, (None, ""))
        return letter_id if at and self.now() - at < REMEMBERS else None

    def _happen(self, letter: dict[str, Any], name: str) -> None:
        letter["events"].append(event(self._id("e"), letter["_id"], name, self.now()))
        field = name.removeprefix("letter.")
        if field in PROOFS:
            self._prove(letter, field)
        if name == "letter.sent" and letter["postage_type"] in {"lr", "lrar"}:
            letter["tracking_number"] = f"1E{next(self._numbers):011d}"
        if field in {"wrong_address", "error"}:
            letter[field] = True
        if self.webhook_url:
            self.owed.append(self.callback(letter["_id"]))

    def _prove(self, letter: dict[str, Any], field: str) -> None:
        lines = {"Courrier": letter["_id"], "Affranchissement": letter["postage_type"], "Date": moment(self.now())}
        letter[field] = self._stored(letter, field, proof_pdf(field, lines, self.now()))

    def _stored(self, letter: dict[str, Any], kind: str, body: bytes) -> dict[str, Any]:
        file_id, at = self._id("f"), moment(self.now())
        self._files[f"{file_id}.pdf"] = body
        url = f"{self.url}/files/{file_id}.pdf?Expires=1780000000&Signature=b1c2d3"
        named = {"_id": file_id, "url": url, "type": kind, "letter": letter["_id"], "page_count": 1}
        return named | {"created_at": at, "updated_at": at}

    def _id(self, kind: str) -> str:
        return f"{kind}{next(self._numbers):06d}Rk"


def _refused(status: int, message: str) -> Reply:
    return Reply.of({"error": {"message": message, "status_code": status}}, status)
