"""Hole: a bucket policy that refuses plain HTTP refuses everything: the port here is plain HTTP.

Repair: the gateway counts as TLS, as AWS's endpoints are.
"""

from typing import Any

from ministack.core import iam_evaluator

from local.emulator.context import Context


def apply(_: Context) -> None:
    resolve = iam_evaluator._resolve_condition_key

    def resolve_as_on_aws(key: str, ctx: Any) -> Any:
        return "true" if key.lower() == "aws:securetransport" else resolve(key, ctx)

    iam_evaluator._resolve_condition_key = resolve_as_on_aws
