"""The functions that follow letters, on samples and fakes: what goes in, what comes out, what is logged."""

from __future__ import annotations

import base64
import importlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from relance.adapters.hooks import HmacHookKeys, hook_call
from relance.adapters.letter_queue import letter_news
from relance.domain.errors import TransientError
from relance.ports.following import ContactDue, LetterNews
from relance.ports.messaging import OutcomeUnknownError
from relance.runtime import bootstrap
from relance.service.following.receive_webhook import ReceiveWebhook
from tests.fakes.ledger import InMemoryQuarantine
from tests.letter_world import LetterWorld

EVENTS = Path(__file__).parents[2] / "events"
KEYS = HmacHookKeys(b"a secret of the deployment")
CONTEXT = SimpleNamespace(
    function_name="relance", memory_limit_in_mb=512, invoked_function_arn="arn:aws:lambda:x", aws_request_id="1"
)


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> LetterWorld:
    world = LetterWorld()
    world.owes()
    door = ReceiveWebhook(
        KEYS, world.known_carriers, world.evidence, world.news, InMemoryQuarantine(), world.clock, world.figures
    )
    letters = SimpleNamespace(receive_webhook=door, follow_letter=world.follower, poll_letters=world.poller)
    monkeypatch.setattr(bootstrap, "application", lambda: SimpleNamespace(letters=letters))
    return world


def run(folder: str, event: dict[str, Any]) -> Any:
    return importlib.import_module(f"functions.{folder}.handler").lambda_handler(event, CONTEXT)


def called(body: bytes, key: str, **headers: str) -> dict[str, Any]:
    event = sample("receive_webhook-form")
    path = f"/hooks/poste/{key}"
    event |= {"rawPath": path, "pathParameters": {"carrier": "poste", "key": key}, "headers": headers}
    event["requestContext"]["http"]["path"] = path
    return event | {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def test_an_authentic_call_is_answered_with_a_bare_status(world: LetterWorld) -> None:
    answer = run("receive_webhook", called(b"L-1 RL-1", KEYS.of("poste"), secret="open sesame"))
    assert answer == {"statusCode": 200, "headers": {"Cache-Control": "no-store"}}
    (news,) = world.news.take()
    assert isinstance(news, LetterNews)
    assert (news.carrier_id, news.reference, news.at) == ("L-1", "RL-1", world.clock.now())
    assert news.call is not None
    assert world.evidence.files == {news.call.key: b"L-1 RL-1"}


def test_the_samples_are_calls_under_a_wrong_key(world: LetterWorld) -> None:
    for name in ("receive_webhook", "receive_webhook-form"):
        assert run("receive_webhook", sample(name))["statusCode"] == 404
    assert world.evidence.files == {}


def test_text_that_is_no_unicode_is_a_wrong_key_and_a_body_like_any_other() -> None:
    """JSON can hold half a character."""
    half = json.loads('"\\ud800"')
    call = hook_call({"pathParameters": {"carrier": "poste", "key": half}, "body": half, "isBase64Encoded": True})
    assert call.body == b"?"
    assert not KEYS.fits(call.carrier, call.key)
    assert not KEYS.fits(half, half)


def test_the_form_of_ar24_is_read_with_its_query() -> None:
    call = hook_call(sample("receive_webhook-form"))
    assert call.body == b"id_mail=7421&new_state=ev_ar"
    assert dict(call.query) == {"letter": "RL-260302-ABCDEFGHIJKL", "key": "not-a-key"}
    assert int(call.headers["content-length"]) == len(call.body)


@pytest.mark.parametrize("secret", ["open sesame", "guess"])
def test_no_key_no_secret_and_no_word_of_a_call_is_logged(
    world: LetterWorld, caplog: pytest.LogCaptureFixture, secret: str
) -> None:
    run("receive_webhook", called(b"L-1 RL-1", KEYS.of("poste"), secret=secret))
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "webhook answered" in logged
    assert not [word for word in (KEYS.of("poste"), secret, "L-1", "RL-1") if word in logged]


def test_news_in_the_sample_is_read() -> None:
    letter, contact = (letter_news(record["body"]) for record in sample("follow_letter")["Records"])
    assert isinstance(letter, LetterNews)
    assert (letter.carrier, letter.reference) == ("maileva", "RL-260302-ABCDEFGHIJKL")
    assert isinstance(contact, ContactDue)
    assert (contact.account_id, contact.day.isoformat()) == ("C-1042", "2026-03-02")


def batch(*bodies: str) -> dict[str, Any]:
    record = sample("follow_letter")["Records"][0]
    return {"Records": [record | {"messageId": f"m-{n}", "body": body} for n, body in enumerate(bodies)]}


def news(carrier_id: str, world: LetterWorld) -> str:
    return json.dumps({"carrier": "poste", "carrier_id": carrier_id, "at": world.clock.now().isoformat()})


def test_what_fails_on_our_side_comes_back_and_the_rest_does_not(
    world: LetterWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.sent()
    world.later(seconds=1)
    answered, stranger = news("L-1", world), news("L-404", world)
    assert run("follow_letter", batch(answered, "{", stranger)) == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert world.row().followed_at == world.clock.now()


def test_a_carrier_that_does_not_answer_is_no_failure(world: LetterWorld) -> None:
    world.sent()
    world.poste.fails = TransientError("unexpected of a carrier: ours, then")
    assert run("follow_letter", batch(news("L-1", world)))["batchItemFailures"] == [{"itemIdentifier": "m-0"}]
    world.poste.fails = OutcomeUnknownError("no answer")
    assert run("follow_letter", batch(news("L-1", world))) == {"batchItemFailures": []}


def test_every_letter_whose_time_has_come_is_queued(world: LetterWorld) -> None:
    world.sent()
    assert run("poll_letters", sample("poll_letters")) == {"queued": 0}
    world.later(hours=1)
    assert run("poll_letters", sample("poll_letters")) == {"queued": 1}
