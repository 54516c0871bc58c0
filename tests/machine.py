"""Step Functions in memory: runs the real definition without threads, so that a story can be told day by day.

It knows what the definition uses (JSONPath) and refuses the rest. That it routes as Step Functions does is proved by
tests/workflow, where the same routes run on moto.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

DEFINITION = Path(__file__).parents[1] / "statemachines" / "escalation.asl.json"

Invoke = Callable[[str, dict[str, Any]], Any]
"""(what the definition calls, payload) -> the function's answer."""


def definition() -> dict[str, Any]:
    asl: dict[str, Any] = json.loads(DEFINITION.read_text(encoding="utf-8"))
    return asl


@dataclass
class Execution:
    name: str
    data: dict[str, Any]
    state: str
    status: str = "RUNNING"
    token: str | None = None
    """The token that the execution waits for."""
    answer: Any = None
    path: list[str] = field(default_factory=list)
    """Names of the states entered."""


class FailedError(Exception):
    def __init__(self, error: str, cause: str = "") -> None:
        self.error, self.cause = error, cause
        super().__init__(f"{error}: {cause}")


class Machine:
    """See ports.outside.CaseRunner. Nothing runs inside `start` or `wake`: `pump` lets executions go on."""

    def __init__(self, invoke: Invoke, asl: dict[str, Any] | None = None) -> None:
        self.asl, self.invoke = asl or definition(), invoke
        self.executions: dict[str, Execution] = {}
        self.tokens = count(1)
        self.died: tuple[type[BaseException], ...] = ()
        """What stands for the death of the computer that runs a function."""
        self.used: Counter[str] = Counter()

    def start(self, case_id: str, payload: dict[str, Any]) -> None:
        self.executions.setdefault(case_id, Execution(case_id, deepcopy(payload), self.asl["StartAt"]))

    def wake(self, task_token: str, output: dict[str, Any]) -> None:
        self.used[task_token] += 1
        for execution in self.executions.values():
            if execution.token == task_token and execution.answer is None:
                execution.answer = deepcopy(output)

    def pump(self) -> None:
        """Let every execution go on until it waits or ends."""
        for execution in list(self.executions.values()):
            while execution.status == "RUNNING" and (execution.token is None or execution.answer is not None):
                self._step(execution)

    def time_out(self, name: str) -> None:
        """The wait of an execution reaches its backstop."""
        execution = self.executions[name]
        execution.token = None
        self._catch(execution, self.asl["States"][execution.state], FailedError("States.Timeout"))

    def _step(self, run: Execution) -> None:
        state = self.asl["States"][run.state]
        if run.token is not None:
            answer, run.token, run.answer = run.answer, None, None
            self._leave(run, state, answer)
            return
        run.path.append(run.state)
        getattr(self, f"_{state['Type'].lower()}")(run, state)

    def _task(self, run: Execution, state: dict[str, Any]) -> None:
        tries: Counter[int] = Counter()
        while True:
            try:
                self._invoke(run, state)
            except FailedError as failed:
                if self._retried(state, failed, tries):
                    continue
                run.token = None
                self._catch(run, state, failed)
            return

    def _invoke(self, run: Execution, state: dict[str, Any]) -> None:
        waits = state["Resource"] == "arn:aws:states:::lambda:invoke.waitForTaskToken"
        assert waits or state["Resource"] == "arn:aws:states:::lambda:invoke"
        token = f"token-{next(self.tokens)}" if waits else None
        run.token = token
        parameters = resolved(state["Parameters"], run.data, {"Task": {"Token": token}})
        try:
            answer = self.invoke(parameters["FunctionName"], json.loads(json.dumps(parameters["Payload"])))
        except Exception as error:
            raise FailedError(type(error).__name__, str(error)) from error
        except self.died as error:
            raise FailedError("Sandbox.Timedout") from error
        if not waits:
            result = {"Payload": json.loads(json.dumps(answer))}
            self._leave(run, state, resolved(state.get("ResultSelector", result), result, {}))

    def _retried(self, state: dict[str, Any], failed: FailedError, tries: Counter[int]) -> bool:
        for place, rule in enumerate(state.get("Retry", [])):
            if failed.error in rule["ErrorEquals"]:
                tries[place] += 1
                return bool(tries[place] <= rule["MaxAttempts"])
        return False

    def _catch(self, run: Execution, state: dict[str, Any], failed: FailedError) -> None:
        for rule in state.get("Catch", []):
            if failed.error in rule["ErrorEquals"] or "States.ALL" in rule["ErrorEquals"]:
                run.data = placed(run.data, rule["ResultPath"], {"Error": failed.error, "Cause": failed.cause})
                run.state = rule["Next"]
                return
        run.status = "FAILED"

    def _choice(self, run: Execution, state: dict[str, Any]) -> None:
        for choice in state["Choices"]:
            rules = choice.get("Or", [choice])
            if any(resolve(r["Variable"], run.data, {}) == r["StringEquals"] for r in rules):
                run.state = choice["Next"]
                return
        run.state = state["Default"]

    def _pass(self, run: Execution, state: dict[str, Any]) -> None:
        result = resolved(state["Parameters"], run.data, {}) if "Parameters" in state else state["Result"]
        self._leave(run, state, result)

    def _succeed(self, run: Execution, state: dict[str, Any]) -> None:
        run.status = "SUCCEEDED"

    def _fail(self, run: Execution, state: dict[str, Any]) -> None:
        run.status = "FAILED"

    @staticmethod
    def _leave(run: Execution, state: dict[str, Any], result: Any) -> None:
        run.data = placed(run.data, state["ResultPath"], result)
        run.state = state["Next"]


def placed(data: dict[str, Any], path: str | None, result: Any) -> dict[str, Any]:
    """The data with a result under a top-level path."""
    return data if path is None else {**data, path.removeprefix("$."): result}


def resolved(template: Any, data: dict[str, Any], context: dict[str, Any]) -> Any:
    """A payload template: keys that end in `.$` take the value of their path."""
    if not isinstance(template, dict):
        return template
    return {
        k.removesuffix(".$"): resolve(v, data, context) if k.endswith(".$") else resolved(v, data, context)
        for k, v in template.items()
    }


def resolve(path: str, data: dict[str, Any], context: dict[str, Any]) -> Any:
    """`$.a.b` in the data, `$$.a.b` in the context. A path that leads nowhere is an error, as on AWS."""
    root: Any = context if path.startswith("$$") else data
    for name in path.lstrip("$").strip(".").split("."):
        root = root[name]
    return root
