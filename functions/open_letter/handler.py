"""Shows a tracked letter's page, takes its addressee's choice, hands over its files."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.case_steps import posted
from relance.adapters.letters.web import replied
from relance.runtime import bootstrap
from relance.runtime.observability import logger


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """An HTTP API's event in, a page or a file out. The path is never logged: it would let a reader act."""
    desk, path = bootstrap.application().tracked.desk, event["pathParameters"]
    method = event["requestContext"]["http"]["method"]
    if "file" in path:
        answer = desk.file(path["file"])
    elif method == "POST":
        answer = desk.act(path["token"], posted(event))
    else:
        answer = desk.show(path["token"])
    logger.info("letter answered", extra={"method": method, "file": "file" in path, "status": answer.status})
    return replied(answer.status, answer.body, answer.headers)
