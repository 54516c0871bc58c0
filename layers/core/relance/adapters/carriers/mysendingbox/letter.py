"""MySendingBox: what a letter object tells. Words are mapped for each channel, for both use the same ones otherwise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from relance.adapters.carriers.mysendingbox.body import REFERENCE, REFERENCE_KEY
from relance.adapters.carriers.mysendingbox.settings import PLAIN
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import CarrierFact, ProofKind, ProofOffer, Taken
from relance.ports.messaging import OutcomeUnknownError

COMMON: Final = {
    "letter.created": DeliveryStatus.SUBMITTED,
    "letter.error": DeliveryStatus.REJECTED,
    "letter.canceled": DeliveryStatus.CANCELED,
    "letter.filing_proof": DeliveryStatus.SENT,
}
PAPER: Final = {
    **COMMON,
    "letter.accepted": DeliveryStatus.ACCEPTED,
    "letter.sent": DeliveryStatus.SENT,
    "letter.in_transit": DeliveryStatus.IN_TRANSIT,
    "letter.waiting_to_be_withdrawn": DeliveryStatus.AWAITING_RECIPIENT,
    "letter.distributed": DeliveryStatus.DELIVERED,
    "letter.delivery_proof": DeliveryStatus.DELIVERED,
    "letter.returned_to_sender": DeliveryStatus.RETURNED,
    "letter.return_to_sender_proof": DeliveryStatus.RETURNED,
    "letter.wrong_address": DeliveryStatus.WRONG_ADDRESS,
    "letter.lost": DeliveryStatus.LOST,
    # The post's own words, in tracking_events. INCONNU stays unknown.
    "PRIS_EN_CHARGE": DeliveryStatus.SENT,
    "A_RETIRER": DeliveryStatus.AWAITING_RECIPIENT,
    "DISTRIBUE": DeliveryStatus.DELIVERED,
    "RETOUR_DESTINATAIRE": DeliveryStatus.RETURNED,
}
ELECTRONIC: Final = {
    **COMMON,
    "letter.electronic.sent": DeliveryStatus.SENT,
    "letter.electronic.waiting_download": DeliveryStatus.AWAITING_RECIPIENT,
    "letter.electronic.not_distributed": DeliveryStatus.WRONG_ADDRESS,
    "letter.electronic.refused": DeliveryStatus.REFUSED,
    "letter.electronic.negligence": DeliveryStatus.UNCLAIMED,
}
"""failed_tracking and locked say nothing of the letter's fate: unknown, and alarmed."""
ACCEPTED: Final = "letter.electronic.accepted"
TOLD_BY_PROOF: Final = {
    "download_proof": DeliveryStatus.DELIVERED,
    "rejection_proof": DeliveryStatus.REFUSED,
    "negligence_proof": DeliveryStatus.UNCLAIMED,
}
"""No event tells of a download: its proof does."""
CHANNELS: Final = {
    **dict.fromkeys(("lre", "ere", "email"), "electronic"),
    **dict.fromkeys(("lr", "lrar", *PLAIN), "paper"),
}
"""By postage, where a letter does not say its channel."""
BACK: Final = frozenset({"letter.returned_to_sender", "letter.return_to_sender_proof", "RETOUR_DESTINATAIRE"})
PROOFS: Final = {
    "file": ProofKind.CONTENT,
    "filing_proof": ProofKind.DEPOSIT,
    "delivery_proof": ProofKind.RECEIPT,
    "download_proof": ProofKind.RECEIPT,
    "rejection_proof": ProofKind.REFUSAL,
    "negligence_proof": ProofKind.UNCLAIMED,
    "return_to_sender_proof": ProofKind.UNDELIVERED,
    "lost_proof": ProofKind.UNDELIVERED,
}
KEPT: Final = ("_id", "object", "channel", "mode", "postage_type", "mail_provider", "price", "created_at")
"""Of an answer: what is no personal data."""
NEWS_OF_CALLS: Final = frozenset({"webhook_called", "webhook_failed", "webhook_last_error_message", "updated_at"})
"""What changes in an event though nothing happened to the letter."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One word, wherever the letter object says it."""

    word: str
    at: datetime
    event_id: str
    payload: object


def taken_of(letter: Json) -> Taken:
    """Raises OutcomeUnknownError for an answer that names no letter."""
    carrier_id = letter.get("_id")
    if not isinstance(carrier_id, str) or not carrier_id:
        raise OutcomeUnknownError("the answer names no letter")
    return Taken(carrier_id, _cents(letter.get("price")), {name: letter[name] for name in KEPT if name in letter})


def reference_of(letter: Json) -> str | None:
    """Ours, from wherever the letter shows it."""
    metadata = letter.get("metadata")
    for said in (metadata.get(REFERENCE_KEY) if isinstance(metadata, Mapping) else None, letter.get("description")):
        if isinstance(said, str) and REFERENCE.fullmatch(said):
            return said
    return None


