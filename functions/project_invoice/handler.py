"""Takes each change of the invoice table into the ledger."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.billing.stream import changes_of
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A batch of the table's stream in; the places in it of the changes that must come again out."""
    changes = changes_of(event)
    done = bootstrap.application().invoice_projector.project(changes)
    logger.info("changes projected", extra={"records": len(changes), "accounts": done.accounts})
    if done.failed:
        logger.warning("changes must come again", extra={"records": len(done.failed), "reasons": done.reasons[:5]})
    return {"batchItemFailures": [{"itemIdentifier": name} for name in done.failed]}
