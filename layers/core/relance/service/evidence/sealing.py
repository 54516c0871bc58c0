"""The night's seal: every chain that moved, one hash, a certified time. Each file is written once, so a run that stops
anywhere is taken up by the next, and a second run finds its work done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.calendar import civil_date
from relance.domain.errors import RejectedError, RelanceError
from relance.domain.sealing import (
    Leaf,
    Link,
    Seal,
    SealState,
    leaves_body,
    leaves_key,
    make_seal,
    read_leaves,
    read_seal,
    seal_key,
    token_key,
)
from relance.ports.evidence import Evidence, Stamper
from relance.ports.outside import Clock, Figures
from relance.ports.sealing import ChainHeads, SealBook

JSON, TEXT, TOKEN = "application/json", "text/plain", "application/timestamp-reply"
LOOKS_BACK = 31
"""Days in which a seal is looked for that was made, but not noted: a run may have stopped in between."""
MOST_UNSTAMPED = 31
"""Days whose timestamp is still asked for. Older seals are certified by the next one, which names them."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a night's run did."""

    day: date
    accounts: int
    """In the day's seal."""
    stamped: int
    """Timestamps that came, of this day and of earlier ones."""
    unstamped: int
    """Seals that still wait for one."""
    trouble: str = ""
    """Why the timestamp authority gave none."""


@dataclass(frozen=True, slots=True)
class SealDay:
    """Makes the seal of a day."""

    heads: ChainHeads
    book: SealBook
    evidence: Evidence
    stamper: Stamper | None
    figures: Figures
    clock: Clock

    def seal(self, day: date) -> Sealed:
        """Seal what moved, then have certified what waits for it. A day that has its seal keeps it.

        Raises RejectedError for a day to come: until it came, no other could be sealed, and nobody could mend that.
        """
        if day > civil_date(self.clock.now()):
            raise RejectedError(f"{day} has not come: nothing can be sealed for it")
        state = self._taken_up(self.book.read(), day)
        if state.last is None or state.last.day < day:
            state = self._noted(state, self._made(state, day))
        waited = len(state.unstamped)
        state, trouble = self._stamped(state)
        self._tell(state, day)
        waiting = len(state.unstamped)
        return Sealed(day, self._accounts(day), waited - waiting, waiting, trouble)

    def _accounts(self, day: date) -> int:
        body = self._kept(seal_key(day))
        return read_seal(body).accounts if body else 0

    def _taken_up(self, state: SealState, day: date) -> SealState:
        """Seals that a run before this one made, and did not come to note."""
        first = state.last.day + timedelta(days=1) if state.last else day - timedelta(days=LOOKS_BACK)
        for earlier in _days(max(first, day - timedelta(days=LOOKS_BACK)), day):
            if (body := self._kept(seal_key(earlier))) is not None:
                state = self._noted(state, read_seal(body))
        return state

    def _made(self, state: SealState, day: date) -> Seal:
        """The leaves are kept first: a run that stops after them is finished with the same ones."""
        leaves = self._once(leaves_key(day), leaves_body(self._leaves(state)), TEXT)
        seal = make_seal(day, read_leaves(leaves), state.last, state.stamps)
        return read_seal(self._once(seal_key(day), seal.body, JSON))

    def _leaves(self, state: SealState) -> Iterator[Leaf]:
        """The first seal takes in whatever was there before there were seals."""
        heads = self.heads.moved() if state.last else self.heads.every()
        return map(Leaf.of, {known.account_id: known for known in heads}.values())

    def _noted(self, state: SealState, seal: Seal) -> SealState:
        """What the next nights must know, then the marks of what was sealed go."""
        waiting = (*state.unstamped, seal.day)[-MOST_UNSTAMPED:]
        stamps = tuple(link for link in state.stamps if link not in seal.stamps)
        state = SealState(seal.link, waiting, stamps)
        self.book.write(state)
        sealed = set(read_leaves(self.evidence.read(leaves_key(seal.day))))
        self.heads.sealed(known for known in list(self.heads.moved()) if Leaf.of(known) in sealed)
        return state

    def _stamped(self, state: SealState) -> tuple[SealState, str]:
        """Each seal that waits, the oldest first, until the authority gives no more."""
        for day in state.unstamped:
            try:
                token = self._token(day)
            except RelanceError as error:
                return state, str(error)
            if token is None:
                return state, ""
            stamp = Link(day, hashlib.sha256(token).hexdigest())
            waiting = tuple(d for d in state.unstamped if d != day)
            state = replace(state, unstamped=waiting, stamps=(*state.stamps, stamp))
            self.book.write(state)
        return state, ""

    def _token(self, day: date) -> bytes | None:
        kept = self._kept(token_key(day))
        if kept is not None or self.stamper is None:
            return kept
        body = self.evidence.read(seal_key(day))
        return self._once(token_key(day), self.stamper.stamp(hashlib.sha256(body).digest()).token, TOKEN)

    def _tell(self, state: SealState, day: date) -> None:
        if self.stamper is not None:
            oldest = min(state.unstamped, default=day)
            self.figures.gauge("SealUnstampedDays", (day - oldest).days)

    def _once(self, key: str, body: bytes, media_type: str) -> bytes:
        """The file as it is kept: ours, or that of whoever was faster."""
        try:
            self.evidence.keep(key, body, media_type=media_type)
        except RejectedError:
            return self.evidence.read(key)
        return body

    def _kept(self, key: str) -> bytes | None:
        try:
            return self.evidence.read(key)
        except RejectedError:
            return None


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
