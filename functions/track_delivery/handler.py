"""Folds what SES says into the contact it speaks of."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime import bootstrap
from relance.runtime.observability import logger

processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def take(record: SQSRecord) -> None:
    """One event of SES. What cannot be read goes to quarantine; what fails goes back to the queue."""
    outcome = bootstrap.application().contacts.delivery_intake.take(record.message_id, record.body)
    logger.info("delivery tracked", extra={"outcome": outcome})


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A batch of events in; the identifiers of those that failed out."""
    return dict(process_partial_response(event=event, record_handler=take, processor=processor, context=context))
