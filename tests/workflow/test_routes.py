"""Every route of the escalation, run on moto's Step Functions and on the stories' own machine: both go the same way.

Functions are played by a script: what each call answers, raises, or wakes its token with.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws
from moto.awslambda_simple.models import lambda_simple_backends

from tests.case_world import folder_of
from tests.machine import Machine, definition
from tests.workflow.routes import ROUTES, SILENCE, SILENT, PlayedError, Script
from tests.workflow.test_definition import arrows

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

PAYLOAD = {"account_id": "C-1", "case_id": "CASE-260316-ABCDEFGHIJKL"}
LIMIT = 30
numbers = itertools.count(1)


class Player:
    """Plays a script and notes what it is called with."""

    wake: Callable[[str, dict[str, Any]], None]

    def __init__(self, script: Script) -> None:
        self.script = list(script)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, function: str, payload: dict[str, Any]) -> Any:
        folder = folder_of(function)
        expected, does = self.script.pop(0)
        assert folder == expected
        self.calls.append((folder, payload))
        if isinstance(does, Exception):
            raise does
        if does == SILENCE:
            return {}
        if isinstance(does, str):
            self.wake(payload["task_token"], {"wake": does})
            return {}
        return does


def quick(silent: str | None) -> dict[str, Any]:
    """The definition with short waits before a retry, and a second for the one wait that nobody ends."""
    asl = definition()
    for name, state in asl["States"].items():
        for rule in state.get("Retry", []):
            rule["IntervalSeconds"] = 1
        if name == silent:
            state["TimeoutSeconds"] = 1
    return asl


def lived(script: Script) -> tuple[str, Player, list[str]]:
    player = Player(script)
    machine = Machine(player)
    player.wake = machine.wake
    machine.start("CASE", PAYLOAD)
    machine.pump()
    while machine.executions["CASE"].status == "RUNNING":
        machine.time_out("CASE")
        machine.pump()
    return machine.executions["CASE"].status, player, machine.executions["CASE"].path


def on_our_machine(script: Script) -> tuple[str, Player]:
    status, player, _ = lived(script)
    return status, player


@pytest.fixture(scope="module")
def states() -> Iterator[SFNClient]:
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}):
        yield boto3.client("stepfunctions")


def on_moto(states: SFNClient, script: Script, silent: str | None = None) -> tuple[str, Player]:
    player = Player(script)
    player.wake = lambda token, output: wake_moto(states, token, output)
    backend = lambda_simple_backends["123456789012"]["eu-west-3"]
    backend.invoke = answering(player)  # type: ignore[method-assign]
    machine, name = machine_of(states, silent), f"CASE-{next(numbers)}"
    execution = states.start_execution(stateMachineArn=machine, name=name, input=json.dumps(PAYLOAD))
    end = time.monotonic() + LIMIT
    while (found := states.describe_execution(executionArn=execution["executionArn"]))["status"] == "RUNNING":
        assert time.monotonic() < end, f"stands still after {player.calls}"
        threading.Event().wait(0.01)  # the execution has a thread of its own
    return found["status"], player


def answering(player: Player) -> Callable[..., bytes]:
    """What moto calls instead of a function."""

    def invoke(function_name: str, _: Any, body: Any, __: Any, response_headers: dict[str, Any]) -> bytes:
        try:
            answer = player("${" + function_name.rsplit(":", maxsplit=1)[-1] + "}", json.loads(body))
        except PlayedError as error:
            response_headers["x-amz-function-error"] = "Unhandled"
            return json.dumps({"errorType": type(error).__name__, "errorMessage": ""}).encode()
        return json.dumps(answer).encode()

    return invoke


def machine_of(states: SFNClient, silent: str | None) -> str:
    """The machine, made once for each silent state."""
    arns = r"arn:aws:lambda:eu-west-3:123456789012:function:\1"
    text = re.sub(r"\$\{(\w+)\}", arns, json.dumps(quick(silent)))
    known = {m["name"]: m["stateMachineArn"] for m in states.list_state_machines()["stateMachines"]}
    name = f"escalation-{silent}"
    if name in known:
        return known[name]
    role = "arn:aws:iam::123456789012:role/x"
    return states.create_state_machine(name=name, definition=text, roleArn=role)["stateMachineArn"]


def wake_moto(states: SFNClient, token: str, output: dict[str, Any]) -> None:
    states.send_task_success(taskToken=token, output=json.dumps(output))


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_the_same_on_moto_and_on_the_stories_machine(route: str, states: SFNClient) -> None:
    script, status, word = ROUTES[route]
    for seen, player in (on_our_machine(script), on_moto(states, script, SILENT.get(route))):
        assert (seen, player.script) == (status, [])
        closing = [payload["result"]["wake"] for folder, payload in player.calls if folder == "close_case"]
        assert closing == ([word] if word else [])


def test_the_name_of_the_error_reaches_the_closing_function(states: SFNClient) -> None:
    script, _, _ = ROUTES["the carrier refuses"]
    for _, player in (on_our_machine(script), on_moto(states, script)):
        assert player.calls[-1] == (
            "close_case",
            {**PAYLOAD, "result": {"wake": "FAILED", "error": "NotAcceptedError"}},
        )


def test_the_routes_take_every_arrow_of_the_definition() -> None:
    taken: set[tuple[str, str]] = set()
    for script, _, _ in ROUTES.values():
        _, _, path = lived(script)
        taken |= set(itertools.pairwise(path))
    drawn = {(name, to) for name, state in definition()["States"].items() for to in arrows(state)}
    assert drawn - taken == NEVER_TAKEN


NEVER_TAKEN = {
    ("RouteServing", "CaseStuck"),
    ("RoutePayment", "CaseStuck"),
    ("RouteHandoffApproval", "CaseStuck"),
    ("RouteHandoff", "CaseStuck"),
}
"""Words that do not exist: one choice stands for all."""
