"""Maileva's words as stages, one table for each product and each place where a word stands.

ACCEPTED is "taken by Maileva" everywhere but at the recipient of an LRE, who accepted the letter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import CarrierFact, Service
from relance.ports.messaging import OutcomeUnknownError

Row = Mapping[str, Any]
Table = Mapping[str, DeliveryStatus]

SENDING: Final[Table] = {
    "DRAFT": DeliveryStatus.DRAFT,
    "PENDING": DeliveryStatus.SUBMITTED,
    "BLOCKED": DeliveryStatus.SUBMITTED,
    "ACCEPTED": DeliveryStatus.ACCEPTED,
    "PREPARING": DeliveryStatus.ACCEPTED,
    "REJECTED": DeliveryStatus.REJECTED,
    "CANCELED": DeliveryStatus.CANCELED,
    "PROCESSED": DeliveryStatus.SENT,
    # Some recipient failed: which, and whether it is ours, its own word says.
    "PROCESSED_WITH_ERRORS": DeliveryStatus.ACCEPTED,
}
RECIPIENT: Final[Table] = {**SENDING, "SENDING_REJECTED": DeliveryStatus.REJECTED}
# A failed sending under the word of its siblings fails here too: else the debtor would wait for what never left.
ERE_RECIPIENT: Final[Table] = {**RECIPIENT, "ERROR": DeliveryStatus.REJECTED}
LRE_RECIPIENT: Final[Table] = {
    "DRAFT": DeliveryStatus.DRAFT,
    "PENDING": DeliveryStatus.SUBMITTED,
    "BLOCKED": DeliveryStatus.SUBMITTED,
    "PROCESSED": DeliveryStatus.SENT,
    "CANCELED": DeliveryStatus.CANCELED,
    "REJECTED": DeliveryStatus.REJECTED,
    "SENDING_REJECTED": DeliveryStatus.REJECTED,
    "ERROR": DeliveryStatus.REJECTED,
    "ACCEPTED": DeliveryStatus.DELIVERED,
    "REFUSED": DeliveryStatus.REFUSED,
    "NOT_CLAIMED": DeliveryStatus.UNCLAIMED,
    "TO_UPDATE": DeliveryStatus.WRONG_ADDRESS,
}
ERE_DELIVERY: Final[Table] = {
    "DELIVERING": DeliveryStatus.AWAITING_RECIPIENT,
    "DELIVERED": DeliveryStatus.DELIVERED,
    "UNDELIVERED": DeliveryStatus.RETURNED,
    "UNDELIVERED BOUNCED": DeliveryStatus.WRONG_ADDRESS,
    "UNDELIVERED NOT_CLAIMED": DeliveryStatus.UNCLAIMED,
    "UNDELIVERED REFUSED": DeliveryStatus.REFUSED,
}
CATEGORY: Final[Table] = {
    "DELIVERING": DeliveryStatus.IN_TRANSIT,
    "FIRST_PRESENTATION": DeliveryStatus.PRESENTED,
    "DELIVERED": DeliveryStatus.DELIVERED,
    "UNDELIVERED": DeliveryStatus.RETURNED,
}
POSTAL: Final[Table] = {
    **dict.fromkeys(("LP01", "LP02"), DeliveryStatus.SENT),
    **dict.fromkeys(
        ("LP03", "LP04", "LP05", "LP06", "LP07", "LP11", "LP12", "LP13", "LP14"), DeliveryStatus.IN_TRANSIT
    ),
    "LP08": DeliveryStatus.AWAITING_RECIPIENT,
    **dict.fromkeys(("LP09", "LP10"), DeliveryStatus.PRESENTED),
    **dict.fromkeys(("LP15", "LP16", "LP28", "LP29"), DeliveryStatus.DELIVERED),
    # It announces a paper: whether somebody took the letter, another code says.
    "LP18": DeliveryStatus.IN_TRANSIT,
    **dict.fromkeys(("LP19", "LP25"), DeliveryStatus.UNCLAIMED),
    **dict.fromkeys(("LP20", "LP21"), DeliveryStatus.WRONG_ADDRESS),
    "LP22": DeliveryStatus.REFUSED,
    # Sent on to the addressee, not back to us.
    **dict.fromkeys(("LP23", "LP26"), DeliveryStatus.IN_TRANSIT),
    **dict.fromkeys(("LP17", "LP24", "LP27"), DeliveryStatus.RETURNED),
}
RETURNED_BECAUSE: Final[Table] = {
    "N02": DeliveryStatus.WRONG_ADDRESS,
    "N03": DeliveryStatus.UNCLAIMED,
    "N05": DeliveryStatus.REFUSED,
    "N07": DeliveryStatus.WRONG_ADDRESS,
}
LETTER_DELIVERY: Final[Table] = {"N10": DeliveryStatus.RETURNED}


@dataclass(frozen=True, slots=True)
class Told:
    """A word where it stood, with its day and what stood around it."""

    where: str
    word: str
    status: DeliveryStatus
    at: datetime
    said_at: str
    source: Row


def facts_of(
    service: Service, carrier_id: str, reference: str | None, sending: Row, recipient: Row, delivery: Iterable[Row]
) -> tuple[CarrierFact, ...]:
    """Oldest first; of the same instant the more exact word last. `delivery` is what a simple letter keeps apart."""
    newest = _newest(recipient) or _newest(sending)
    told = [
        *_of_sending(sending, newest),
        *_of_recipient(service, recipient, newest),
        *_of_delivery(service, recipient, newest),
        *_of_letter(delivery, newest),
    ]
    facts = {fact.event_id: fact for fact in (_fact(carrier_id, reference, each) for each in told)}
    return tuple(sorted(facts.values(), key=lambda fact: fact.at))


def _of_sending(sending: Row, newest: str | None) -> Iterator[Told]:
    dates = {"DRAFT": "creation_date", "PROCESSED": "processed_date", "PROCESSED_WITH_ERRORS": "processed_date"}
    history = _history(sending.get("statuses"))
    for row in history:
        yield _told("sending", row["code"], SENDING, row, row.get("date"), _newest(sending))
    word = str(sending.get("status") or "")
    if word and word not in {row["code"] for row in history}:
        day = _first(sending.get(dates.get(str(word), "submission_date")), _newest(sending), newest)
        yield _told("sending", word, SENDING, {"status": word, "date": day}, day)


def _of_recipient(service: Service, recipient: Row, newest: str | None) -> Iterator[Told]:
    table = {Service.LRE: LRE_RECIPIENT, Service.ERE: ERE_RECIPIENT}.get(service, RECIPIENT)
    history = _history(recipient.get("statuses"))
    for row in history:
        yield _told("recipient", row["code"], table, row, row.get("date"), newest)
    word = str(recipient.get("status") or "")
    if word and word not in {row["code"] for row in history}:
        day = _first(recipient.get("status_date"), newest)
        yield _told("recipient", word, table, {"status": word, "date": day}, day)


def _of_delivery(service: Service, recipient: Row, newest: str | None) -> Iterator[Told]:
    rows = _history(recipient.get("delivery_statuses"))
    if service is Service.ERE:
        for row in rows or _current_delivery(recipient):
            word = " ".join(str(each) for each in (row["code"], row.get("detail")) if each)
            yield _told("delivery", word, ERE_DELIVERY, row, row.get("date"), newest)
        return
    for row in _rows(recipient.get("main_delivery_statuses")):
        yield _told("category", row.get("category"), CATEGORY, row, row.get("date"), newest)
    for row in rows:
        yield _told("delivery", row["code"], POSTAL, row, row.get("date"), newest)
    if reason := recipient.get("undelivered_mail_reason"):
        day = _first(recipient.get("undelivered_mail_date"), newest)
        yield _told("returned", reason, RETURNED_BECAUSE, {"reason": reason, "date": day}, day)


def _of_letter(delivery: Iterable[Row], newest: str | None) -> Iterator[Told]:
    for row in delivery:
        yield _told("delivery", row.get("status"), LETTER_DELIVERY, row, row.get("date"), newest)


def _current_delivery(recipient: Row) -> list[Row]:
    """Where no history is given, the word of the day, dated by its proof."""
    if not recipient.get("delivery_status"):
        return []
    proofs = (each for each in (recipient.get("delivery_proof"), recipient.get("deposit_proof")) if each)
    proof = next((each for each in proofs if isinstance(each, dict)), {})
    day = _first(proof.get("date"), _newest(recipient))
    return [{"code": recipient["delivery_status"], "detail": recipient.get("delivery_status_detail"), "date": day}]


def _history(statuses: Any) -> list[Row]:
    return [{**row, "code": str(row["code"])} for row in _rows(statuses) if row.get("code")]


def _rows(statuses: Any) -> list[Row]:
    """A list; ERE's contract draws one object where it means a list."""
    rows = [statuses] if isinstance(statuses, dict) else statuses if isinstance(statuses, list) else []
    return [row for row in rows if isinstance(row, dict)]


