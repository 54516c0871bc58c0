"""A pretended AR24: its contract over HTTP, in memory.

with Ar24Fake() as fake:
    carrier = adapter(fake.api, fake.secrecy.token, fake.secrecy.private_key)
    fake.progress("1001", "sent")
    deliver(fake.owed[-1], wants=frozenset({200}), tries=TRIES)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from local.carriers.ar24.forms import Form, RefusedError, check_letter, read_form
from local.carriers.ar24.letters import STEPS, Mail
from local.carriers.ar24.secrecy import Secrecy, stamp
from local.carriers.calling import Callback
from local.carriers.serving import PretendedCarrier, Reply, Request

TRIES = 48
"""How often AR24 calls where it does not get a 200."""
MOST_LISTED = 3
"""Letters in one answer, whatever was asked for: lists come in pieces."""
MOST_BYTES = 256_000_000
FILE = re.compile(r"/get/(proof/(?P<code>[a-z]{2})-|(?P<what>content|zip)/)(?P<number>\d+)")
SENDER = {
    "from_name": "Camille Roux",
    "from_email": "camille.roux@atelier-du-ponant.example",
    "address1": "12 quai de la Fosse",
    "address2": "",
    "city": "NANTES",
    "zipcode": "44000",
}


@dataclass
class Upload:
    id_user: str
    name: str
    body: bytes


@dataclass
class Identity:
    """The sender's one-time codes that are still good, and the hours that were opened with one."""

    codes: set[str] = field(default_factory=lambda: {"424242"})
    hours: dict[str, datetime] = field(default_factory=dict)

    def open(self, code: str, now: datetime) -> tuple[str, datetime]:
        if code not in self.codes:
            raise RefusedError("authentication_otp_invalid")
        self.codes.discard(code)
        return self.open_anew(now)

    def open_anew(self, now: datetime) -> tuple[str, datetime]:
        """For tests: an hour without a code."""
        name = f"hour-of-identity-{len(self.hours) + 1}"
        self.hours[name] = now + timedelta(hours=1)
        return name, self.hours[name]

    def check(self, fields: Mapping[str, str], now: datetime) -> None:
        if "auth_otp_hash" in fields:
            if self.hours.get(fields["auth_otp_hash"], datetime.min.replace(tzinfo=UTC)) < now:
                raise RefusedError("authentication_otp_hash_invalid")
        elif "otp" in fields:
            self.open(fields["otp"], now)
        else:
            raise RefusedError("authentication_missing")


