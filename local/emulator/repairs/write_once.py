"""Hole: a bucket policy that wants `If-None-Match` with every file refuses every file: the key is in no request.

Repair: a write says which condition it came with, as on AWS.
"""

from typing import Any

from ministack.core import iam_actions

from local.emulator.context import Context

KEY, HEADER = "s3:if-none-match", "if-none-match"


def apply(_: Context) -> None:
    known = iam_actions.s3_service_context

    def with_its_condition(iam_action: str, query_params: Any, path: str, headers: dict[str, str]) -> dict[str, Any]:
        keys = dict(known(iam_action, query_params, path, headers))
        condition = headers.get(HEADER)
        return {**keys, KEY: condition} if iam_action == "s3:PutObject" and condition else keys

    iam_actions.s3_service_context = with_its_condition
