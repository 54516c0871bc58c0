"""The carriers beside a stack: four HTTP servers on ports of their own, whose time is the stack's moved clock.

    with CarrierHost(stack.clock.now, route, outcome) as host:
        host.live()          # everything that is due by now is said, and our side is called about it
        host.down("mysendingbox")
        host.invoice("maileva", "2026-03")

Letters travel by journeys.toml. Which outcome a letter has, `outcome` says by its reference. `route` turns a public
address of ours into the one at which it answers on this machine: it stands for the name server.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from local.carriers.calling import Callback, Delivered, deliver
from local.carriers.desk import Desk, Held
from local.carriers.desks import Ar24Desk, MailevaDesk, MerciFacteurDesk, MySendingBoxDesk
from local.carriers.journeys import DELIVERED, PARIS, Stage, is_due, journey

EVERY_THIRD = 3

Outcome = Callable[[str], str]
Route = Callable[[str], str]


@dataclass
class _Travelling:
    """A letter on its way: the stages that are still to come."""

    held: Held
    left: list[Stage]


@dataclass
class CarrierHost:
    """Four carriers, one day after the other."""

    now: Callable[[], datetime]
    route: Route
    outcome: Outcome = lambda _: DELIVERED
    called: list[tuple[str, Delivered]] = field(default_factory=list)
    """Every call of a carrier, by its name, with the answers that it got."""
    _down: set[str] = field(default_factory=set)
    _travelling: dict[tuple[str, str], _Travelling] = field(default_factory=dict)
    _running: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        desks: tuple[Desk, ...] = (
            MailevaDesk.of(self.now),
            Ar24Desk.of(self.now),
            MySendingBoxDesk.of(self.now),
            MerciFacteurDesk.of(self.now),
        )
        self.desks: Mapping[str, Desk] = {desk.name: desk for desk in desks}

    def __enter__(self) -> Self:
        for desk in self.desks.values():
            self._running.enter_context(desk.fake)
        return self

    def __exit__(self, *error: object) -> None:
        self._running.__exit__(*error)  # type: ignore[arg-type]

    # ------------------------------------------------------------------------------------ their days

    def live(self) -> None:
        """What every letter's day has brought is said, and told by calls."""
        for name, callback in self.say():
            delivered = self.call(name, callback)
            self.desks[name].answered(delivered)
            if len(self.called) % EVERY_THIRD == 0:  # no carrier promises to call once
                self.call(name, callback)

    def say(self) -> list[tuple[str, Callback]]:
        """What every letter's day has brought is said. Returns the calls that are owed for it."""
        owed = []
        for desk in self._open():
            for travelling in self._letters(desk):
                self._move(desk, travelling)
            owed += [(desk.name, callback) for callback in desk.owed()]
        return owed

    @property
    def away(self) -> frozenset[str]:
        """Those that are down."""
        return frozenset(self._down)

    def down(self, name: str) -> None:
        """From now on it takes nothing and says nothing."""
        self._down.add(name)
        self.desks[name].down()

    def up(self, name: str) -> None:
        self._down.discard(name)
        self.desks[name].up()

    def _open(self) -> Iterator[Desk]:
        return (desk for name, desk in self.desks.items() if name not in self._down)

    def _letters(self, desk: Desk) -> Iterator[_Travelling]:
        for held in desk.held():
            key = (desk.name, held.id)
            if key not in self._travelling:
                stages = journey(desk.name, held.service, self.outcome(held.reference))
                self._travelling[key] = _Travelling(held, list(stages))
            yield self._travelling[key]

    def _move(self, desk: Desk, letter: _Travelling) -> None:
        while letter.left and is_due(letter.left[0], letter.held.taken_at, self.now()):
            desk.fake.progress(letter.held.id, letter.left.pop(0).word)

    # -------------------------------------------------------------------------------- their calls

    def call(self, name: str, callback: Callback) -> Delivered:
        """One call, tried again as the carrier's contract says."""
        desk = self.desks[name]
        went = deliver(self.routed(callback), wants=desk.wants, tries=desk.tries)
        delivered = replace(went, callback=callback)
        self.called.append((name, delivered))
        return delivered

    def routed(self, callback: Callback) -> Callback:
        """The same call at the address of this machine."""
        return replace(callback, url=self.route(callback.url))

    # ----------------------------------------------------------------------------- their invoices

    def held(self) -> Iterator[tuple[str, Held]]:
        """Every letter of every carrier's books."""
        for name, desk in self.desks.items():
            yield from ((name, held) for held in desk.held())

    def invoice(self, name: str, month: str) -> str:
        """What the carrier asks for a month ("2026-03"), from its own books: our reference, service, day, euros."""
        lines = [held for held in self.desks[name].held() if held.taken_at.astimezone(PARIS).strftime("%Y-%m") == month]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("reference", "service", "day", "amount"))
        for held in sorted(lines, key=lambda held: (held.taken_at, held.id)):
            day = held.taken_at.astimezone(PARIS).date().isoformat()
            writer.writerow((held.reference, held.service, day, f"{held.cents // 100}.{held.cents % 100:02d}"))
        return out.getvalue()
