"""Pieces of a reconciliation on their queue, and as a person or the scheduler asks for them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from relance.adapters.billing.contract import breaches_of
from relance.adapters.errors import translated
from relance.domain.calendar import civil_date
from relance.domain.errors import InvalidRecordError
from relance.ports.reconciling import ReconcileTask

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_SEGMENTS = 64


class TaskModel(BaseModel):
    """`{}` starts the whole work; `scheduled_time` is the scheduler's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date | None = None
    scheduled_time: AwareDatetime | None = None
    segment: int | None = Field(None, ge=0, lt=MAX_SEGMENTS)
    segments: int = Field(4, ge=1, le=MAX_SEGMENTS)
    start: dict[str, str] | None = None
    accounts: tuple[str, ...] = ()


def tasks_of(event: dict[str, Any], *, today: date) -> list[ReconcileTask]:
    """The pieces that a queue's batch, a schedule or a person asks for. Raises InvalidRecordError."""
    bodies = [json.loads(r["body"]) for r in event["Records"]] if "Records" in event else [event]
    return [_task(body, today) for body in bodies]


def _task(body: dict[str, Any], today: date) -> ReconcileTask:
    try:
        model = TaskModel.model_validate(body)
    except ValidationError as error:
        raise InvalidRecordError(breaches_of(error)) from None
    if model.segment is not None and model.segment >= model.segments:
        raise InvalidRecordError([("segment", "must be less than segments")])
    scheduled = civil_date(model.scheduled_time) if model.scheduled_time else today
    return ReconcileTask(model.day or scheduled, model.segment, model.segments, model.start, model.accounts)


class SqsReconcileQueue:
    """Messages hold ids and a day."""

    def __init__(self, *, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def put(self, task: ReconcileTask) -> None:
        """Queue one piece."""
        with translated("reconcile queue"):
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=body_of_task(task))


def body_of_task(task: ReconcileTask) -> str:
    """The piece as a message that `tasks_of` reads back."""
    fields = {
        "day": task.day.isoformat(),
        "segment": task.segment,
        "segments": task.segments,
        "start": task.start,
        "accounts": list(task.accounts),
    }
    return json.dumps({name: value for name, value in fields.items() if value not in (None, [])})
