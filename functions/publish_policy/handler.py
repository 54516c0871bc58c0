"""Puts a draft of finance in force, or says beside it why not."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools.utilities.data_classes import S3Event
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, str]:
    """S3's notice of dropped drafts in; what became of each out."""
    publisher = bootstrap.application().publish_policy
    # S3 writes keys as in a form: a space is a plus sign.
    keys = [unquote_plus(record.s3.get_object.key) for record in S3Event(event).records]
    outcomes = {key: publisher.publish(key=key).value for key in keys}
    logger.info("drafts judged", extra={"drafts": outcomes})
    return outcomes
