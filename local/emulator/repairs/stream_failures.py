"""Hole: a stream's mapping ignores `MaximumRetryAttempts`, `BisectBatchOnFunctionError` and the failures that
a function reports: one bad record holds up the stream for ever, or is passed over in silence.

Repair: retry what failed, split it, and give up to the destination for failures, as the mapping says.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

from ministack.services import lambda_svc

from local.emulator import roles
from local.emulator.context import Context

Records = list[dict[str, Any]]
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.4

current = threading.local()


def apply(context: Context) -> None:
    execute, filtered = lambda_svc._execute_function, lambda_svc._apply_filter_criteria

    def filter_and_remember(records: Records, mapping: dict[str, Any]) -> Any:
        # The poller filters a batch, then executes: that is how the mapping becomes known here.
        current.mapping = mapping if ":dynamodb:" in mapping.get("EventSourceArn", "") else None
        return filtered(records, mapping)

    def execute_with_retries(func: dict[str, Any], event: Any) -> Any:
        mapping, current.mapping = getattr(current, "mapping", None), None
        if mapping is None:
            return execute(func, event)
        return Delivery(context, mapping, func, execute).deliver(event["Records"], attempts_of(mapping))

    lambda_svc._apply_filter_criteria = filter_and_remember
    lambda_svc._execute_function = execute_with_retries


def attempts_of(mapping: dict[str, Any]) -> int | None:
    """None: for ever, which is what AWS takes -1 and nothing for."""
    said = int(mapping.get("MaximumRetryAttempts") or -1)
    return None if said < 0 else said


@dataclass(frozen=True, slots=True)
class Delivery:
    context: Context
    mapping: dict[str, Any]
    func: dict[str, Any]
    execute: Any

    def deliver(self, records: Records, attempts: int | None, pause: float = FIRST_PAUSE) -> Any:
        """What it answers says whether the stream may go on: no error means that it may."""
        result = self.execute(self.func, {"Records": records})
        failed = records[self.first_failure(result, records) :]
        if not failed:
            return result
        if attempts is None:
            return {**result, "error": True, "body": result.get("body") or {}}
        if attempts == 0:
            self.give_up(failed, result)
            return {"body": None}
        time.sleep(pause)
        longer = min(2 * pause, LONGEST_PAUSE)
        if self.mapping.get("BisectBatchOnFunctionError") and len(failed) > 1:
            half = len(failed) // 2  # splitting costs no attempt
            self.deliver(failed[:half], attempts, longer)
            return self.deliver(failed[half:], attempts, longer)
        return self.deliver(failed, attempts - 1, longer)

    def first_failure(self, result: dict[str, Any], records: Records) -> int:
        if result.get("error"):
            return 0
        body = result.get("body")
        reported = "ReportBatchItemFailures" in (self.mapping.get("FunctionResponseTypes") or [])
        failures = (body or {}).get("batchItemFailures") if reported and isinstance(body, dict) else None
        named = {failure["itemIdentifier"] for failure in failures or []}
        positions = [i for i, record in enumerate(records) if record["dynamodb"]["SequenceNumber"] in named]
        return min(positions, default=len(records))

    def give_up(self, failed: Records, result: dict[str, Any]) -> None:
        destination = ((self.mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination", "")
        if ":sqs:" in destination:
            role = (self.func.get("config") or self.func)["Role"]
            roles.require(self.context, role, "sqs:SendMessage", destination)
        arn = self.mapping["EventSourceArn"]
        lambda_svc._send_ddb_stream_failure_record(
            self.mapping, self.func, failed, arn, result, "RetryAttemptsExhausted"
        )
