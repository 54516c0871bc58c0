"""Hands the approved notice to the carrier, once."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.case_steps import case_step
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{"account_id", "case_id", "task_token"}` in; the token carries the answer, today or on a later day."""
    step = case_step(event, "task_token")
    logger.append_keys(account=step.account_id, case=step.case_id)
    word = bootstrap.application().cases.serve_notice.serve(step.account_id, step.case_id, step.task_token)
    logger.info("notice handled", extra={"outcome": word or "WAITS"})
    return {}
