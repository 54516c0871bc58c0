"""What Maileva tells of a letter: each word with its stage and its instant, wherever the word stood."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from relance.adapters.carriers.maileva.words import (
    CATEGORY,
    ERE_DELIVERY,
    ERE_RECIPIENT,
    LETTER_DELIVERY,
    LRE_RECIPIENT,
    POSTAL,
    RECIPIENT,
    RETURNED_BECAUSE,
    SENDING,
    Table,
)
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import CarrierFact, Service

Row = Mapping[str, Any]
DAYS: Final = {
    "DRAFT": "creation_date",
    "PENDING": "submission_date",
    "BLOCKED": "submission_date",
    "PROCESSED": "processed_date",
    "PROCESSED_WITH_ERRORS": "processed_date",
}
"""Where a sending tells the day of a word of production, its own or its recipient's."""
PLANNED: Final = ("scheduled_date", "expected_date")


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as Maileva shows it; `delivery` is what a simple one keeps apart."""

    service: Service
    carrier_id: str
    sending: Row
    recipient: Row
    delivery: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A word where it stood, with its instant and what stood around it."""

    where: str
    word: str
    status: DeliveryStatus
    at: datetime
    said_at: str
    """As Maileva dates this very word; empty where it does not, and `at` is the nearest date that it told."""
    source: Row


def facts_of(shown: Shown, seen: datetime) -> tuple[CarrierFact, ...]:
    """Oldest first; of the same instant the more exact word last.

    Every date is optional in the contract: what has none at all is dated when it was seen.
    """
    newest = _newest(shown.recipient) or _newest(shown.sending) or seen.isoformat()
    told = [*_of_sending(shown.sending, newest), *_of_recipient(shown, newest), *_of_delivery(shown, newest)]
    facts = {fact.event_id: fact for fact in (_fact(shown, each) for each in told)}
    return tuple(sorted(facts.values(), key=lambda fact: fact.at))


def _of_sending(sending: Row, newest: str) -> Iterator[Told]:
    history = _history(sending.get("statuses"))
    for row in history:
        yield _told("sending", row["code"], SENDING, row, row.get("date"), _newest(sending), newest)
    word = str(sending.get("status") or "")
    if word and word not in {row["code"] for row in history}:
        day = sending.get(DAYS.get(word, "submission_date"))
        yield _now("sending", word, SENDING, day, _newest(sending), newest)


def _of_recipient(shown: Shown, newest: str) -> Iterator[Told]:
    recipient = shown.recipient
    table = {Service.LRE: LRE_RECIPIENT, Service.ERE: ERE_RECIPIENT}.get(shown.service, RECIPIENT)
    history = _history(recipient.get("statuses"))
    for row in history:
        yield _told("recipient", row["code"], table, row, row.get("date"), newest)
    word = str(recipient.get("status") or "")
    if not word or word in {row["code"] for row in history}:
        return
    if moment(day := recipient.get("status_date")):
        yield _told("recipient", word, table, {"status": word, "date": day}, day)
        return
    day = shown.sending.get(DAYS[word]) if word in DAYS else _proven(recipient)
    yield _now("recipient", word, table, day, newest)


def _of_delivery(shown: Shown, newest: str) -> Iterator[Told]:
    recipient = shown.recipient
    if shown.service is Service.ERE:
        for row in _history(recipient.get("delivery_statuses")) or _delivered_now(recipient):
            word = " ".join(str(each) for each in (row["code"], row.get("detail")) if each)
            yield _told("delivery", word, ERE_DELIVERY, row, row.get("date"), _proven(recipient), newest)
        return
    last = recipient.get("last_main_delivery_status")
    for row in _with_last(recipient.get("main_delivery_statuses"), "category", last):
        yield _told("category", row["category"], CATEGORY, row, row.get("date"), newest)
    last = {"code": recipient.get("last_delivery_status"), "date": recipient.get("last_delivery_status_date")}
    rows = [*_rows(recipient.get("delivery_statuses")), *({**row, "code": row.get("status")} for row in shown.delivery)]
    table = LETTER_DELIVERY if shown.service is Service.LETTER else POSTAL
    for row in _with_last(rows, "code", last):
        yield _told("delivery", row["code"], table, row, row.get("date"), newest)
    if reason := recipient.get("undelivered_mail_reason"):
        day = recipient.get("undelivered_mail_date")
        yield _told("returned", reason, RETURNED_BECAUSE, {"reason": reason, "date": day}, day, newest)


def _with_last(rows: Any, name: str, last: Any) -> list[Row]:
    """The history, and what is told of as its newest word should it lack that."""
    known = _named(rows, name)
    return [*known, *(row for row in _named(last, name) if row[name] not in {each[name] for each in known})]


def _delivered_now(recipient: Row) -> list[Row]:
    """Where no history is given, the word of the day."""
    if not recipient.get("delivery_status"):
        return []
    return [{"code": recipient["delivery_status"], "detail": recipient.get("delivery_status_detail")}]


def _proven(recipient: Row) -> Any:
    """The day of the newest proof of an electronic letter."""
    proofs = (recipient.get(name) for name in ("delivery_proof", "deposit_proof"))
    days = (proof.get("date") or proof.get("creation_date") for proof in proofs if isinstance(proof, dict))
    return next(days, None)


def _history(statuses: Any) -> list[Row]:
    return _named(statuses, "code")


def _named(rows: Any, name: str) -> list[Row]:
    return [{**row, name: str(row[name])} for row in _rows(rows) if row.get(name)]


def _rows(statuses: Any) -> list[Row]:
    """A list; ERE's contract draws one object where it means a list."""
    rows = [statuses] if isinstance(statuses, dict) else statuses if isinstance(statuses, list) else []
    return [row for row in rows if isinstance(row, dict)]


def _newest(row: Row) -> str | None:
    """The latest instant of a row; days without an hour are plans, and so are some with one."""
    told = (value for name, value in row.items() if name.endswith("_date") and not name.endswith(PLANNED))
    days = [value for value in told if moment(value) and "T" in value]
    return max(days, default=None, key=_instant)


def _instant(day: str) -> float:
    at = moment(day)
    return at.timestamp() if at else 0.0


def _now(where: str, word: str, table: Table, *days: Any) -> Told:
    """A word that stands there without a date of its own."""
    day = next((day for day in days if moment(day)), None)
    return _told(where, word, table, {"status": word, "date": day}, None, day)


def _told(where: str, word: Any, table: Table, source: Row, said: Any, *near: Any) -> Told:
    """`near`: days for a word that has none, the nearest first; the last of them is an instant."""
    at = next(found for found in map(moment, (said, *near)) if found)
    status = table.get(str(word), DeliveryStatus.UNKNOWN)
    return Told(where, str(word), status, at, said if moment(said) else "", source)


def _fact(shown: Shown, told: Told) -> CarrierFact:
    canonical = json.dumps(told.source, sort_keys=True, ensure_ascii=False, default=str)
    return CarrierFact(
        carrier_id=shown.carrier_id,
        reference=shown.sending.get("custom_id"),
        status=told.status,
        raw=told.word,
        at=told.at,
        payload_sha256=hashlib.sha256(canonical.encode()).hexdigest(),
        event_id=f"{shown.carrier_id}/{told.where}/{told.word}/{told.said_at}",
    )


def moment(said: Any) -> datetime | None:
    """Maileva writes 2018-03-14T07:21:40.757Z; what bears no zone is taken as UTC. None: no date."""
    try:
        at = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
