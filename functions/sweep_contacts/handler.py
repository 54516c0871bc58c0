"""Resumes or settles contacts that stood still for an hour."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Any payload in; how many contacts were resumed or settled, by outcome, out."""
    swept = bootstrap.application().contacts.sweep_contacts.sweep()
    logger.info("contacts swept", extra={"swept": dict(swept)})
    return dict(swept)
