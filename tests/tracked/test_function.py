"""OpenLetter on the samples of events/: pages, choices and files over HTTP, and not a word of them in the log."""

from __future__ import annotations

import base64
import importlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from relance.runtime import bootstrap
from relance.runtime.observability import logger
from tests.tracked_world import TrackedWorld

EVENTS = Path(__file__).parents[2] / "events"
CONTEXT = SimpleNamespace(
    function_name="relance", memory_limit_in_mb=512, invoked_function_arn="arn:aws:lambda:x", aws_request_id="1"
)


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


class Browser:
    """Speaks to the function as the HTTP API does."""

    def __init__(self, world: TrackedWorld, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world = world
        application = SimpleNamespace(tracked=world)
        monkeypatch.setattr(bootstrap, "application", lambda: application)
        self._handler = importlib.import_module("functions.open_letter.handler")

    def call(self, event: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._handler.lambda_handler(event, CONTEXT)
        return answer

    def get(self, token: str) -> dict[str, Any]:
        return self.call(sample("open_letter") | {"pathParameters": {"token": token}})

    def post(self, token: str, **fields: str) -> dict[str, Any]:
        body = base64.b64encode(urlencode(fields).encode()).decode()
        return self.call(sample("open_letter-choice") | {"pathParameters": {"token": token}, "body": body})

    def file(self, token: str) -> dict[str, Any]:
        return self.call(sample("open_letter-file") | {"pathParameters": {"file": token}})


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    world = TrackedWorld()
    world.sends()
    world.arrives()
    return Browser(world, monkeypatch)


@pytest.mark.parametrize("name", ["open_letter", "open_letter-choice", "open_letter-file"])
def test_the_samples_name_nothing_that_we_signed(browser: Browser, name: str) -> None:
    answer = browser.call(sample(name))
    assert answer["statusCode"] == 403
    assert "Ce lien n’ouvre rien" in answer["body"]


def test_a_letter_is_looked_at_opened_and_fetched(browser: Browser) -> None:
    token = browser.world.token
    assert browser.get(token)["statusCode"] == 200
    assert browser.world.told == ["SENT", "NOTIFIED"]
    assert browser.post(token, choice="act") | {"headers": {}} == {"statusCode": 204, "body": "", "headers": {}}
    opened = browser.post(token, choice="open")
    path = opened["body"].partition('href="/letters/files/')[2].partition('"')[0]
    letter = browser.file(path)
    assert (letter["statusCode"], letter["isBase64Encoded"]) == (200, True)
    stored = browser.world.row().letter
    assert stored is not None
    assert base64.b64decode(letter["body"]) == browser.world.archive.get(stored.key)
    assert browser.world.told == ["SENT", "NOTIFIED", "OPENED", "READ"]


def test_neither_address_nor_name_nor_token_reaches_the_log(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    token = browser.world.token
    browser.get(token)
    page = browser.post(token, choice="open")
    path = page["body"].partition('href="/letters/files/')[2].partition('"')[0]
    browser.file(path)
    browser.get(token + "x")
    browser.world.clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    browser.get(token)
    logged = log.getvalue()
    assert logged.count("letter answered") == 5
    for secret in (token, token.partition(".")[0], path, "C-1", "Martin", "192.0.2.10", "Mozilla", "RL-"):
        assert secret not in logged


@pytest.mark.parametrize("body", ["\ud800", "é", "%%%", "A" * 5000, None])
@pytest.mark.parametrize("encoded", [True, False])
def test_a_body_that_no_form_makes_is_refused_and_never_fails(
    browser: Browser, body: str | None, *, encoded: bool
) -> None:
    asked = {"pathParameters": {"token": browser.world.token}, "body": body, "isBase64Encoded": encoded}
    assert browser.call(sample("open_letter-choice") | asked)["statusCode"] == 422
    assert browser.world.told == ["SENT", "NOTIFIED"]


def test_the_timeline_holds_no_address_and_no_name(browser: Browser) -> None:
    browser.post(browser.world.token, choice="open")
    browser.world.follows()
    told = json.dumps([event.data for event in browser.world.ledger.events("C-1")])
    for personal in ("Martin", "@", "192.0.2.10", browser.world.token):
        assert personal not in told
