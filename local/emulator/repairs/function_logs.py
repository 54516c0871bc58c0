"""Hole: what a function logs is readable through CloudWatch Logs only, a stream per invocation, and
metrics in log lines (EMF) never become metrics.

Repair: append the log to one file per function, and record the metrics that lines declare.
"""

import json
from typing import Any

from ministack.services import cloudwatch, lambda_svc

from local.emulator.context import Context


def apply(context: Context) -> None:
    emit = lambda_svc._emit_lambda_logs

    def emit_and_keep(func: dict[str, Any], request_id: str, text: str, *more: Any, **named: Any) -> None:
        emit(func, request_id, text, *more, **named)
        name = (func.get("config") or func)["FunctionName"]
        with (context.logs / f"{name}.log").open("a", encoding="utf-8") as file:
            file.write(text.rstrip("\n") + "\n" if text else "")
        for line in text.splitlines():
            if '"_aws"' in line:
                record(line)

    lambda_svc._emit_lambda_logs = emit_and_keep


def record(line: str) -> None:
    """The embedded metric format: names and dimensions under _aws, values beside it."""
    try:
        document = json.loads(line)
    except ValueError:
        return  # a log line that only speaks of it
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(document[name]) for name in names}
            for metric in directive["Metrics"]:
                values = document[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    cloudwatch.record_metric(
                        directive["Namespace"], metric["Name"], value, metric.get("Unit", "None"), dimensions
                    )
    cloudwatch._evaluate_all_alarms()
