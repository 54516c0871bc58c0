"""A carrier's call: kept as it came before anybody reads it, believed only if it is the carrier's, then a mere hint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.domain.record import Quarantined
from relance.ports.carriers import Carriers, ForgedError, NotSetUpError
from relance.ports.evidence import Evidence
from relance.ports.following import HookCall, HookKeys, LetterNews, LetterQueue
from relance.ports.ledger import Quarantine
from relance.ports.outside import Clock, Figures
from relance.service.following.alarming import count_for

MOST_BYTES: Final = 6_000_000
"""Merci Facteur sends whole scans."""
SOURCE: Final = "hook"


class Heard(StrEnum):
    """What became of a call."""

    QUEUED = "QUEUED"
    STRANGER = "STRANGER"
    """Nobody who was given the address."""
    TOO_LARGE = "TOO_LARGE"
    FORGED = "FORGED"
    MALFORMED = "MALFORMED"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller is told: a status and nothing else."""

    heard: Heard
    status: int


@dataclass(frozen=True, slots=True)
class ReceiveWebhook:
    """Answers within the carriers' patience: it asks nobody anything."""

    keys: HookKeys
    carriers: Carriers
    evidence: Evidence
    queue: LetterQueue
    quarantine: Quarantine
    clock: Clock
    figures: Figures

    def receive(self, call: HookCall) -> Answer:
        """Take a call in. Raises TransientError while it cannot be kept or queued: the carrier calls again."""
        came = self.clock.now()
        if not self.keys.fits(call.carrier, call.key):
            return Answer(Heard.STRANGER, HTTPStatus.NOT_FOUND.value)
        if len(call.body) > MOST_BYTES:
            return Answer(Heard.TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value)
        kept = self._keep(call)
        try:
            carrier = self.carriers.get(call.carrier)
        except NotSetUpError:
            return Answer(Heard.STRANGER, HTTPStatus.NOT_FOUND.value)
        try:
            hints = carrier.webhook(call.headers, call.body, call.query)
        except ForgedError:
            count_for(self.figures, "WebhooksForged", call.carrier)
            return Answer(Heard.FORGED, HTTPStatus.FORBIDDEN.value)
        except RejectedError as error:
            self._set_aside(call, kept, str(error))
            # Answered as always: the same call made again would be as malformed.
            return Answer(Heard.MALFORMED, carrier.capabilities.webhook_answer)
        alone = kept if len(hints) == 1 else None  # else it would bring other debtors into this one's history
        self.queue.put_all(LetterNews(call.carrier, hint.carrier_id, hint.reference, came, alone) for hint in hints)
        return Answer(Heard.QUEUED, carrier.capabilities.webhook_answer)

    def _keep(self, call: HookCall) -> StoredObject:
        """Under its own hash: a call that comes twice is one file."""
        digest = hashlib.sha256(call.body).hexdigest()
        return self.evidence.keep(f"hooks/{call.carrier}/{digest}", call.body, media_type="application/octet-stream")

    def _set_aside(self, call: HookCall, kept: StoredObject, reason: str) -> None:
        where = json.dumps({"evidence": kept.key})  # the body may be personal; it lies there, and only there
        entry = Quarantined(SOURCE, f"{call.carrier}/{kept.sha256}", (("body", reason),), where, self.clock.now())
        self.quarantine.put(entry)
        self.figures.count("RecordsQuarantined", Source=SOURCE)
