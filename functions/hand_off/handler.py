"""Seals the file of a case and hands it off."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.case_steps import case_step
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{"account_id", "case_id"}` in; `{"wake": word}` out: handed off, or why not."""
    step = case_step(event)
    logger.append_keys(account=step.account_id, case=step.case_id)
    word = bootstrap.application().cases.hand_off.hand_off(step.account_id, step.case_id)
    logger.info("case handed off", extra={"outcome": word})
    return {"wake": word.value}
