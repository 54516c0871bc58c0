"""Compares the invoice table with the ledger and repairs what the stream missed, piece by piece."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.billing.reconcile_tasks import tasks_of
from relance.domain.calendar import civil_date
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{}` or `{"scheduled_time": instant}` starts the work; its queue brings the pieces. What fails is raised."""
    app = bootstrap.application()
    done = [app.ledger_reconciler.run(task) for task in tasks_of(event, today=civil_date(app.clock.now()))]
    figures = {
        "records": sum(d.records for d in done),
        "accounts": sum(d.accounts for d in done),
        "queued": sum(d.queued for d in done),
    }
    logger.info("ledger reconciled", extra=figures)
    return {**figures, "batchItemFailures": []}
