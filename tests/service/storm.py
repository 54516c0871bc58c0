"""Forty letters of four carriers over real HTTP, and everything that their carriers call about them."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from relance.adapters.hooks import HmacHookKeys
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow
from relance.domain.delivery import DeliveryStatus
from relance.domain.reference import contact_reference
from relance.ports.carriers import LetterCarrier, NotSetUpError, ProofKind, Service
from relance.ports.following import HookCall, News
from relance.service.following.receive_webhook import Answer, ReceiveWebhook
from tests.carriers.carriers import CARRIERS
from tests.carriers.suite import Rig, consignment
from tests.fakes.ledger import InMemoryQuarantine
from tests.letter_world import LetterWorld
from tests.world import MONDAY

LETTERS_EACH = 10
KEYS = HmacHookKeys(b"a secret of the deployment")


class Locked:
    """One call at a time, as a table takes one transaction at a time."""

    def __init__(self, port: Any, lock: threading.RLock) -> None:
        self._port = port
        self._lock = lock

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def call(*given: Any, **named: Any) -> Any:
            with self._lock:
                done = found(*given, **named)
                return list(done) if isinstance(done, Iterator) else done

        return call


@dataclass
class Rigs:
    """The four carriers, each a fake behind HTTP. Every look is a new container's."""

    rigs: dict[str, Rig]
    reads: Counter[str] = field(default_factory=Counter)
    """Looks at each letter, by carrier and id."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, name: str) -> LetterCarrier:
        if name not in self.rigs:
            raise NotSetUpError(f"{name} is not set up")
        carrier = self.rigs[name].connect()
        facts = carrier.facts

        def counted(carrier_id: str) -> Any:
            with self.lock:
                self.reads[f"{name} {carrier_id}"] += 1
            return facts(carrier_id)

        setattr(carrier, "facts", counted)  # noqa: B010 an instance of whatever class
        return carrier


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter on its way."""

    account_id: str
    carrier: str
    carrier_id: str
    service: Service
    journey: tuple[tuple[str, DeliveryStatus], ...]
    proofs: frozenset[ProofKind]

    @property
    def end(self) -> DeliveryStatus:
        return self.journey[-1][1]


class StormWorld(LetterWorld):
    """Everything of ours in memory, everything of the carriers' over HTTP."""

    def __init__(self, rigs: dict[str, Rig]) -> None:
        lock = threading.RLock()
        super().__init__(wrap=lambda name, port: Locked(port, lock) if name in ("ledger", "evidence") else port)
        self.rigs = Rigs(rigs)
        self.known_carriers: Any = self.rigs
        self.quarantine = InMemoryQuarantine()
        self.outcomes: Counter[str] = Counter()
        """What became of the news of the storm."""
        self.posted = [self._post(name, rig, number) for name, rig in rigs.items() for number in range(LETTERS_EACH)]

    @property
    def asked(self) -> Any:
        return self.rigs

    @property
    def door(self) -> ReceiveWebhook:
        return ReceiveWebhook(
            KEYS, self.known_carriers, self.evidence, self.news, self.quarantine, self.clock, self.figures
        )

    def _post(self, name: str, rig: Rig, number: int) -> Posted:
        services = CARRIERS[name][1]
        service = services[number % len(services)]
        account_id = f"C-{name}-{number}"
        self.owes(account_id)
        reference = contact_reference(account_id, MONDAY, 1)
        taken = rig.connect().submit(consignment(service, reference=reference))
        self.sent(Channel(service.value), taken.carrier_id, account_id=account_id, carrier=name)
        return Posted(account_id, name, taken.carrier_id, service, rig.journeys[service], rig.proofs[service])

    def live(self) -> list[HookCall]:
        """Every letter to its journey's end; what the carriers call meanwhile."""
        calls = []
        for letter in self.posted:
            rig = self.rigs.rigs[letter.carrier]
            for word, _ in letter.journey:
                rig.fake.progress(letter.carrier_id, word)
                calls += self._calls(letter)
        return calls

    def _calls(self, letter: Posted) -> list[HookCall]:
        hook = self.rigs.rigs[letter.carrier].hook(letter.carrier_id)
        if hook is None:
            return []
        return [HookCall(letter.carrier, KEYS.of(letter.carrier), hook.headers, hook.query, hook.body)]

    def call(self, call: HookCall) -> Answer:
        self.clock.advance(timedelta(milliseconds=1))
        return self.door.receive(call)

    def row_of(self, letter: Posted) -> ContactRow:
        return self.row(letter.account_id)

    def what_is_known(self) -> dict[str, Any]:
        """The end state: of each letter its status, its words and its proofs."""
        return {
            letter.account_id: (
                self.row_of(letter).delivery,
                tuple(sorted(self.words(letter.account_id))),
                tuple(sorted((p.kind, p.stored.key) for p in self.row_of(letter).proofs)),
                tuple(sorted(self.ledger.load(letter.account_id).closed_addresses)),
                tuple(c.reached for c in self.ledger.load(letter.account_id).contacts),
            )
            for letter in self.posted
        }


def work(world: StormWorld, news: list[News], workers: int = 4) -> Counter[str]:
    """The queue emptied by several workers at once."""
    left, outcomes, lock = list(news), Counter[str](), threading.Lock()

    def one() -> None:
        follower = world.follower
        while True:
            with lock:
                if not left:
                    return
                taken = left.pop(0)
            outcome = follower.follow(taken)
            with lock:
                outcomes[outcome] += 1

    together(one, workers)
    return outcomes


def together(act: Callable[[], None], workers: int) -> None:
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 raised in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@contextmanager
def storm_world() -> Iterator[StormWorld]:
    with ExitStack() as running:
        yield StormWorld({name: running.enter_context(make()) for name, (make, _) in CARRIERS.items()})


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
