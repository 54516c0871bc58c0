"""Seals the chains that moved since the last night, and has the seal timestamped."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.orders import scheduled_instant
from relance.domain.calendar import civil_date
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{"scheduled_time": instant}` in; the day, its accounts and what waits for a timestamp out."""
    day = civil_date(scheduled_instant(event))
    logger.append_keys(day=day.isoformat())
    done = bootstrap.application().sealing.seal_day.seal(day)
    told = {"accounts": done.accounts, "stamped": done.stamped, "unstamped": done.unstamped}
    if done.trouble:
        logger.warning("the seal waits for its timestamp", extra={**told, "reason": done.trouble})
    else:
        logger.info("sealed", extra=told)
    return {"day": day.isoformat(), **told}
