"""Consent, offers, prices, accounts at carriers, holds and facts of billing change at every moment of a letter's way.

Whatever changes when, a carrier is handed a letter only where that is right at the very moment of the call. The plan:
three days after the due date a letter that proves delivery, fifteen days after it a registered one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.domain.account import Hold, HoldKind
from relance.domain.calendar import civil_date
from relance.domain.channels import CONSENT, Channel, Offer, Offers, ProofNeeded, gives
from relance.domain.contact import ContactRow, ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.document import Document, Tone
from relance.domain.events import NewEvent
from relance.domain.plan import Side, Step
from relance.ports.carriers import Carriers, Consignment, Service, Taken
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.builders import customer_item, invoice_item, record
from tests.fakes.carrier import FakeCarrier, FakeCarriers
from tests.world import MONDAY, World

C = Channel
NAMES: Final = ("maileva", "mysendingbox")
PRICES: Final = {C.ERE: 2_000_000, C.LRE: 3_000_000, C.TRACKED_LETTER: 4_000_000, C.REGISTERED: 6_000_000}
OFFERS: Final = Offers(
    tuple(Offer(c, price + place, name) for c, price in PRICES.items() for place, name in enumerate(NAMES))
)
PROOFS: Final = {1: ProofNeeded.DELIVERY, 2: ProofNeeded.REGISTERED}
NANTES: Final = {"postal_code": "44000", "city": "Nantes", "country": "FR"}
STEPS: Final = (
    Step(1, "first", Side.AFTER, 3, Document.FIRST_REMINDER, Tone.CORDIAL, (), 7, proof=PROOFS[1]),
    Step(2, "second", Side.AFTER, 15, Document.SECOND_REMINDER, Tone.FIRM, (), 7, proof=PROOFS[2]),
)


@dataclass
class Watched(FakeCarrier):
    """Looks at each call before it answers."""

    watch: Callable[[Consignment], None] = lambda _: None
    meanwhile: Callable[[], None] = lambda: None
    """What happens while it is asked."""

    def submit(self, consignment: Consignment) -> Taken:
        self.watch(consignment)
        self.meanwhile()
        return super().submit(consignment)


class Between(World):
    def __init__(self) -> None:
        super().__init__()
        book = self.plans.in_force
        plans = {name: replace(plan, steps=STEPS) for name, plan in book.plans.items()}
        self.plans.in_force = replace(book, plans=plans, offers=OFFERS)
        self.accounts = {name: self._carrier(name) for name in NAMES}
        self.carriers = FakeCarriers(dict(self.accounts))
        self.debtor: dict[str, Any] = customer_item()
        self.bill: dict[str, Any] = invoice_item()
        self.billing.put_all([self.debtor, self.bill])
        self.knows(record())
        self.wrong: list[str] = []
        self.pending: list[str] = []
        """What happens while the next carrier is asked."""
        self.lost: set[str] = set()
        """References of letters of which it was told that they did not arrive."""

    def _carrier(self, name: str) -> Watched:
        carrier = Watched().able(services=frozenset(Service))
        assert isinstance(carrier, Watched)
        carrier.meanwhile = self._meanwhile
        carrier.watch = lambda consignment: self._check(name, consignment)
        return carrier

    @property
    def wrapped_carriers(self) -> Carriers:
        return self.carriers

    # ----------------------------------------------------------------------------- what changes

    def is_now(self, **changes: Any) -> None:
        """The customer, in a new version that the ledger takes in."""
        self.debtor = customer_item(**{**self.debtor, **changes, "version": self.debtor["version"] + 1})
        self._written(self.debtor)

    def owes_now(self, **changes: Any) -> None:
        self.bill = invoice_item(**{**self.bill, **changes, "version": self.bill["version"] + 1, "record": None})
        self.bill["record"] = "INVOICE#F-1"
        self._written(self.bill)

    def _written(self, item: dict[str, Any]) -> None:
        self.billing.put_all([item])
        self.touch()

    def touch(self, **changes: Any) -> None:
        before = self.ledger.load("C-1")
        on_agenda = {} if before.open_contact else {"next_day": civil_date(self.clock.now())}
        told = NewEvent("test.changed", self.clock.now(), "test", {})
        self.ledger.commit(before, replace(before, **{**on_agenda, **changes}), events=[told])

    def offer(self, keep: Callable[[Offer], bool], price: int = 0) -> None:
        self.touch()
        offers = tuple(replace(o, micros=o.micros + price) for o in OFFERS.offers if keep(o))
        self.plans.in_force = replace(self.plans.in_force, offers=Offers(offers))

    # ----------------------------------------------------------------------------- what is right

    def _check(self, name: str, consignment: Consignment) -> None:
        row, channel = self.row(day=consignment.day), Channel(consignment.service.value)
        business, consents = self.debtor["kind"] == "business", self.debtor.get("consents", {}).get("lre", False)
        offer = next((o for o in self.plans.in_force.offers.of(channel) if o.carrier == name), None)
        day = consignment.day.isoformat()
        hold = self.ledger.load("C-1").hold
        rules = {
            "the row says what goes": (row.state, row.channel, row.carrier) == (ContactState.SENDING, channel, name),
            "consent": business or consents or channel not in CONSENT,
            "the consent is named": bool(consignment.consent) == consents,
            "who it is": consignment.recipient.professional == business,
            "proof": gives(channel, PROOFS[row.rank]),
            "offered": offer is not None and row.cost is not None and row.cost.micros == offer.micros,
            "has an account": name in self.carriers.carriers,
            "owed": self.bill.get("amount_paid", "0.00") != "1200.00",
            "not disputed": self.bill.get("status") != "disputed",
            "no grace": not any(s["from"] <= day <= s["to"] for s in self.bill.get("suspensions", [])),
            "no judgment": "insolvency_judgment_on" not in self.debtor,
            "once": row.rank not in {each.rank for each in self.under_way()},
            "no hold": hold is None or not hold.active(consignment.day),
        }
        self.wrong += [f"{name} {channel} on {day}: {rule}" for rule, kept in rules.items() if not kept]

    def under_way(self) -> list[ContactRow]:
        """Every attempt that a carrier has, and that is not known to be lost."""
        attempts = [each for row in self.ledger.contacts("C-1") for each in (row, *row.handed_over)]
        taken = {reference for carrier in self.accounts.values() for reference in carrier.letters}
        return [each for each in attempts if each.reference in taken - self.lost]

    def loses(self, status: DeliveryStatus = DeliveryStatus.LOST) -> None:
        """The carrier tells that the newest letter did not arrive."""
        for row in self.ledger.contacts("C-1"):
            if row.state is ContactState.SENT and row.delivery is None:
                self.lost.add(row.reference)
                self.tracker.track(
                    DeliveryFact(
                        "C-1", row.day, row.attempt, "lost", status, self.clock.now(), f"l-{row.reference}",
                        row.message_id, carrier=row.carrier,
                    )
                )  # fmt: skip

    def hour(self, day: date, hour: int, changes: list[tuple[str, str]]) -> None:
        """One run, with what changes before it, between its letter and its sending, and while a carrier is asked."""

        self.pending = [what for what, moment in changes if moment == "asked"]
        self.clock.go_to(day, time(hour, 0))
        self._happens(what for what, moment in changes if moment == "before")
        self.plan(day)
        for order in self.contacts.take():
            self.prepare(order)
        self._happens(what for what, moment in changes if moment == "written")
        self.drain()
        self.sweeper.sweep()

    def _happens(self, names: Iterable[str]) -> None:
        for name in names:
            CHANGES[name](self)

    def _meanwhile(self) -> None:
        pending, self.pending = self.pending, []
        self._happens(pending)


Change = Callable[[Between], object]
FACTS: Final[dict[str, Change]] = {
    "consent given": lambda w: w.is_now(consents={"lre": True}),
    "consent withdrawn": lambda w: w.is_now(consents={"lre": False}),
    "is a consumer": lambda w: w.is_now(kind="consumer", siren=None, insolvency_judgment_on=None),
    "is a business": lambda w: w.is_now(kind="business", siren="732829320"),
    "a judgment": lambda w: w.is_now(kind="business", siren="732829320", insolvency_judgment_on="2026-02-01"),
    "the judgment was another's": lambda w: w.is_now(insolvency_judgment_on=None),
    "paid": lambda w: w.owes_now(amount_paid="1200.00"),
    "paid in part": lambda w: w.owes_now(amount_paid="200.00"),
    "reversed": lambda w: w.owes_now(amount_paid="0.00"),
    "disputed": lambda w: w.owes_now(status="disputed"),
    "settled": lambda w: w.owes_now(status=None),
    "a grace": lambda w: w.owes_now(suspensions=[{"from": "2026-02-01", "to": "2026-02-17"}]),
    "held": lambda w: w.touch(hold=Hold("wait", "Anne", MONDAY, kind=HoldKind.MANUAL)),
    "released": lambda w: w.touch(hold=None),
    "lost": lambda w: w.loses(),
    "wrong address": lambda w: w.loses(DeliveryStatus.WRONG_ADDRESS),
    "moved": lambda w: w.is_now(address={**NANTES, "lines": ["9 quai de la Fosse"]}),
}
SETTINGS: Final[dict[str, Change]] = {
    "no ERE": lambda w: w.offer(lambda o: o.channel is not C.ERE),
    "no LRE": lambda w: w.offer(lambda o: o.channel is not C.LRE),
    "no Maileva": lambda w: w.offer(lambda o: o.carrier != "maileva"),
    "dearer": lambda w: w.offer(lambda o: o.micros > 0, 500_000),
    "Maileva's account is gone": lambda w: w.carriers.carriers.pop("maileva", None),
    "MySendingBox's account is gone": lambda w: w.carriers.carriers.pop("mysendingbox", None),
}
"""What containers read once a minute: it does not change while a carrier is asked."""
CHANGES: Final = FACTS | SETTINGS
DAYS, HOURS = st.integers(0, 20), st.integers(9, 12)
OF_FACTS: Final = st.tuples(
    st.sampled_from(sorted(FACTS)), st.sampled_from(("before", "written", "asked")), DAYS, HOURS
)
OF_SETTINGS: Final = st.tuples(st.sampled_from(sorted(SETTINGS)), st.sampled_from(("before", "written")), DAYS, HOURS)
EVENTS: Final = st.lists(st.one_of(OF_FACTS, OF_SETTINGS), max_size=7)
FAILS: Final = st.lists(st.sampled_from([NotAcceptedError("no"), TryLaterError("busy")]), max_size=4)
UNHEARD: Final = st.lists(st.just(OutcomeUnknownError("cut")), max_size=2)


@settings(max_examples=100, deadline=None)
@given(events=EVENTS, first=FAILS, second=FAILS, unheard=UNHEARD)
def test_at_the_moment_of_each_call_the_letter_is_right(
    events: list[tuple[str, str, int, int]],
    first: list[Exception],
    second: list[Exception],
    unheard: list[Exception],
) -> None:
    world = Between()
    for carrier, fails in zip(world.accounts.values(), (first, second), strict=True):
        carrier.fails, carrier.lost_answers = list(fails), list(unheard)
    for number in range(21):
        for hour in range(9, 13):
            due = [(what, moment) for what, moment, day, at in events if (day, at) == (number, hour)]
            world.hour(MONDAY + timedelta(days=number), hour, due)
    assert world.wrong == []


def test_the_property_would_see_a_letter_that_nobody_may_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relance.domain.reach.CONSENT", frozenset())
    world = Between()
    world.is_now(kind="consumer", siren=None)
    world.hour(MONDAY, 9, [])
    assert world.wrong == ["maileva ere on 2026-02-02: consent"]
