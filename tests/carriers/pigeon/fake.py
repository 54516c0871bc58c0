"""Pigeon's pretended self: its contract, as its documents have it. It shares no code with the adapter."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import re
from typing import Any

from local.carriers.calling import Callback
from local.carriers.papers import proof_pdf
from local.carriers.serving import PretendedCarrier, Reply, Request

LINES, WIDTH = range(2, 9), 38


class PigeonFake(PretendedCarrier):
    """Its letters, and what they cost."""

    def __init__(self, key: str, webhook_key: str) -> None:
        super().__init__()
        self.key, self.webhook_key = key, webhook_key
        self.letters: dict[str, dict[str, Any]] = {}
        self._events = itertools.count(1)
        self._expired = False

    # ------------------------------------------------------------------------------ what a test tells it

    def paid(self, reference: str) -> int:
        return sum(letter["reference"] == reference for letter in self.letters.values())

    def progress(self, carrier_id: str, word: str) -> None:
        letter = self.letters[carrier_id]
        letter["events"].append({"id": f"e{next(self._events)}", "name": word, "at": self.now().isoformat()})
        if letter["service"] == "registered" and word in {"posted", "handed_over"}:
            letter["papers"].append("deposit" if word == "posted" else "receipt")

    def expire_proofs(self) -> None:
        self._expired = True

    def callback(self, carrier_id: str) -> Callback:
        """Its call about a letter's last event."""
        event = self.letters[carrier_id]["events"][-1]["name"]
        body = json.dumps({"letter": carrier_id, "event": event}).encode()
        signature = hmac.new(self.webhook_key.encode(), body, hashlib.sha256).hexdigest()
        return Callback("https://relance.example/hooks/pigeon", body, {"X-Pigeon-Signature": signature})

    # --------------------------------------------------------------------------------------- its contract

    def refusal(self, request: Request) -> Reply:
        """It repeats what it was given, as many do."""
        return Reply.of({"error": f"no: {request.body.decode()}"}, 422)

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return Reply.of({"error": "who are you?"}, 401)
        if request.call == "POST /letters":
            return self._make(request.json())
        if request.call == "GET /letters":
            asked = request.query.get("reference")
            return Reply.of({"letters": [each for each in self.letters.values() if each["reference"] == asked]})
        found = re.fullmatch(r"/letters/([a-z0-9]+)(?:/papers/([a-z]+))?", request.path)
        if not found or found[1] not in self.letters:
            return Reply.of({"error": "no such letter"}, 404)
        return self._of_letter(request.method, self.letters[found[1]], found[2])

    def _make(self, body: dict[str, Any]) -> Reply:
        if body["service"] not in {"simple", "registered"}:
            return Reply.of({"error": "service: unknown"}, 422)
        for name in ("from", "to"):
            if len(body[name]) not in LINES or any(len(line) > WIDTH for line in body[name]):
                return Reply.of({"error": f"{name}: 2 to 8 lines of 38 characters, not {body[name]}"}, 422)
        if not all(base64.b64decode(file, validate=True).startswith(b"%PDF-") for file in body["files"]):
            return Reply.of({"error": "files: PDF only"}, 422)
        letter = {"id": f"l{len(self.letters) + 1}", "cents": 142, "events": [], "papers": []}
        self.letters[str(letter["id"])] = {**letter, "reference": body["reference"], "service": body["service"]}
        self.progress(str(letter["id"]), "made")
        return Reply.of(letter, 201)

    def _of_letter(self, method: str, letter: dict[str, Any], paper: str | None) -> Reply:
        if method == "DELETE":
            if any(event["name"] == "posted" for event in letter["events"]):
                return Reply.of({"error": "has been posted"}, 409)
            del self.letters[letter["id"]]
            return Reply(204)
        if paper is None:
            return Reply.of(letter)
        if self._expired or paper not in letter["papers"]:
            return Reply.of({"error": "gone"}, 410)
        return Reply(200, proof_pdf(paper, {"letter": letter["id"]}, self.now()), "application/pdf")
