"""Hole: answering a task is judged on the resource "*", so that a policy which names the state machine refuses it.

Repair: judge it as Step Functions does, on the state machine whose task the token names.
"""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_actions
from ministack.services import stepfunctions as sfn

from local.emulator.context import Context

machine: ContextVar[str] = ContextVar("machine", default="*")


def apply(_: Context) -> None:
    resource_of, execute_task, invoke = (
        iam_actions.extract_resource_arn,
        sfn._execute_task,
        sfn._invoke_with_callback,
    )
    machines: dict[str, str] = {}

    def execute_and_name(state: Any, given: Any, execution: Any, ctx: Mapping[str, Any]) -> Any:
        mark = machine.set(str(ctx.get("StateMachine", {}).get("Id", "*")))
        try:
            return execute_task(state, given, execution, ctx)
        finally:
            machine.reset(mark)

    def invoke_and_remember(resource: str, given: Any, token: str, state: Any) -> Any:
        machines[token] = machine.get()
        return invoke(resource, given, token, state)

    def resource_or_machine(
        service: str, method: str, path: str, headers: Mapping[str, str], body: bytes, *more: Any
    ) -> Any:
        if service == "states" and ".SendTask" in headers.get("x-amz-target", ""):
            return machines.get(json.loads(body).get("taskToken", ""), "*")
        return resource_of(service, method, path, headers, body, *more)

    sfn._execute_task, sfn._invoke_with_callback = execute_and_name, invoke_and_remember
    iam_actions.extract_resource_arn = resource_or_machine
