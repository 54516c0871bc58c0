"""Reads letters back from their carriers, folds what they tell, keeps their proofs."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.adapters.letter_queue import letter_news
from relance.runtime import bootstrap
from relance.runtime.observability import logger

processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def follow(record: SQSRecord) -> None:
    """One piece of news. A carrier that does not answer is no failure: the letter is asked after again."""
    outcome = bootstrap.application().letters.follow_letter.follow(letter_news(record.body))
    logger.info("letter followed", extra={"outcome": outcome})


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A batch of news in; the identifiers of those that failed out."""
    return dict(process_partial_response(event=event, record_handler=follow, processor=processor, context=context))
