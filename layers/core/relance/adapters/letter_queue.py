"""The queue of letters to read back. Messages hold ids and instants, nothing of the debtor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from relance.adapters.event_fields import parsed
from relance.adapters.sqs import SqsBatches
from relance.domain.contact import StoredObject, named
from relance.domain.errors import InvalidRecordError
from relance.ports.following import ContactDue, LetterNews, News

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsLetterQueue:
    """See ports.following.LetterQueue."""

    def __init__(self, *, client: SQSClient, queue_url: str) -> None:
        self._batches = SqsBatches(client=client, queue_url=queue_url, name="letter queue")

    def put_all(self, news: Iterable[News]) -> int:
        """Queue it and say how many. Raises TransientError when SQS keeps refusing some of a batch."""
        return self._batches.put_all(map(_body, news))


def letter_news(body: str) -> News:
    """The news in a message of the queue. Raises InvalidRecordError naming what is wrong."""
    fields = parsed(body)
    at = _instant(_text(fields, "at"))
    if "account_id" in fields:
        return ContactDue(_text(fields, "account_id"), _day(_text(fields, "day")), at)
    carrier_id, reference = _optional(fields, "carrier_id"), _optional(fields, "reference")
    if carrier_id is None and reference is None:
        raise InvalidRecordError([("carrier_id", "must be a text where there is no reference")])
    return LetterNews(_text(fields, "carrier"), carrier_id, reference, at, _call(fields))


def _body(news: News) -> str:
    at = {"at": news.at.isoformat()}
    if isinstance(news, ContactDue):
        return json.dumps({"account_id": news.account_id, "day": news.day.isoformat(), **at})
    call = named(call=news.call)
    named_by = {"carrier": news.carrier, "carrier_id": news.carrier_id, "reference": news.reference}
    return json.dumps({**named_by, **call, **at})


def _call(fields: Mapping[str, Any]) -> StoredObject | None:
    key, digest = _optional(fields, "call"), _optional(fields, "call_sha256")
    return StoredObject(key, digest) if key and digest else None


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = _optional(fields, name)
    if value is None:
        raise InvalidRecordError([(name, "must be a text")])
    return value


def _optional(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and (not isinstance(value, str) or not value):
        raise InvalidRecordError([(name, "must be a text")])
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidRecordError([("day", "must be a date such as 2026-03-02")]) from error


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidRecordError([("at", "must be an ISO 8601 instant")]) from error
    if instant.tzinfo is None:
        raise InvalidRecordError([("at", "must name its time zone")])
    return instant