class Ar24Fake(PretendedCarrier):
    """One client, one sender. It knows no letter twice: what is posted again is another letter, and paid again."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.api = f"{self.url}/api"
        self.secrecy = Secrecy("tok_3f9c1d7b52", "Kp4vT8wQz1LmN6yR0bXs")
        self.sender = "4711"
        self.identity = Identity()
        self.prices = {"1": 3.99, "0": 2.49}
        """Euros without tax, by `eidas`."""
        self.maintenance = False
        self.letters: dict[int, Mail] = {}
        self.uploads: dict[str, Upload] = {}
        self.owed: list[Callback] = []
        """Every call that AR24 owes, in order."""
        self.proof_key: str | None = "5d0c6f1e9a"
        self._routes: dict[str, Callable[[Form], object]] = {
            "GET /api/mail": self._tell,
            "POST /api/mail": self._take,
            "GET /api/user/mail": self._list,
            "POST /api/attachment": self._store,
            "POST /api/user/auth_otp": self._open,
        }

    def answer(self, request: Request) -> Reply:
        if request.path.startswith("/get/"):
            return self._file(request)
        if self.maintenance:
            return Reply.of({"status": "maintenance"})
        if request.call not in self._routes:
            return Reply(404, b"<html>Not Found</html>", "text/html")
        try:
            return self._told(request)
        except RefusedError as refused:
            return _error(refused.slug)

    def refusal(self, request: Request) -> Reply:
        if request.path.startswith("/get/"):
            return Reply(403, b"<html>Forbidden</html>", "text/html")
        return _error("invalid_recipient" if request.call == "POST /api/mail" else "user_unavailable")

    def paid(self, reference: str) -> int:
        return sum(letter.form.get("ref_dossier") == reference for letter in self.letters.values())

    def progress(self, carrier_id: str, word: str) -> None:
        letter = self.letters[int(carrier_id)]
        letter.move(word, self.now())
        if letter.form.get("webhook"):
            self.owed.append(self.callback(carrier_id))

    def callback(self, carrier_id: str) -> Callback:
        """The call that tells of a letter as it is now: a form, unsigned."""
        letter = self.letters[int(carrier_id)]
        told = letter.told(self.url, self.proof_key or "-", SENDER)
        code, date = STEPS.get(letter.status, ("", ""))
        fields = {"id_mail": str(letter.number), "new_state": letter.status}
        if code:
            fields |= {"proof_url": str(told[f"proof_{code}_url"]), date: str(told[date])}
        body = urlencode(fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return Callback(letter.form["webhook"], body, headers)

    def expire_proofs(self) -> None:
        self.proof_key = None

    def _told(self, request: Request) -> Reply:
        form = read_form(request)
        date = form.fields.get("date", "")
        signature = request.headers.get("signature", "")
        slug = self.secrecy.objection(form.fields.get("token", ""), date, signature, self.now())
        if slug:
            raise RefusedError(slug)
        plain = json.dumps({"status": "SUCCESS", "result": self._routes[request.call](form)}).encode()
        return Reply(200, self.secrecy.answer(date, plain), "text/html; charset=UTF-8")

    def _store(self, form: Form) -> object:
        self._check_user(form)
        if "file" not in form.files:
            raise RefusedError("attachment_missing_file")
        name, body = form.files["file"]
        if not (form.fields.get("file_name") or name).strip():
            raise RefusedError("attachment_empty_name")
        if not 0 < len(body) <= MOST_BYTES:
            raise RefusedError("attachment_too_big")
        number = str(900 + len(self.uploads))
        self.uploads[number] = Upload(form.fields["id_user"], name, body)
        return {"file_id": int(number)}

    def _take(self, form: Form) -> object:
        self._check_user(form)
        check_letter(form.fields, SENDER["from_email"])
        files = self._attached(form)
        if form.fields.get("eidas") == "1":
            self.identity.check(form.fields, self.now())
        price = self.prices[form.fields.get("eidas", "0")]
        letter = Mail(1001 + len(self.letters), form.fields, files, self.now(), price)
        self.letters[letter.number] = letter
        return self._object(letter)

    def _attached(self, form: Form) -> tuple[bytes, ...]:
        numbers = [value for name, value in form.fields.items() if name.startswith("attachment[")]
        if not numbers and not form.fields.get("content"):
            raise RefusedError("error_no_content_no_attachment")
        if not all(number in self.uploads for number in numbers):
            raise RefusedError("attachment_not_exists")
        if any(self.uploads[number].id_user != form.fields["id_user"] for number in numbers):
            raise RefusedError("attachment_unavailable")
        return tuple(self.uploads[number].body for number in numbers)

    def _tell(self, form: Form) -> object:
        number = form.fields.get("id", "")
        if not number.isdigit() or int(number) not in self.letters:
            raise RefusedError("missing_erm_id")
        return self._object(self.letters[int(number)])

    def _list(self, form: Form) -> object:
        self._check_user(form)
        start, most = int(form.fields.get("start", "0")), int(form.fields.get("max", "10"))
        letters = sorted(self.letters.values(), key=lambda letter: letter.number)
        if form.fields.get("sort", "ASC") == "DESC":
            letters.reverse()
        return [self._object(letter) for letter in letters[start : start + min(most, MOST_LISTED)]]

    def _open(self, form: Form) -> object:
        self._check_user(form)
        name, until = self.identity.open(form.fields.get("otp", ""), self.now())
        return {"hash": name, "expiration_date": stamp(until)}

    def _object(self, letter: Mail) -> dict[str, object]:
        return letter.told(self.url, self.proof_key or "gone", SENDER)

    def _check_user(self, form: Form) -> None:
        if not form.fields.get("id_user"):
            raise RefusedError("missing_user_id")
        if form.fields["id_user"] != self.sender:
            raise RefusedError("user_not_exist")

    def _file(self, request: Request) -> Reply:
        found = FILE.fullmatch(request.path)
        letter = self.letters.get(int(found["number"])) if found else None
        if found is None or letter is None:
            return Reply(404, b"<html>Not Found</html>", "text/html")
        if self.proof_key is None or request.query.get("token") != self.proof_key:
            return self.refusal(request)
        if found["what"] == "zip":
            return Reply(200, letter.archive(), "application/zip")
        body = letter.content() if found["what"] else letter.proof(found["code"])
        return Reply(200, body, "application/pdf")


def _error(slug: str) -> Reply:
    return Reply.of({"status": "ERROR", "slug": slug, "message": f"Refused: {slug}"})
