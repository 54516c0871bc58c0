"""Hole: state machines wait by the machine's time: a term of a month takes a month, wherever the clock of
their functions stands.

Repair: Wait states and the time-outs of callbacks end when the moved clock says so, and executions
carry its time.
"""

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from ministack.services import stepfunctions as sfn

from local.emulator.clock_watch import ClockWatch
from local.emulator.context import Context

in_a_wait_state: ContextVar[bool] = ContextVar("in_a_wait_state", default=False)


def apply(context: Context) -> None:
    watch = ClockWatch(context.clock)
    execute_wait, invoke = sfn._execute_wait, sfn._invoke_with_callback

    def wait(*arguments: Any) -> Any:
        mark = in_a_wait_state.set(True)
        try:
            return execute_wait(*arguments)
        finally:
            in_a_wait_state.reset(mark)

    def sleep_by_the_right_clock(seconds: float) -> None:
        if in_a_wait_state.get():
            watch.sleep_until(context.clock.now() + timedelta(seconds=seconds))
        else:
            # A retry: whichever clock gets there first, so that a frozen one delays nothing.
            watch.sleep_until(context.clock.now() + timedelta(seconds=seconds), at_most=seconds)

    def invoke_with_deadline(resource: str, given: Any, token: str, state: dict[str, Any]) -> Any:
        if "TimeoutSeconds" not in state:
            return invoke(resource, given, token, state)
        deadline = context.clock.now() + timedelta(seconds=state["TimeoutSeconds"])
        call_off = watch.at(deadline, lambda: time_out(token))
        try:
            return invoke(resource, given, token, {k: v for k, v in state.items() if k != "TimeoutSeconds"})
        finally:
            call_off()

    sfn._execute_wait, sfn._scaled_sleep, sfn._invoke_with_callback = (
        wait,
        sleep_by_the_right_clock,
        invoke_with_deadline,
    )
    sfn._sleep_until = lambda text: watch.sleep_until(moment(text))
    sfn.now_iso = lambda: written(context.clock.now())


def time_out(token: str) -> None:
    task = sfn._task_tokens.get(token)
    if task and not task["event"].is_set():
        said = {"error": "States.Timeout", "cause": "Task timed out waiting for callback"}
        sfn._send_task_failure({"taskToken": token, **said})


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