def _newest(row: Row) -> str | None:
    """The latest instant of a row; days without an hour are plans."""
    days = [value for name, value in row.items() if name.endswith("_date") and moment(value) and "T" in value]
    return max(days, default=None)


def _first(*days: Any) -> str | None:
    return next((day for day in days if moment(day)), None)


def _told(where: str, word: Any, table: Table, source: Row, *days: Any) -> Told:
    for day in days:
        if at := moment(day):
            return Told(where, str(word), table.get(str(word), DeliveryStatus.UNKNOWN), at, day, source)
    raise OutcomeUnknownError(f"maileva: the {where}'s word {str(word)[:40]!r} has no date")


def _fact(carrier_id: str, reference: str | None, told: Told) -> CarrierFact:
    canonical = json.dumps(told.source, sort_keys=True, ensure_ascii=False, default=str)
    return CarrierFact(
        carrier_id=carrier_id,
        reference=reference,
        status=told.status,
        raw=told.word,
        at=told.at,
        payload_sha256=hashlib.sha256(canonical.encode()).hexdigest(),
        event_id=f"{carrier_id}/{told.where}/{told.word}/{told.said_at}",
    )


def moment(said: Any) -> datetime | None:
    """Maileva writes 2018-03-14T07:21:40.757Z; what bears no zone is taken as UTC. None: no date."""
    try:
        at = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
