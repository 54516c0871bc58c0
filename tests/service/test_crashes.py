"""A crash before and after every call that preparing and dispatching make: nothing lost, nothing sent twice.

The crash points are those that the code makes, recorded by running each scenario once; a call that no scenario makes
fails the last test.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

import relance.service
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.ports.messaging import NotAcceptedError, TryLaterError
from relance.service.contacts.ramp import Ramp
from tests.builders import customer_item, invoice, invoice_item, record
from tests.fakes.carrier import FakeCarrier, FakeCarriers
from tests.fakes.plans import FakePlans, posted
from tests.service.test_daily_path import STRICT
from tests.world import MONDAY, World


class CrashError(BaseException):
    """The machine died: nothing of ours may catch it."""


@dataclass
class Crasher:
    """Counts the calls to the ports and dies before or after the one it is told."""

    at: int | None = None
    after: bool = False
    armed: bool = True
    calls: list[str] = field(default_factory=list)

    def wrap(self, name: str, port: Any) -> Any:
        return _Proxy(name, port, self)

    def call(self, name: str, act: Callable[[], Any]) -> Any:
        if not self.armed:
            return act()
        self.calls.append(name)
        mine = self.at == len(self.calls) - 1
        if mine and not self.after:
            self.die()
        result = act()
        if mine:
            self.die()
        return result

    def die(self) -> None:
        self.armed = False
        raise CrashError


class _Proxy:
    def __init__(self, name: str, port: Any, crasher: Crasher) -> None:
        self._name, self._port, self._crasher = name, port, crasher

    def __getattr__(self, method: str) -> Any:
        target = getattr(self._port, method)
        if not callable(target):
            return target

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._crasher.call(f"{self._name}.{method}", lambda: target(*args, **kwargs))

        return call


def mail(world: World) -> None:
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())


def text_message(world: World) -> None:
    world.billing.put_all([customer_item(contacts=[{"role": "accounting", "mobile": "+33639980001"}]), invoice_item()])
    world.knows(record())


def required_copy(world: World) -> None:
    world.plans = FakePlans.with_text("standard", STRICT)
    world.documents.files["factures/F-1.pdf"] = b"%PDF-1.7 facture"
    documents = [{"kind": "invoice", "key": "factures/F-1.pdf"}]
    world.billing.put_all([customer_item(), invoice_item(documents=documents)])
    world.knows(record())


def letter(world: World) -> None:
    world.plans = posted("letter", "maileva", "mysendingbox")
    world.carriers = FakeCarriers({"maileva": FakeCarrier(), "mysendingbox": FakeCarrier()})
    mail(world)


def letter_that_the_first_carrier_refuses(world: World) -> None:
    letter(world)
    world.carriers.carriers["maileva"] = FakeCarrier(fails=[NotAcceptedError("no such town")] * 9)


def letter_that_nobody_takes_at_first(world: World) -> None:
    letter(world)
    for name in ("maileva", "mysendingbox"):
        world.carriers.carriers[name] = FakeCarrier(fails=[TryLaterError("down")])


def throttled_once(world: World) -> None:
    mail(world)
    world.post.fails = TryLaterError("throttled")


def many_invoices(world: World) -> None:
    facts = [invoice(f"F-{n}") for n in range(90)]
    world.billing.put_all([customer_item(), *(invoice_item(f"F-{n}") for n in range(90))])
    whole = record(*facts)
    some = dict(list(whole.invoices.items())[:80])
    world.knows(record(*(i.seen.facts for i in some.values())))
    world.knows(whole)


def first_days(world: World) -> None:
    mail(world)
    world.ramp = Ramp(days=100, contacts_per_day=3)


SCENARIOS: dict[str, Callable[[World], None]] = {
    s.__name__: s
    for s in (
        *(mail, text_message, required_copy, throttled_once, many_invoices, first_days),
        *(letter, letter_that_the_first_carrier_refuses, letter_that_nobody_takes_at_first),
    )
}


def story(crasher: Crasher, scenario: str) -> World:
    """One run of Monday in which the machine may die once; then the rest of the day as a deployment lives it."""
    crasher.armed = False
    world = World(wrap=crasher.wrap)
    SCENARIOS[scenario](world)
    world.clock.go_to(MONDAY, time(9, 0))
    world.plan(MONDAY)
    crasher.armed = True
    survive(world, crasher)
    crasher.armed = False
    world.post.fails = None
    recover(world)
    return world


def survive(world: World, crasher: Crasher) -> None:
    """Deliver every message; the one in hand when the machine dies is delivered again."""
    pending: list[tuple[str, Any]] = [("prepare", o) for o in world.contacts.take()]
    while pending:
        kind, order = pending.pop(0)
        try:
            getattr(world, kind)(order)
        except CrashError:
            pending.append((kind, order))
        except TryLaterError:
            world.post.fails = None
            pending.append((kind, order))
        pending += [("dispatch", o) for o in world.dispatches.take()]


def recover(world: World) -> None:
    """SES tells what it accepted; the schedule and the sweeper run on until the evening, and the days after."""
    for _, reference in world.post.mails:
        rows = [r for r in world.ledger.contacts("C-1") if r.reference == reference]
        for row in rows:
            sent = DeliveryFact(
                "C-1", row.day, row.attempt, "Send", DeliveryStatus.SUBMITTED, world.clock.now(), f"send-{reference}"
            )
            world.tracker.track(sent)
    for hour in range(10, 18):
        world.run(MONDAY, time(hour, 30))
        world.sweeper.sweep()
        world.drain()
    for day in world.days(MONDAY + timedelta(days=1), date(2026, 2, 6)):
        world.run(day)


def points() -> list[tuple[str, int, str, bool]]:
    found: list[tuple[str, int, str, bool]] = []
    for scenario in SCENARIOS:
        clean = Crasher()
        story(clean, scenario)
        found += [(scenario, at, name, after) for at, name in enumerate(clean.calls) for after in (False, True)]
    return found


POINTS = points()


@pytest.mark.parametrize(
    ("scenario", "at", "name", "after"),
    POINTS,
    ids=[f"{scenario}-{at}-{name}-{'after' if after else 'before'}" for scenario, at, name, after in POINTS],
)
def test_a_crash_loses_nothing_and_sends_nothing_twice(scenario: str, at: int, name: str, after: bool) -> None:
    world = story(Crasher(at=at, after=after), scenario)
    rows = world.ledger.contacts("C-1")
    out = len(world.post.mails) + len(world.post.texts) + letters_of(world)
    progress = [i.progress.sent for i in world.ledger.load("C-1").invoices.values()]
    if waits_for_a_person(scenario, name, after, world):
        assert rows[-1].state is ContactState.UNKNOWN
        assert out <= 1
        return
    assert out == 1, [(r.state, r.reason) for r in rows]
    assert rows[-1].state is ContactState.SENT
    assert world.ledger.load("C-1").unfolded == ()
    assert all(reached == {1} for reached in progress)
    assert world.kinds().count("contact.sent") == 1


def letters_of(world: World) -> int:
    """How many letters carriers are paid for."""
    return sum(len(c.letters) for c in world.carriers.carriers.values() if isinstance(c, FakeCarrier))


def waits_for_a_person(scenario: str, name: str, after: bool, world: World) -> bool:
    """The stated rule: a text message whose call was begun and not answered is settled by nobody but a person."""
    begun = any(r.state is ContactState.UNKNOWN for r in world.ledger.contacts("C-1"))
    return scenario == "text_message" and begun


PORTS = {"ledger", "controls", "archive", "documents", "queue", "mailer", "texter", "billing", "carrier"}
NAMES = {"queue": "dispatches"}
PATH = (
    "prepare_contact",
    "passing_over",
    "dispatch_contact",
    "ways",
    "sending_messages",
    "enclosing",
    "consigning",
    "posting",
    "contact_book",
    "folding",
    "planning",
    "snapshot",
)


def calls_in_the_code() -> set[str]:
    folder = Path(relance.service.__path__[0])
    found: set[str] = set()
    for module in PATH:
        (file,) = folder.rglob(f"{module}.py")
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr=method, value=ast.Attribute(attr=port) | ast.Name(id=port))) if (
                    port in PORTS
                ):
                    found.add(f"{NAMES.get(port, port)}.{method}")
    return found


def test_every_call_to_the_outside_on_the_path_has_its_crash() -> None:
    crashed = {name for _, _, name, _ in POINTS}
    assert calls_in_the_code() - crashed == set()
