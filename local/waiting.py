"""Waits for facts, never for a number of seconds."""

import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

from local.endpoint import Endpoint

# Short waits are seen at once; long ones are not made longer by asking all the time.
PAUSES = (0.01, 0.1)
# Between a thread's birth and its first count lies a moment: rest must be seen more than once.
SEEN_AT_REST = 3
COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


class StillMovingError(TimeoutError):
    pass


def until_drained(endpoint: Endpoint, queues: Sequence[str], timeout: float) -> None:
    def held() -> dict[str, int]:
        found = {queue.rpartition("/")[2]: held_by(endpoint, queue) for queue in queues}
        return {name: count for name, count in found.items() if count}

    _until_nothing(held, timeout)


def until_settled(endpoint: Endpoint, besides: Collection[str], timeout: float) -> None:
    def moving() -> dict[str, Any]:
        seen: dict[str, Any] = endpoint.ask("under-way", {})
        seen["messages"] = {name: count for name, count in seen["messages"].items() if count and name not in besides}
        return {what: count for what, count in seen.items() if count}

    _until_nothing(moving, timeout, seen_at_rest=SEEN_AT_REST)


def held_by(endpoint: Endpoint, queue: str) -> int:
    answer = endpoint.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=list(COUNTS))
    return sum(int(answer["Attributes"][name]) for name in COUNTS)


def _until_nothing(moving: Callable[[], dict[str, Any]], timeout: float, *, seen_at_rest: int = 1) -> None:
    deadline, rests, pause = time.monotonic() + timeout, 0, PAUSES[0]
    while rests < seen_at_rest:
        left = moving()
        rests = 0 if left else rests + 1
        if left and time.monotonic() > deadline:
            raise StillMovingError(f"after {timeout:g} s there still is {left}")
        if rests < seen_at_rest:
            time.sleep(pause)
        pause = min(pause * 1.3, PAUSES[1]) if left else PAUSES[0]
