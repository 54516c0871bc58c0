"""Whether anything still moves by itself: what tests wait for, instead of sleeping."""

import threading
from typing import Any

from ministack.core import concurrency
from ministack.services import dynamodb, lambda_svc, sqs
from ministack.services import stepfunctions as sfn

_lock = threading.Lock()
_waits = 0


def watch() -> None:
    """Counts the Wait states, which move only by a clock's hand."""
    execute_wait = sfn._execute_wait

    def execute_and_count(*arguments: Any) -> Any:
        count_wait(1)
        try:
            return execute_wait(*arguments)
        finally:
            count_wait(-1)

    sfn._execute_wait = execute_and_count


def count_wait(change: int) -> None:
    global _waits  # noqa: PLW0603
    with _lock:
        _waits += change


def under_way() -> dict[str, Any]:
    invocations, _ = lambda_svc.executions_in_flight()
    return {
        "invocations": invocations,
        "background": concurrency.active_counts()["background"],
        "executions": moving_executions(),
        "messages": {queue["name"]: len(queue["messages"]) for queue in list(sqs._queues.values())},
        "stream_records": unread_stream_records(),
    }


def moving_executions() -> int:
    """Running, and waiting neither for a callback nor for time to pass."""
    running = sum(execution["status"] == "RUNNING" for execution in list(sfn._executions.values()))
    waiting = sum(not task["event"].is_set() for task in list(sfn._task_tokens.values()))
    moving: int = running - waiting - _waits
    return max(0, moving)


def unread_stream_records() -> int:
    unread: int = 0
    for _, _, mapping in lambda_svc._iter_all_esms():
        arn = mapping.get("EventSourceArn", "")
        if mapping.get("Enabled", True) and ":dynamodb:" in arn:
            table = arn.split("/")[1]
            read: int = lambda_svc._dynamodb_stream_positions.get(mapping["UUID"], 0)
            unread += int(dynamodb.stream_end_position(table)) - int(read)
    return unread
