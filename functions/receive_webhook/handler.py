"""Takes in what carriers call us about."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.hooks import hook_call
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """An HTTP API's event in, a bare status out. Path and query are never logged: they hold the carrier's key."""
    call = hook_call(event)
    answer = bootstrap.application().letters.receive_webhook.receive(call)
    logger.info("webhook answered", extra={"heard": answer.heard, "status": answer.status, "bytes": len(call.body)})
    return {"statusCode": answer.status, "headers": {"Cache-Control": "no-store"}}
