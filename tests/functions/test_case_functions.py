"""The functions of a case, on the samples of events/: each parses its sample and asks the right use case."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from relance.adapters.case_steps import case_step, posted
from relance.domain.case import CaseState, Gate, Wake
from relance.domain.errors import InvalidRecordError
from relance.runtime import bootstrap
from relance.service.web import Answer

EVENTS = Path(__file__).parents[2] / "events"
CASE = "CASE-260316-ABCDEFGHIJKL"
TOKEN = "AQCEAAAAKgAAAAMAAAAA"
CONTEXT = SimpleNamespace(
    function_name="relance", memory_limit_in_mb=512, invoked_function_arn="arn:aws:lambda:x", aws_request_id="1"
)


class Recorder:
    """Stands for a use case: notes the call, and answers what it was told to."""

    def __init__(self, answer: Any = None) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.answer = answer

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any) -> Any:
            self.calls.append((name, args))
            return self.answer

        return call


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


def run(monkeypatch: pytest.MonkeyPatch, folder: str, part: str, event: Any, answer: Any) -> tuple[Any, Recorder]:
    recorder = Recorder(answer)
    application = SimpleNamespace(cases=SimpleNamespace(**{part: recorder}))
    monkeypatch.setattr(bootstrap, "application", lambda: application)
    handler = importlib.import_module(f"functions.{folder}.handler")
    return handler.lambda_handler(event, CONTEXT), recorder


STANDING = SimpleNamespace(state=CaseState.CLOSED_REFUSED, wake_on=None, waiting_for="payment")


@pytest.mark.parametrize(
    ("folder", "event", "answer", "call", "out"),
    [
        ("draft_notice", "draft_notice", STANDING, ("draft", ("C-1", CASE)), {}),
        ("ask_approval", "ask_approval", STANDING, ("ask", ("C-1", CASE, Gate.NOTICE, TOKEN)), {}),
        ("ask_approval", "ask_approval-handoff", STANDING, ("ask", ("C-1", CASE, Gate.HANDOFF, TOKEN)), {}),
        ("serve_notice", "serve_notice", None, ("serve", ("C-1", CASE, TOKEN)), {}),
        ("await_payment", "await_payment", STANDING, ("wait", ("C-1", CASE, TOKEN)), {}),
        ("hand_off", "hand_off", Wake.HANDED_OFF, ("hand_off", ("C-1", CASE)), {"wake": "HANDED_OFF"}),
        (
            "close_case",
            "close_case",
            STANDING,
            ("close", ("C-1", CASE, Wake.PAID, "")),
            {"state": "CLOSED_REFUSED"},
        ),
        (
            "close_case",
            "close_case-failed",
            STANDING,
            ("close", ("C-1", CASE, Wake.FAILED, "NotAcceptedError")),
            {"state": "CLOSED_REFUSED"},
        ),
    ],
)
def test_a_step_parses_its_sample(
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    event: str,
    answer: Any,
    call: tuple[str, tuple[Any, ...]],
    out: dict[str, Any],
) -> None:
    answered, recorder = run(monkeypatch, folder, folder, sample(event), answer)
    assert (answered, recorder.calls) == (out, [call])


PAGE = Answer(200, "<p>", {"Content-Type": "text/html; charset=utf-8"})


@pytest.mark.parametrize(
    ("event", "call"),
    [
        ("desk", ("show", ("not-a-token",))),
        ("desk-decide", ("decide", ("not-a-token", "decision=approve&name=Anne+Durand"))),
    ],
)
def test_the_desk_shows_on_get_and_decides_on_post(
    monkeypatch: pytest.MonkeyPatch, event: str, call: tuple[str, tuple[str, ...]]
) -> None:
    answered, recorder = run(monkeypatch, "desk", "desk", sample(event), PAGE)
    assert answered == {"statusCode": 200, "body": "<p>", "headers": {"Content-Type": "text/html; charset=utf-8"}}
    assert recorder.calls == [call]


def test_the_links_token_never_reaches_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "desk", "desk", sample("desk"), PAGE)
    run(monkeypatch, "ask_approval", "ask_approval", sample("ask_approval"), STANDING)
    logged = capsys.readouterr()
    assert "not-a-token" not in logged.out + logged.err
    assert TOKEN not in logged.out + logged.err


@pytest.mark.parametrize(
    ("event", "needed", "fields"),
    [
        ({}, (), ["account_id", "case_id"]),
        ({"account_id": "C-1", "case_id": 7}, (), ["case_id"]),
        ({"account_id": "C-1", "case_id": CASE}, ("gate", "task_token"), ["gate", "task_token"]),
        ({"account_id": "C-1", "case_id": CASE, "gate": "door"}, (), ["gate"]),
        ({"account_id": "C-1", "case_id": CASE, "result": {"wake": "PERHAPS"}}, ("wake",), ["wake"]),
        ({"account_id": "C-1", "case_id": CASE, "result": "PAID"}, ("wake",), ["wake"]),
    ],
)
def test_a_payload_that_makes_no_sense_names_its_fields(
    event: dict[str, Any], needed: tuple[str, ...], fields: list[str]
) -> None:
    with pytest.raises(InvalidRecordError) as refused:
        case_step(event, *needed)
    assert sorted(field for field, _ in refused.value.breaches) == fields


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ({}, ""),
        ({"body": "a=1"}, "a=1"),
        ({"body": "YT3DqQ==", "isBase64Encoded": True}, "a=é"),
        ({"body": "/w==", "isBase64Encoded": True}, "\ufffd"),
        ({"body": "not base64!", "isBase64Encoded": True}, ""),
    ],
)
def test_a_posted_body_is_text_whatever_was_posted(event: dict[str, Any], body: str) -> None:
    assert posted(event) == body
