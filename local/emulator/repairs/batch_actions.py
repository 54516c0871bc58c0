"""Hole: a batch call is judged as an action of its own, which IAM does not have and no policy can grant.

Repair: judge it as AWS does, by the action that it repeats.
"""

from typing import Any

from ministack.core import iam_evaluator

from local.emulator.context import Context

REPEATS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}


def apply(_: Context) -> None:
    enforce = iam_evaluator.enforce

    def enforce_as_repeated(access_key_id: str, iam_action: str, *rest: Any, **more: Any) -> Any:
        return enforce(access_key_id, REPEATS.get(iam_action, iam_action), *rest, **more)

    iam_evaluator.enforce = enforce_as_repeated
