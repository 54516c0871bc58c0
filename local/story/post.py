"""The carriers of the story: their accounts, what becomes of each letter, their calls, their bad days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from local.carriers.calling import Delivered
from local.carriers.host import CarrierHost
from local.carriers.journeys import DELIVERED
from local.story.checks import StoryBrokenError
from local.story.chronicle import Chronicle
from local.story.doors import Knock, forge
from local.story.storm import Weathered, unleash
from local.story.words import carrier
from local.story.world import World

ROUND, SWEEP = "PollLettersFunctionHourly", "SweepContactsFunctionQuarterly"
ASKING = ("DispatchContactFunction", "FollowLetterFunction", "SweepContactsFunction", "ServeNoticeFunction")
"""Who calls carriers. None of Lambda's containers lives for two days; the story's would, by the machine's time."""
AN_HOUR = timedelta(hours=1)
STORM_PASSES = 120


@dataclass
class Post:
    """Everything beyond the sending: four carriers, told by the chronicle what becomes of their letters."""

    world: World
    chronicle: Chronicle
    host: CarrierHost = field(init=False)
    weathered: Weathered | None = None
    knocks: list[Knock] = field(default_factory=list)
    _left: dict[tuple[str, str], list[str]] = field(init=False)

    def __post_init__(self) -> None:
        stack = self.world.stack
        self.host = CarrierHost(stack.clock.now, self._here, self._outcome)
        self._left = {(fate.customer, fate.channel): list(fate.outcomes) for fate in self.chronicle.fates}

    @contextmanager
    def open(self) -> Iterator[Post]:
        """The carriers work; our side knows them and they know our side."""
        with self.host:
            yield self

    def connect(self) -> None:
        """An operator gives each carrier the address that it is to call, and keeps the accounts in their secret."""
        addresses = {
            line["carrier"]: line["url"] for line in json.loads(self.world.relance("carriers", "hooks", "--json"))
        }
        accounts = {name: dict(desk.account(addresses[name])) for name, desk in self.host.desks.items()}
        secret = self.world.stack.outputs["CarriersSecretArn"]
        self.world.stack.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=json.dumps(accounts))
        as_anew = World(self.world.stack, self.world.billing, self.world.portfolio)
        if "maileva : 0" in (said := as_anew.relance("carriers", "hooks", "--register")) or "maileva" not in said:
            raise StoryBrokenError(f"Maileva will not call: {said}")

    def begin(self, day: date) -> Iterator[str]:
        """Carriers go down and come back: what there is to say of it."""
        for outage in self.chronicle.carrier_outages:
            if outage.first == day:
                self.host.down(outage.carrier)
                yield outage.says
            if (day - outage.last).days == 1:
                self.host.up(outage.carrier)
                self.world.start_anew(*ASKING)
                yield f"{carrier(outage.carrier)} is back."

    @property
    def away(self) -> frozenset[str]:
        """Carriers that are down."""
        return self.host.away

    def live(self) -> None:
        """What the day has brought to every letter, told by the carriers' calls."""
        known = len(self.host.called)
        self.host.live()
        self._check(self.host.called[known:])
        self.world.stack.settled()
        self.ask()

    def ask(self) -> None:
        """The hourly round, then the sweep: carriers that never call are asked, and what stands still goes on."""
        stack, ledger, now = self.world.stack, self.world.app.ledger, self.world.stack.clock.now()
        if any(ledger.to_follow(now)):
            stack.fire_schedule(ROUND)
            stack.settled()
        if any(ledger.pending(now - AN_HOUR)):
            stack.fire_schedule(SWEEP)
            stack.settled()

    def storm(self, size: int) -> Weathered:
        """Every call that carriers made so far and those that they owe, many times over, shuffled and at once."""
        owed = self.host.say()
        calls = [*((name, delivered.callback) for name, delivered in self.host.called), *owed]
        different = list({(name, call.url, call.body): (name, call) for name, call in calls}.values())
        known = len(self.host.called)
        self.weathered = unleash(self.host, different, size=size, letters=sum(1 for _ in self.host.held()))
        went = {id(delivered.callback): delivered for _, delivered in self.host.called[known:]}
        for name, callback in owed:
            self.host.desks[name].answered(went[id(callback)])
        self.world.stack.settled(timeout=STORM_PASSES)
        return self.weathered

    def forge(self) -> None:
        """Somebody imitates a call of each carrier."""
        newest = {name: delivered.callback for name, delivered in self.host.called}
        self.knocks += forge(self.world, newest)
        self.world.stack.settled()

    def _check(self, called: list[tuple[str, Delivered]]) -> None:
        for name, delivered in called:
            if not delivered.well:
                raise StoryBrokenError(f"{name} called, and was answered {delivered.statuses}")

    def _here(self, address: str) -> str:
        return self.world.stack.endpoint.url + self.world.stack.here(address)

    def _outcome(self, reference: str) -> str:
        """The chronicle speaks of customers and channels; the ledger knows whose letter a reference names."""
        ledger = self.world.app.ledger
        place = ledger.contact_of(reference)
        row = ledger.contact(*place) if place else None
        if row is None:
            raise RuntimeError(f"a carrier has a letter {reference} that the ledger does not know")
        left = self._left.get((row.account_id, str(row.channel)))
        return left.pop(0) if left else DELIVERED
