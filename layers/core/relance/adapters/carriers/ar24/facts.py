"""What AR24 says of a letter, in our words.

A stage is read from the proofs and their dates; AR24's word of status has no published list, and only where it says
more than the proofs does it count, and then raw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from relance.adapters.carriers.ar24.settings import Ar24Settings
from relance.adapters.carriers.ar24.wire import moment
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import CarrierFact, ProofKind, ProofOffer, Taken

Letter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A proof of AR24's: its code, where its address and its date are, and what it means."""

    code: str
    url: str
    date: str
    status: DeliveryStatus
    kind: ProofKind


SENT: Final = Evidence("ev", "proof_ev_url", "ts_ev_date", DeliveryStatus.SENT, ProofKind.DEPOSIT)
BOUNCED: Final = Evidence("bc", "proof_bc_url", "bounced_date", DeliveryStatus.WRONG_ADDRESS, ProofKind.UNDELIVERED)
OUTCOMES: Final = (
    Evidence("ar", "proof_ar_url", "view_date", DeliveryStatus.DELIVERED, ProofKind.RECEIPT),
    Evidence("rf", "proof_rf_url", "refused_date", DeliveryStatus.REFUSED, ProofKind.REFUSAL),
    Evidence("ng", "proof_ng_url", "negligence_date", DeliveryStatus.UNCLAIMED, ProofKind.UNCLAIMED),
    BOUNCED,
)
"""The same for qualified and simple letters."""
FILES: Final[Mapping[str, str]] = {
    **{each.code: each.url for each in (SENT, *OUTCOMES)},
    "dp": "proof_dp_url",
    "content": "pdf_content",
    "bundle": "zip",
}
"""Our locators, and the field that holds the address of the day: the addresses carry keys, and are never kept."""

UNDERWAY: Final[Mapping[str, DeliveryStatus]] = {
    "waiting": DeliveryStatus.SUBMITTED,
    "to_valid": DeliveryStatus.DRAFT,
    "sent": DeliveryStatus.SENT,
}
ENDED: Final[Mapping[str, DeliveryStatus]] = {
    "ar": DeliveryStatus.DELIVERED,
    "refused": DeliveryStatus.REFUSED,
    "negligence": DeliveryStatus.UNCLAIMED,
    "bounced": DeliveryStatus.WRONG_ADDRESS,
    "error": DeliveryStatus.REJECTED,
}
TRUE: Final = frozenset({"1", "true"})


class Told(NamedTuple):
    at: datetime
    status: DeliveryStatus
    raw: str


def facts_of(
    letter: Letter, carrier_id: str, settings: Ar24Settings, payload_sha256: str, seen: datetime
) -> tuple[CarrierFact, ...]:
    """Oldest first. What bears no date at all is dated when it was `seen`."""
    reference = str(letter.get(settings.reference_field) or "") or None
    return tuple(
        CarrierFact(
            carrier_id=carrier_id,
            reference=reference,
            status=told.status,
            raw=told.raw,
            at=told.at,
            payload_sha256=payload_sha256,
            event_id=f"ar24:{carrier_id}:{told.status}:{told.raw}",
        )
        for told in sorted(_told(letter, seen), key=lambda told: told.at)
    )


def offers_of(letter: Letter, carrier_id: str) -> tuple[ProofOffer, ...]:
    """The bundle is offered once the letter has ended: before, it would still grow."""
    made = moment(letter.get("date"))
    ended = [each for each in OUTCOMES if _url(letter, each.url)]
    offers = [
        ProofOffer(carrier_id, each.kind, each.code, moment(letter.get(each.date)))
        for each in (SENT, *ended)
        if _url(letter, each.url)
    ]
    if _url(letter, FILES["dp"]):
        offers.insert(0, ProofOffer(carrier_id, ProofKind.DEPOSIT, "dp", made))
    if _url(letter, FILES["content"]):
        offers.append(ProofOffer(carrier_id, ProofKind.CONTENT, "content", made))
    if ended and _url(letter, FILES["bundle"]):
        offers.append(ProofOffer(carrier_id, ProofKind.BUNDLE, "bundle", moment(letter.get(ended[-1].date))))
    return tuple(offers)


def taken_of(letter: Letter, settings: Ar24Settings) -> Taken | None:
    """None: no letter, for it has no number. What is kept raw holds no address of a proof and no name."""
    number = str(letter.get("id") or "")
    if not number.isdigit():
        return None
    kept = ("id", "type", "status", "date", "price_ht", "is_eidas", "full_hash_sha256", settings.reference_field)
    raw = {name: letter[name] for name in kept if letter.get(name) is not None}
    return Taken(number, _cents(letter.get("price_ht"), settings), raw)


def _told(letter: Letter, seen: datetime) -> list[Told]:
    proven = [at for each in (SENT, *OUTCOMES) if (at := moment(letter.get(each.date)))]
    made = moment(letter.get("date")) or min(proven, default=seen)
    word = str(letter.get("status") or "")
    start = DeliveryStatus.DRAFT if UNDERWAY.get(word.casefold()) is DeliveryStatus.DRAFT else DeliveryStatus.SUBMITTED
    told = [Told(made, start, word if start is DeliveryStatus.DRAFT else "date"), *_proven(letter, made)]
    return [*told, *_more(letter, word, told)]


def _proven(letter: Letter, made: datetime) -> list[Told]:
    sent_at = _at(letter, SENT, made)
    told = [Told(sent_at, SENT.status, SENT.code)] if sent_at else []
    if sent_at and not _at(letter, BOUNCED, sent_at):
        told.append(Told(sent_at, DeliveryStatus.AWAITING_RECIPIENT, SENT.code))
    ended = ((each, _at(letter, each, sent_at or made)) for each in OUTCOMES)
    return [*told, *(Told(at, each.status, each.code) for each, at in ended if at)]


def _more(letter: Letter, word: str, told: list[Told]) -> list[Told]:
    """What the word of status, or the mark of failure, says beyond the proofs."""
    latest, stages = max(each.at for each in told), {each.status for each in told}
    ended = stages & {each.status for each in OUTCOMES}
    if not ended and (word.casefold() == "error" or str(letter.get("send_fail")).casefold() in TRUE):
        return [Told(latest, DeliveryStatus.REJECTED, word if word.casefold() == "error" else "send_fail")]
    if not word or word.casefold() in UNDERWAY or ENDED.get(word.casefold()) in {*stages, *_failed(ended)}:
        return []
    return [Told(latest, DeliveryStatus.UNKNOWN, word)]


def _failed(ended: set[DeliveryStatus]) -> set[DeliveryStatus]:
    """A bounced letter may well be called an error: that is no news."""
    return {DeliveryStatus.REJECTED} if DeliveryStatus.WRONG_ADDRESS in ended else set()


def _at(letter: Letter, evidence: Evidence, earliest: datetime) -> datetime | None:
    """When; where the proof is there and its date is not, the last moment that is sure."""
    told = moment(letter.get(evidence.date))
    return told or (earliest if _url(letter, evidence.url) else None)


def _url(letter: Letter, name: str) -> str:
    value = letter.get(name)
    return value if isinstance(value, str) else ""


def _cents(price: object, settings: Ar24Settings) -> int | None:
    try:
        return int((Decimal(str(price).replace(",", ".")) * settings.cents_per_price).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError):
        return None
