"""Hole: what a role was allowed and refused is known to nobody, so that a grant nobody needs stays.

Repair: write each kind of decision once: role, action, resource, allowed.
"""

from typing import Any

from ministack.core import iam_evaluator
from ministack.services import sts

from local.emulator.context import Context


def apply(context: Context) -> None:
    enforce = iam_evaluator.enforce
    known: set[tuple[str, str, str, bool]] = set()

    def enforce_and_note(
        access_key_id: str, iam_action: str, service: str, region: str, resource_arn: str = "*", **more: Any
    ) -> Any:
        denied = enforce(access_key_id, iam_action, service, region, resource_arn=resource_arn, **more)
        if role := role_of(access_key_id):
            note((role, iam_action, resource_arn, denied is None))
        return denied

    def note(decision: tuple[str, str, str, bool]) -> None:
        if decision not in known:
            known.add(decision)
            context.decisions.append(dict(zip(("role", "action", "resource", "allowed"), decision, strict=True)))

    iam_evaluator.enforce = enforce_and_note


def role_of(access_key_id: str) -> str | None:
    arn = str((sts._sessions.get(access_key_id) or {}).get("Arn", ""))
    return arn.split("/")[1] if ":assumed-role/" in arn else None
