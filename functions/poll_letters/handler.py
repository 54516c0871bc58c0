"""Has every letter asked after whose time has come."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Any payload in; how many letters were queued out."""
    queued = bootstrap.application().letters.poll_letters.poll()
    logger.info("letters queued", extra={"queued": queued})
    return {"queued": queued}
