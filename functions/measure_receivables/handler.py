"""Publishes the receivables' figures of a day."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.orders import scheduled_instant
from relance.domain.calendar import civil_date
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{"scheduled_time": instant}` in; the day and how many accounts were read out."""
    day = civil_date(scheduled_instant(event))
    logger.append_keys(day=day.isoformat())
    found = bootstrap.application().receivables_meter.measure(day)
    logger.info("receivables measured", extra={"accounts": found.accounts, "overdue_accounts": found.overdue_accounts})
    return {"day": day.isoformat(), "accounts": found.accounts}
