"""Queues every account whose day has come."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.orders import scheduled_instant
from relance.domain.calendar import civil_date
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{"scheduled_time": instant}` in; the day and how many accounts were queued out."""
    day = civil_date(scheduled_instant(event))
    logger.append_keys(day=day.isoformat())
    queued = bootstrap.application().contacts.plan_day.plan(day)
    logger.info("day planned", extra={"queued": queued})
    return {"day": day.isoformat(), "queued": queued}
