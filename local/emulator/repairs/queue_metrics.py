"""Hole: queues have no metrics, so that an alarm on a dead-letter queue never rings.

Repair: measure the queues every few seconds, those that hold something or just became empty.
"""

import threading
import time
from typing import Any

from ministack.core.responses import _request_account_id, _request_region
from ministack.services import cloudwatch, sqs

from local.emulator.context import Context

SECONDS = 2.0


def apply(context: Context) -> None:
    threading.Thread(target=measure_for_ever, args=(context,), daemon=True).start()


def measure_for_ever(context: Context) -> None:
    _request_account_id.set(context.settings.account)
    _request_region.set(context.settings.region)
    known: set[str] = set()
    while True:
        time.sleep(SECONDS)
        measured = {url for url, queue in list(sqs._queues.items()) if url in known or queue["messages"]}
        for url in measured:
            measure(sqs._queues.get(url))
        known = {url for url in measured if (sqs._queues.get(url) or {}).get("messages")}
        if measured:
            cloudwatch._evaluate_all_alarms()


def measure(queue: dict[str, Any] | None) -> None:
    if queue is None:
        return
    now = time.time()
    messages = list(queue["messages"])
    visible = sum(message["visible_at"] <= now for message in messages)
    age = max((now - message["sent_at"] for message in messages), default=0.0)
    dimensions = {"QueueName": queue["name"]}
    for name, value, unit in (
        ("ApproximateNumberOfMessagesVisible", visible, "Count"),
        ("ApproximateNumberOfMessagesNotVisible", len(messages) - visible, "Count"),
        ("ApproximateAgeOfOldestMessage", age, "Seconds"),
    ):
        cloudwatch.record_metric("AWS/SQS", name, value, unit, dimensions)
