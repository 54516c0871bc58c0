"""Decides again on fresh facts and sends once."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.orders import dispatch_order
from relance.runtime import bootstrap
from relance.runtime.observability import logger

processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def take(record: SQSRecord) -> None:
    """One order. What it raises goes back to the queue, and to the dead letters in the end."""
    order = dispatch_order(record.body)
    outcome = bootstrap.application().contacts.dispatch_contact.dispatch(order)
    logger.info(
        "contact dispatched", extra={"account": order.account_id, "day": order.day.isoformat(), "outcome": outcome}
    )


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A batch of orders in; the identifiers of those that failed out."""
    return dict(process_partial_response(event=event, record_handler=take, processor=processor, context=context))
