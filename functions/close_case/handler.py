"""Ends a case and gives its invoices back to their plan."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.case_steps import case_step
from relance.domain.case import Wake
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{"account_id", "case_id", "result": {"wake", "error"}}` in, the error after a failure only; the state out."""
    step = case_step(event, "wake")
    logger.append_keys(account=step.account_id, case=step.case_id)
    case = bootstrap.application().cases.close_case.close(step.account_id, step.case_id, Wake(step.wake), step.error)
    logger.info("case closed", extra={"state": case.state, "why": step.wake, "error": step.error})
    return {"state": case.state.value}
