"""What Merci Facteur tells of one sending, as facts and proofs: from events, and from its tracking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from relance.adapters.carriers.merci_facteur.api import Told
from relance.adapters.carriers.merci_facteur.words import (
    ELECTRONIC,
    LETTER,
    REGISTERED_SCANNED,
    stage_of,
    stage_of_printing,
)
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import CarrierFact, ProofKind, ProofOffer
from relance.ports.messaging import OutcomeUnknownError

NOT_POSTED: Final = frozenset({DeliveryStatus.SUBMITTED, DeliveryStatus.ACCEPTED, DeliveryStatus.UNKNOWN})
BACK: Final = frozenset(
    {DeliveryStatus.RETURNED, DeliveryStatus.WRONG_ADDRESS, DeliveryStatus.REFUSED, DeliveryStatus.UNCLAIMED}
)
UNDELIVERED: Final = "pnd"
"""A mark of the tracking, and the name of the event that tells it."""
ACKNOWLEDGED: Final = "retour_are"
DOWNLOADED: Final = "accepted_downloaded"
ACCEPTED: Final = frozenset({"accepted", DOWNLOADED})
AWAITED: Final = (None, "", "pending")
DEPOSIT, ACKNOWLEDGEMENT, DOWNLOAD = "depot", "reception", "telechargement"


def dated(events: Iterable[Told], carrier_id: str) -> tuple[CarrierFact, ...]:
    """One fact for each status of each letter, oldest first. A status that comes again is the first one still."""
    facts: dict[str, CarrierFact] = {}
    for told in events:
        number, reference = str(told.letter.get("ref_courrier")), told.letter.get("ref_interne")
        fact = CarrierFact(
            carrier_id,
            reference if isinstance(reference, str) and reference else None,
            stage_of(str(told.letter.get("mode_envoi")), told.word),
            told.word,
            _time(told),
            _hash({"event": told.event, "detail": told.letter}),
            _hash([carrier_id, number, told.word]),
        )
        earlier = facts.get(fact.event_id)
        if earlier is None or fact.at < earlier.at:
            facts[fact.event_id] = fact
    return tuple(sorted(facts.values(), key=lambda fact: fact.at))


def tracked(
    body: Mapping[str, Any], carrier_id: str, events: Sequence[Told], read_at: datetime
) -> tuple[CarrierFact, ...]:
    """What no event told. The form of the tracking's times is not published, so these were seen at `read_at`."""
    known = {told.word for told in events} | {told.letter.get("statut_description") for told in events}
    known |= {UNDELIVERED for told in events if told.event.get("name_event") == UNDELIVERED}
    facts: list[CarrierFact] = []
    for letter in _letters(body):
        mode, number = str(letter.get("modeEnvoi")), str(letter.get("refCourrier"))
        for word in _words(letter):
            if word not in known:
                stage = DeliveryStatus.RETURNED if word == UNDELIVERED else stage_of(mode, word)
                told = (_hash(letter), _hash([carrier_id, number, word]))
                facts.append(CarrierFact(carrier_id, None, stage, word, read_at, *told))
    printing = str(body.get("statutPrintEnvoi") or "")
    if printing and not events and not facts:
        told = (_hash(printing), _hash([carrier_id, "", printing]))
        facts.append(CarrierFact(carrier_id, None, stage_of_printing(printing), printing, read_at, *told))
    return tuple(facts)


def offers(body: Mapping[str, Any], carrier_id: str, events: Sequence[Told], *, of_ere: bool) -> tuple[ProofOffer, ...]:
    """The proofs whose event has happened. Which document proves a return is not published: none is offered."""
    times: dict[str, datetime] = {}
    for told in events:
        times[told.word] = min(_time(told), times.get(told.word, _time(told)))
    found: list[ProofOffer] = []
    for letter in _letters(body):
        number, mode = letter.get("refTracking"), str(letter.get("modeEnvoi"))
        if not number or mode == LETTER:
            continue
        words = [*times, *_words(letter)]
        for document, kind, word in _documents(mode, words, of_ere=of_ere):
            found.append(ProofOffer(carrier_id, kind, f"{document}:{number}", times.get(word)))
    return tuple(found)


def _documents(mode: str, words: Sequence[str], *, of_ere: bool) -> Iterator[tuple[str, ProofKind, str]]:
    """Each document with the word that says it exists."""
    posted = next((word for word in words if stage_of(mode, word) not in NOT_POSTED), None)
    if posted:
        yield DEPOSIT, ProofKind.DEPOSIT, posted
    if mode == REGISTERED_SCANNED and ACKNOWLEDGED in words:
        yield ACKNOWLEDGEMENT, ProofKind.RECEIPT, ACKNOWLEDGED
    if mode in ELECTRONIC:
        accepted = next((word for word in words if word in ACCEPTED), None)
        if of_ere and accepted:
            yield ACKNOWLEDGEMENT, ProofKind.RECEIPT, accepted
        if DOWNLOADED in words:
            yield DOWNLOAD, ProofKind.RECEIPT, DOWNLOADED


def _words(letter: Mapping[str, Any]) -> Iterator[str]:
    """The newest status of a letter in the tracking, and the marks beside it that say more."""
    word = str(letter.get("lastState") or "")
    if word:
        yield word
    if str(letter.get("pnd")) == "1" and stage_of(str(letter.get("modeEnvoi")), word) not in BACK:
        yield UNDELIVERED
    if letter.get("are_base64_jpeg") not in AWAITED and word != ACKNOWLEDGED:
        yield ACKNOWLEDGED


def _letters(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    letters = body.get("suiviCourrier")
    letters = [letters] if isinstance(letters, dict) else letters
    return [letter for letter in letters if isinstance(letter, dict)] if isinstance(letters, list) else []


def _time(told: Told) -> datetime:
    try:
        return told.at
    except (KeyError, OverflowError, TypeError, ValueError) as error:
        raise OutcomeUnknownError("Merci Facteur getLastEvents: an event without its time") from error


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
