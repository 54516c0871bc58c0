"""Hole: StartExecution with the name and input of a running execution is refused.

Repair: it answers that execution, as AWS does, so that a repeated start is harmless.
"""

from typing import Any

from ministack.core.responses import json_response
from ministack.services import stepfunctions as sfn

from local.emulator.context import Context


def apply(_: Context) -> None:
    start = sfn._start_execution

    def start_or_answer_the_same(data: dict[str, Any]) -> Any:
        running = running_with_the_name(data)
        if running and running["input"] == data.get("input", "{}"):
            return json_response({"executionArn": running["executionArn"], "startDate": running["startDate"]})
        return start(data)

    sfn._start_execution = start_or_answer_the_same


def running_with_the_name(data: dict[str, Any]) -> dict[str, Any] | None:
    machine = sfn._state_machines.get(data.get("stateMachineArn", ""))
    if not machine or "name" not in data:
        return None
    for execution in list(sfn._executions.values()):
        same = execution["stateMachineArn"] == machine["stateMachineArn"] and execution["name"] == data["name"]
        if same and execution["status"] == "RUNNING":
            found: dict[str, Any] = execution
            return found
    return None
