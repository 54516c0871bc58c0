"""Hole: only direct invocations leave Lambda's metrics; those of queues, streams, rules, APIs and state
machines leave none, so that their alarms stay silent.

Repair: count where every invocation passes, and not where direct ones do.
"""

import time
from typing import Any

from ministack.services import cloudwatch, lambda_svc

from local.emulator.context import Context


def apply(_: Context) -> None:
    execute = lambda_svc._execute_function
    emit = lambda_svc._emit_lambda_metrics

    def execute_and_count(func: dict[str, Any], event: Any) -> Any:
        config = func.get("config") or func
        if lambda_svc._function_config_scope_mismatch(config):
            return execute(func, event)  # comes back here in its own account and region
        started = time.monotonic()
        result = execute(func, event)
        if not result.get("throttle"):
            spent = (time.monotonic() - started) * 1000
            emit(config["FunctionName"], duration_ms=spent, error=bool(result.get("error")), throttle=False)
            cloudwatch._evaluate_all_alarms()
        return result

    def emit_throttles_only(name: str, *, duration_ms: float, error: bool, throttle: bool) -> None:
        if throttle:
            emit(name, duration_ms=duration_ms, error=error, throttle=True)

    lambda_svc._execute_function = execute_and_count
    lambda_svc._emit_lambda_metrics = emit_throttles_only
