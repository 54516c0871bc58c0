"""The chain of an account's events: each in its place, each hashing to its hash, each naming the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relance.domain.dossier import FoundEvent
from relance.domain.events import GENESIS, ChainHead
from relance.domain.flaws import Flaw, FlawError


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event that hashes to its hash and stands in its place."""

    seq: int
    hash: str
    kind: str
    at: datetime
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """What happened."""
        data: dict[str, Any] = self.body["data"]
        return data

    @property
    def rows(self) -> dict[str, str]:
        """The hashes of rows that were written with it."""
        rows: dict[str, str] = self.body.get("rows", {})
        return rows


def verified_chain(account_id: str, events: Sequence[FoundEvent], head: ChainHead | None) -> list[ReadEvent]:
    """The events, the oldest first. Raises FlawError at the first that is not as it was written.

    `head` is the last event as the account's row names it; None: there is no such row.
    """
    chain: list[ReadEvent] = []
    previous = GENESIS
    for found in events:
        event = _read(found)
        _check_place(account_id, event, found, len(chain) + 1)
        if event.body.get("previous") != previous:
            raise FlawError(Flaw.EVENT_UNLINKED, event.seq, expected=previous, found=event.body.get("previous"))
        chain.append(event)
        previous = event.hash
    if head is not None and (head.seq, head.hash) != (len(chain), previous):
        raise FlawError(
            Flaw.CHAIN_CUT, len(chain), expected=f"{head.seq} {head.hash}", found=f"{len(chain)} {previous}"
        )
    return chain


def _read(found: FoundEvent) -> ReadEvent:
    digest = hashlib.sha256(found.text.encode(errors="surrogatepass")).hexdigest()
    if digest != found.hash:
        raise FlawError(Flaw.EVENT_CHANGED, found.place, expected=found.hash, found=digest)
    try:
        body = json.loads(found.text)
        shaped = all(isinstance(held, dict) for held in (body["data"], body.get("rows", {})))
        event = ReadEvent(int(body["seq"]), found.hash, str(body["kind"]), datetime.fromisoformat(body["at"]), body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FlawError(Flaw.EVENT_UNREADABLE, found.place) from error
    if not shaped:
        raise FlawError(Flaw.EVENT_UNREADABLE, found.place)
    return event


def _check_place(account_id: str, event: ReadEvent, found: FoundEvent, number: int) -> None:
    if found.place != f"{event.seq:010}":
        raise FlawError(Flaw.EVENT_MISPLACED, event.seq, expected=f"{event.seq:010}", found=found.place)
    if event.body.get("account_id") != account_id:
        raise FlawError(Flaw.EVENT_FOREIGN, event.seq, expected=account_id, found=event.body.get("account_id"))
    if event.seq != number:
        raise FlawError(Flaw.EVENT_MISSING, number, expected=number, found=event.seq)
