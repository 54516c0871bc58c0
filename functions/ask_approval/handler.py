"""Asks a person to approve what is irreversible."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.case_steps import case_step
from relance.domain.case import Gate
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{"account_id", "case_id", "gate", "task_token"}` in; the token carries the answer."""
    step = case_step(event, "gate", "task_token")
    logger.append_keys(account=step.account_id, case=step.case_id, gate=step.gate)
    cases = bootstrap.application().cases
    asked = cases.ask_approval.ask(step.account_id, step.case_id, Gate(step.gate), step.task_token)
    logger.info("approval asked", extra={"state": asked.state})
    return {}