def facts_of(letter: Json, accepted: DeliveryStatus) -> tuple[CarrierFact, ...]:
    """Oldest first. `accepted`: what `letter.electronic.accepted` means."""
    carrier_id, reference = taken_of(letter).carrier_id, reference_of(letter)
    channel = letter.get("channel") or CHANNELS.get(str(letter.get("postage_type")))
    tables = {"paper": PAPER, "electronic": ELECTRONIC | TOLD_BY_PROOF | {ACCEPTED: accepted}}
    table = tables.get(str(channel), {})
    facts, on_its_way_back = [], False
    for told in sorted(_told(letter), key=lambda each: each.at):
        stage = table.get(told.word, DeliveryStatus.UNKNOWN)
        on_its_way_back |= told.word in BACK
        if stage is DeliveryStatus.DELIVERED and on_its_way_back and channel == "paper":
            stage = DeliveryStatus.RETURNED  # handed over to the sender: La Poste says "distributed" of that too
        facts.append(
            CarrierFact(carrier_id, reference, stage, told.word, told.at, _sha256(told.payload), told.event_id)
        )
    return tuple(facts)


def proofs_of(letter: Json) -> tuple[ProofOffer, ...]:
    """Those that can be fetched: a bare id cannot, for no call for it is published."""
    carrier_id = taken_of(letter).carrier_id
    files = {field: letter.get(field) for field in PROOFS}
    return tuple(
        ProofOffer(carrier_id, PROOFS[field], field, _moment(file.get("created_at")))
        for field, file in files.items()
        if isinstance(file, Mapping) and file.get("url")
    )


def proof_url(letter: Json, field: str) -> str | None:
    """Where the file is now; None: nowhere."""
    file = letter.get(field)
    url = file.get("url") if isinstance(file, Mapping) else None
    return url if isinstance(url, str) and url else None


def _told(letter: Json) -> Iterator[Told]:
    seen: set[str] = set()
    for told in (*_events(letter), *_tracking(letter), *_proven(letter), *_flagged(letter)):
        if told.event_id not in seen:
            seen.add(told.event_id)
            yield told


def _events(letter: Json) -> Iterator[Told]:
    for event in [*_list(letter, "events"), *_last(letter)]:
        if isinstance(event, Mapping):
            word = str(event.get("name") or "")
            yield Told(word, _when(letter, event, "created_at"), _id(letter, event, word), event)
        else:  # an id alone: something happened that is not shown
            yield Told(str(event), _when(letter, {}, ""), str(event), event)


def _last(letter: Json) -> list[Json]:
    """The event that some accounts see as `status`, where the list does not have it."""
    status = letter.get("status")
    if not isinstance(status, Mapping) or status.get("name") in _named(letter):
        return []
    return [{**status, "_id": status.get("event_id")}]


def _tracking(letter: Json) -> Iterator[Told]:
    for event in _list(letter, "tracking_events"):
        if isinstance(event, Mapping):
            word = str(event.get("status") or event.get("label") or "")
            yield Told(word, _when(letter, event, "date"), _id(letter, event, word), event)


def _proven(letter: Json) -> Iterator[Told]:
    for field in TOLD_BY_PROOF:
        if file := letter.get(field):
            shown = file if isinstance(file, Mapping) else {"_id": str(file)}
            yield Told(
                field, _when(letter, shown, "created_at"), f"{field}:{shown.get('_id')}", {field: shown.get("_id")}
            )


def _flagged(letter: Json) -> Iterator[Told]:
    """A letter that is marked though no event says so."""
    for flag, word in (("wrong_address", "letter.wrong_address"), ("error", "letter.error")):
        if letter.get(flag) is True and word not in _named(letter):
            carrier_id = letter.get("_id")
            yield Told(word, _when(letter, {}, ""), f"{carrier_id}:{flag}", {flag: True})


def _named(letter: Json) -> set[str]:
    return {str(event.get("name")) for event in _list(letter, "events") if isinstance(event, Mapping)}


def _list(letter: Json, field: str) -> list[Any]:
    value = letter.get(field)
    return value if isinstance(value, list) else []


def _id(letter: Json, event: Json, word: str) -> str:
    if event.get("_id"):
        return str(event["_id"])
    at = event.get("created_at") or event.get("date") or event.get("updated_at")
    return f"{letter.get('_id')}:{word}:{at}"


def _when(letter: Json, event: Json, field: str) -> datetime:
    """What tells no time of its own is as new as the letter. Raises OutcomeUnknownError where nothing can be read."""
    for name in (field, "created_at", "updated_at"):
        if (moment := _moment(event.get(name))) is not None:
            return moment
    dated = [letter, *(each for each in _list(letter, "events") if isinstance(each, Mapping))]
    moments = [_moment(each.get(name)) for each in dated for name in ("created_at", "updated_at")]
    if not any(moments):
        raise OutcomeUnknownError("the letter tells no time that can be read")
    return max(filter(None, moments))


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _cents(price: object) -> int | None:
    """price.total, in euros."""
    total = price.get("total") if isinstance(price, Mapping) else None
    if isinstance(total, bool) or not isinstance(total, int | float | str):
        return None
    try:
        euros = Decimal(str(total))
    except InvalidOperation:
        return None
    return int((euros * 100).to_integral_value()) if euros.is_finite() and euros >= 0 else None


def _sha256(payload: object) -> str:
    if isinstance(payload, Mapping):
        payload = {name: value for name, value in payload.items() if name not in NEWS_OF_CALLS}
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
