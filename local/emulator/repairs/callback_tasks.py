"""Holes: a task that waits for a callback ignores `TimeoutSecondsPath`; and when the function that should
pass the token on fails, the failure is swallowed and the execution waits for ever.

Repair: read the path, and let the failure reach Retry and Catch.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ministack.services import stepfunctions as sfn

from local.emulator.context import Context


@dataclass(slots=True)
class Waiting:
    token: str
    failure: Exception | None = None


waiting: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


def apply(_: Context) -> None:
    execute_task, invoke, call_lambda = sfn._execute_task, sfn._invoke_with_callback, sfn._call_lambda

    def execute_with_timeout(state: dict[str, Any], given: Any, execution: Any, ctx: Any) -> Any:
        if path := state.get("TimeoutSecondsPath"):
            state = {**state, "TimeoutSeconds": sfn._resolve_path_or_ctx(path, given, ctx)}
        return execute_task(state, given, execution, ctx)

    def invoke_and_fail(resource: str, given: Any, token: str, state: Any) -> Any:
        wait = Waiting(token)
        mark = waiting.set(wait)
        try:
            return invoke(resource, given, token, state)
        except sfn._ExecutionError as ended:
            raise (wait.failure or ended) from None
        finally:
            waiting.reset(mark)

    def call_and_note(reference: str, event: Any) -> Any:
        try:
            return call_lambda(reference, event)
        except sfn._ExecutionError as error:
            if wait := waiting.get():
                end(wait, error)
            raise

    sfn._execute_task, sfn._invoke_with_callback, sfn._call_lambda = (
        execute_with_timeout,
        invoke_and_fail,
        call_and_note,
    )


def end(wait: Waiting, error: Exception) -> None:
    """The wait that ministack begins next ends at once, unless the callback came before the failure."""
    answered = sfn._task_tokens.get(wait.token) or {}
    if answered.get("result") is None and answered.get("error") is None:
        wait.failure = error
        sfn._send_task_failure({"taskToken": wait.token, "error": "States.TaskFailed"})
