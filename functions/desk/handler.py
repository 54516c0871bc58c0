"""Shows what waits for approval and takes the decision."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.case_steps import posted
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """An HTTP API's event in, a page out. The token in the path is never logged: it would let a reader decide."""
    desk = bootstrap.application().cases.desk
    token, method = event["pathParameters"]["token"], event["requestContext"]["http"]["method"]
    answer = desk.decide(token, posted(event)) if method == "POST" else desk.show(token)
    logger.info("desk answered", extra={"method": method, "status": answer.status})
    return {"statusCode": answer.status, "body": answer.body, "headers": dict(answer.headers)}
