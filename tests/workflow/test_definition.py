"""The escalation's definition, held to its rules without running it: the linters do not look inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import relance.ports.messaging  # noqa: F401  (its errors are subclasses of TransientError)
from relance.domain.case import Gate, Wake
from relance.domain.errors import TransientError
from tests.case_world import folder_of
from tests.machine import definition
from tests.workflow.diagram import BEGIN, END, diagram

ROOT = Path(__file__).parents[2]
ASL = definition()
STATES: dict[str, dict[str, Any]] = ASL["States"]
TASKS = {name: s for name, s in STATES.items() if s["Type"] == "Task"}
CHOICES = {name: s for name, s in STATES.items() if s["Type"] == "Choice"}
TWO_GATES = {"AskNoticeApproval": "ask_approval", "AskHandoffApproval": "ask_approval"}
"""The two states that share a function; every other task is named as its function."""
ROUTED_ELSEWHERE = {
    "RouteNoticeApproval": {
        Wake.DEADLINE,
        Wake.NEXT_DAY,
        Wake.SERVED,
        Wake.HANDED_OFF,
        Wake.UNDELIVERED,
        Wake.FAILED,
    },
    "RouteServing": {Wake.APPROVED, Wake.REFUSED, Wake.DEADLINE, Wake.HANDED_OFF, Wake.FAILED},
    "RoutePayment": {
        Wake.APPROVED,
        Wake.REFUSED,
        Wake.LAPSED,
        Wake.NEXT_DAY,
        Wake.SERVED,
        Wake.HANDED_OFF,
        Wake.FAILED,
    },
    "RouteHandoffApproval": {Wake.DEADLINE, Wake.NEXT_DAY, Wake.SERVED, Wake.HANDED_OFF, Wake.FAILED},
    "RouteHandoff": {
        Wake.APPROVED,
        Wake.REFUSED,
        Wake.LAPSED,
        Wake.DEADLINE,
        Wake.NEXT_DAY,
        Wake.SERVED,
        Wake.FAILED,
    },
}
"""Words that cannot come at a choice; should one come all the same, the execution fails loudly."""


def arrows(state: dict[str, Any]) -> Iterator[str]:
    for key in ("Next", "Default"):
        if key in state:
            yield state[key]
    for rule in (*state.get("Choices", []), *state.get("Catch", [])):
        yield rule["Next"]


def test_every_arrow_lands() -> None:
    assert {ASL["StartAt"]} | {to for s in STATES.values() for to in arrows(s)} <= set(STATES)


def test_every_state_is_reached_and_reaches_an_end() -> None:
    reached, left = set(), [ASL["StartAt"]]
    while left:
        name = left.pop()
        if name not in reached:
            reached.add(name)
            left += arrows(STATES[name])
    assert reached == set(STATES)
    ends = {name for name, s in STATES.items() if s["Type"] in ("Succeed", "Fail")}
    for _ in STATES:
        ends |= {name for name, s in STATES.items() if ends & set(arrows(s))}
    assert ends == set(STATES)


@pytest.mark.parametrize("name", TASKS)
def test_every_task_has_a_timeout_retries_and_a_way_out(name: str) -> None:
    task = TASKS[name]
    assert isinstance(task["TimeoutSeconds"], int)
    assert task["Retry"]
    assert task["Catch"][-1]["ErrorEquals"] == ["States.ALL"]
    waits = task["Resource"].endswith(".waitForTaskToken")
    backstop = [c for c in task["Catch"] if c["ErrorEquals"] == ["States.Timeout"]]
    assert bool(backstop) == waits  # a wait's time-out is an answer, not an error
    assert (task["TimeoutSeconds"] >= 100 * 86_400) == waits


@pytest.mark.parametrize("name", TASKS)
def test_every_transient_error_is_retried_by_its_own_name(name: str) -> None:
    """Step Functions compares bare class names: a subclass of TransientError is not one."""
    names = {e for rule in TASKS[name]["Retry"] for e in rule["ErrorEquals"]}
    assert {c.__name__ for c in family(TransientError)} <= names


def family(error: type[Exception]) -> Iterator[type[Exception]]:
    if error.__module__.startswith("relance."):
        yield error
    for child in error.__subclasses__():
        yield from family(child)


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_named_as_its_functions_folder(name: str) -> None:
    function = TASKS[name]["Parameters"]["FunctionName"]
    assert re.fullmatch(r"\$\{[A-Za-z]+Function\}", function)
    folder = folder_of(function)
    assert (ROOT / "functions" / folder / "handler.py").is_file()
    assert folder == TWO_GATES.get(name, folder_of("${" + name + "Function}"))


def test_only_ids_words_and_tokens_cross_the_states() -> None:
    allowed = {"account_id.$", "case_id.$", "task_token.$", "gate", "result.$"}
    for name, task in TASKS.items():
        assert set(task["Parameters"]["Payload"]) <= allowed, name
    gates = {TASKS[n]["Parameters"]["Payload"]["gate"] for n in TWO_GATES}
    assert gates == {g.value for g in Gate}


@pytest.mark.parametrize("name", CHOICES)
def test_every_word_is_routed_or_known_not_to_come(name: str) -> None:
    words = {r["StringEquals"] for c in CHOICES[name]["Choices"] for r in c.get("Or", [c])}
    assert words | {w.value for w in ROUTED_ELSEWHERE[name]} == {w.value for w in Wake}
    assert not words & {w.value for w in ROUTED_ELSEWHERE[name]}
    assert CHOICES[name]["Default"] == "CaseStuck"


def test_nothing_is_used_that_the_embedded_aws_lacks() -> None:
    text = (ROOT / "statemachines" / "escalation.asl.json").read_text(encoding="utf-8")
    assert "QueryLanguage" not in text
    assert "HeartbeatSeconds" not in text
    assert "TimeoutSecondsPath" not in text
    assert "TimeoutSeconds" not in ASL
    assert not re.search(r'"\$\{[^}]*Seconds[^}]*\}"', text)


def test_the_picture_in_the_documentation_is_the_definitions() -> None:
    page = (ROOT / "docs" / "escalation.md").read_text(encoding="utf-8")
    drawn = page.partition(BEGIN)[2].partition(END)[0].strip()
    assert drawn == diagram(ASL).strip()
