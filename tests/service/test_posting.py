"""Handing letters over: the first reminder of Monday 2 February 2026, by letters that two carriers offer.

Maileva asks 1.50 € for one, MySendingBox 2.50 €.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from relance.domain.account import Hold
from relance.domain.calendar import PARIS
from relance.domain.channels import Cost
from relance.domain.contact import ContactState
from relance.domain.errors import RejectedError
from relance.domain.reference import contact_reference
from relance.ports.carriers import Consignment, Service, Taken
from relance.ports.messaging import DispatchOrder, NotAcceptedError, OutcomeUnknownError, TryLaterError
from relance.ports.sender_sessions import SenderUnidentifiedError
from tests.builders import customer_item, invoice_item, record
from tests.fakes.carrier import FakeCarrier, FakeCarriers
from tests.fakes.plans import posted
from tests.world import MONDAY, World

FIRST, SECOND = contact_reference("C-1", MONDAY, 1), contact_reference("C-1", MONDAY, 2)


class Posting(World):
    def __init__(self, channel: str = "letter", **invoice: Any) -> None:
        super().__init__()
        self.plans = posted(channel, "maileva", "mysendingbox")
        self.maileva, self.mysendingbox = FakeCarrier(), FakeCarrier()
        self.carriers = FakeCarriers({"maileva": self.maileva, "mysendingbox": self.mysendingbox})
        self.billing.put_all([customer_item(), invoice_item(**invoice)])
        self.knows(record())

    def sent(self) -> dict[str, Any]:
        """What the timeline says of the contact that was sent."""
        return next(e.data for e in self.ledger.events("C-1") if e.kind == "contact.sent")

    def sweeps(self, last: int) -> int:
        """The sweeps of the day, every quarter of an hour; returns how many letters they found postponed."""
        postponed = 0
        while (now := self.clock.now().astimezone(PARIS)).hour < last:
            self.clock.set(now + timedelta(minutes=15))
            postponed += self.sweeper.sweep()["POSTPONED"]
            self.drain()
        return postponed


def test_the_cheapest_carrier_gets_the_letter_and_the_ledger_says_who_and_for_how_much() -> None:
    world = Posting()
    world.run(MONDAY)
    row = world.row()
    assert (row.state, row.carrier, row.message_id) == (ContactState.SENT, "maileva", f"CARRIER-{FIRST}")
    assert row.cost == Cost(1_500_000, "configured")
    assert world.mysendingbox.calls == []
    assert {k: world.sent()[k] for k in ("carrier", "cost_micros", "cost_source")} == {
        "carrier": "maileva",
        "cost_micros": 1_500_000,
        "cost_source": "configured",
    }
    assert world.ledger.contact_of_letter("maileva", f"CARRIER-{FIRST}") == ("C-1", MONDAY)


@pytest.mark.parametrize(("cents", "micros"), [(134, 1_340_000), (0, 0)])
def test_what_the_carrier_asked_for_is_what_it_cost_and_nothing_is_a_price_too(cents: int, micros: int) -> None:
    world = Posting()
    world.maileva.price_cents = cents
    world.run(MONDAY)
    assert world.row().cost == Cost(micros, "carrier")
    assert [(r.reference, r.cost) for r in world.ledger.costs("2026-02")] == [(FIRST, Cost(micros, "carrier"))]


def test_the_attempt_is_marked_with_its_carrier_before_the_call() -> None:
    world = Posting()
    seen: list[tuple[str | None, str]] = []

    def submit(consignment: Consignment) -> Taken:
        row = world.row()
        seen.append((row.carrier, row.state))
        assert world.ledger.contact_of(FIRST) == ("C-1", MONDAY)
        raise NotAcceptedError("no")

    world.maileva.submit = submit  # type: ignore[method-assign]
    world.mysendingbox.submit = submit  # type: ignore[method-assign]
    world.run(MONDAY)
    assert seen == [("maileva", "SENDING"), ("mysendingbox", "SENDING")]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (NotAcceptedError("no such town"), "REFUSED"),
        (RejectedError("recipient.address: too many lines"), "REFUSED"),
        (TryLaterError("busy"), "LATER"),
        (SenderUnidentifiedError("a code is needed"), "SENDER_SESSION"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_one_carrier_certainly_did_not_take_goes_to_the_next_and_the_timeline_says_why(
    error: Exception, why: str
) -> None:
    world = Posting()
    world.maileva.fails = [error]
    world.run(MONDAY)
    row = world.row()
    assert (row.state, row.carrier, row.cost) == (ContactState.SENT, "mysendingbox", Cost(2_500_000, "configured"))
    assert world.sent()["not_taken"] == [f"maileva {why}"]
    assert (len(world.maileva.letters), len(world.mysendingbox.letters)) == (0, 1)
    assert world.figures.total("LetterNotTaken", Carrier="maileva", Reason=why) == 1


def test_after_silence_nobody_else_is_asked() -> None:
    world = Posting()
    world.maileva.fails = [OutcomeUnknownError("cut")]
    world.run(MONDAY, copies=3)
    row = world.row()
    assert (row.state, row.carrier, row.reason) == (ContactState.UNKNOWN, "maileva", "cut")
    assert (len(world.maileva.calls), world.mysendingbox.calls) == (1, [])


def test_refused_by_every_carrier_the_contact_is_void_and_tried_again_the_day_after() -> None:
    world = Posting()
    world.maileva.fails = [NotAcceptedError("submit: refused (400)")]
    world.mysendingbox.fails = [RejectedError("recipient.address: too long")]
    world.run(MONDAY)
    row = world.row()
    assert row.state is ContactState.VOID
    assert row.reason == (
        "refused by the provider: maileva REFUSED (submit: refused (400)); "
        "mysendingbox REFUSED (recipient.address: too long)"
    )
    world.run(MONDAY, time(10, 30))
    assert len(world.maileva.calls) == 1
    world.run(date(2026, 2, 3))
    assert world.row(day=date(2026, 2, 3)).state is ContactState.SENT


def test_down_for_two_days_letters_wait_in_no_queue_and_go_when_a_carrier_is_back() -> None:
    world = Posting()
    world.maileva.fails = [TryLaterError("down")] * 999
    world.mysendingbox.fails = [NotAcceptedError("no")] * 999
    world.run(MONDAY)
    row = world.row()
    assert (row.state, row.carrier, row.cost) == (ContactState.RESERVED, None, None)
    assert row.reason == "maileva LATER (down); mysendingbox REFUSED (no)"
    assert world.dispatches.take() == []
    assert world.sweeps(18) == 7
    assert len(world.maileva.calls) == 8  # 8:30, 9:45, 11:00, 12:15, 13:30, 14:45, 16:00, 17:15
    world.run(date(2026, 2, 3))
    world.sweeps(18)
    world.maileva.fails = []
    world.run(date(2026, 2, 4))
    states = [(r.day, r.state) for r in world.ledger.contacts("C-1")]
    assert states == [
        (MONDAY, ContactState.VOID),
        (date(2026, 2, 3), ContactState.VOID),
        (date(2026, 2, 4), ContactState.SENT),
    ]
    assert len(world.maileva.letters) == 1
    assert world.mysendingbox.letters == {}


def test_a_letter_that_waits_says_until_what_and_goes_within_the_hour_once_a_person_identified_the_sender() -> None:
    world = Posting("lre")
    world.plans = posted("lre", "maileva")
    world.maileva.fails = [SenderUnidentifiedError("a person must open a session")]
    world.run(MONDAY)
    assert world.row().reason == "maileva SENDER_SESSION (a person must open a session)"
    assert world.figures.total("LetterNotTaken", Reason="SENDER_SESSION") == 1
    world.sweeps(10)
    assert (world.row().state, world.row().attempt, world.row().reason) == (ContactState.SENT, 1, None)


def test_a_payment_between_two_carriers_stops_the_second() -> None:
    world = Posting()

    def paid_meanwhile(consignment: Consignment) -> Taken:
        world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
        before = world.ledger.load("C-1")
        world.ledger.commit(before, replace(before, blocked="seen"))
        raise TryLaterError("busy")

    world.maileva.submit = paid_meanwhile  # type: ignore[method-assign]
    world.run(MONDAY)
    assert world.mysendingbox.calls == []
    assert (world.row().state, world.row().reason) == (ContactState.VOID, "NOTHING_OWED")


def test_a_hold_between_two_carriers_frees_the_contact_at_once() -> None:
    world = Posting()

    def held_meanwhile(consignment: Consignment) -> Taken:
        before = world.ledger.load("C-1")
        world.ledger.commit(before, replace(before, hold=Hold("réclamation", "Anne", MONDAY)))
        raise TryLaterError("busy")

    world.maileva.submit = held_meanwhile  # type: ignore[method-assign]
    world.clock.go_to(MONDAY)
    world.plan(MONDAY)
    for order in world.contacts.take():
        world.preparer.prepare(order)
    assert world.dispatcher.dispatch(DispatchOrder("C-1", MONDAY, 1)) == "VOID"
    assert world.row().state is ContactState.VOID


def test_a_worker_that_lost_the_race_leaves_the_other_ones_attempt_alone() -> None:
    world = Posting()
    answered: list[str] = []

    def slow(consignment: Consignment) -> Taken:
        answered.append(world.dispatcher.dispatch(DispatchOrder("C-1", MONDAY, 1)))
        return Taken("M-1")

    world.maileva.submit = slow  # type: ignore[method-assign]
    world.run(MONDAY)
    assert answered == ["SETTLED"]
    assert (world.row().state, world.row().message_id) == (ContactState.SENT, "M-1")


def test_where_no_carrier_has_an_account_any_more_the_letter_waits_with_an_alarm_and_goes_once_it_has() -> None:
    """The secret was emptied by mistake: nothing is wrong with the letter, and a person hears of it."""
    world = Posting()
    maileva = world.carriers.carriers.pop("maileva")
    world.mysendingbox.able(services=frozenset({Service.REGISTERED}))
    world.run(MONDAY)
    assert (world.row().state, world.row().reason) == (
        ContactState.RESERVED,
        "maileva NOT_SET_UP; mysendingbox NOT_SOLD",
    )
    world.clock.advance(timedelta(hours=1, minutes=1))
    world.sweeper.sweep()
    assert world.figures.gauges["LettersPostponed", ()] == 1
    world.carriers.carriers["maileva"] = maileva
    world.drain()
    assert (world.row().state, world.row().carrier, world.row().attempt) == (ContactState.SENT, "maileva", 1)
    assert world.mysendingbox.calls == []


def test_where_accounts_stay_broken_the_letter_is_planned_anew_each_day() -> None:
    world = Posting()
    for name in ("maileva", "mysendingbox"):
        world.carriers.wrongly_set_up[name] = RejectedError(f"carriers' secret, {name}, password: missing")
    world.run(MONDAY)
    world.run(date(2026, 2, 3))
    assert (world.row().state, world.row().reason) == (ContactState.VOID, "its day passed before it was sent")
    world.carriers.wrongly_set_up.clear()
    world.run(date(2026, 2, 4))
    assert world.row(day=date(2026, 2, 4)).state is ContactState.SENT


def test_an_account_that_is_wrongly_set_up_stops_no_letter_that_another_carrier_takes() -> None:
    world = Posting()
    world.carriers.wrongly_set_up["maileva"] = RejectedError("carriers' secret, maileva, password: missing")
    world.run(MONDAY)
    assert world.row().carrier == "mysendingbox"
    assert world.figures.total("LetterNotTaken", Carrier="maileva", Reason="WRONGLY_SET_UP") == 1


def test_accounts_that_cannot_be_read_now_postpone_the_letter() -> None:
    world = Posting()
    for name in ("maileva", "mysendingbox"):
        world.carriers.wrongly_set_up[name] = TryLaterError("carriers' secret: no answer")
    world.run(MONDAY)
    assert world.row().state is ContactState.RESERVED
    world.carriers.wrongly_set_up.clear()
    world.clock.advance(timedelta(hours=1, minutes=1))
    world.sweeper.sweep()
    world.drain()
    assert world.row().state is ContactState.SENT


def test_a_letter_that_breaks_a_carriers_rules_goes_to_the_next_one_unpaid() -> None:
    world = Posting()
    world.preflight.broken["maileva"] = ("FEUILLES",)
    world.run(MONDAY)
    assert (world.row().carrier, world.maileva.calls) == ("mysendingbox", [])
    assert world.sent()["not_taken"] == ["maileva PREFLIGHT"]


def test_a_letter_that_no_carrier_can_have_is_void_and_names_the_rule() -> None:
    world = Posting()
    world.preflight.broken = {"maileva": ("FEUILLES",), "mysendingbox": ("FENETRE, page 1", "MARGES, page 2")}
    world.run(MONDAY)
    assert world.row().state is ContactState.VOID
    assert world.row().reason == (
        "maileva PREFLIGHT (FEUILLES); mysendingbox PREFLIGHT (FENETRE, page 1 / MARGES, page 2)"
    )


def test_a_refused_day_is_given_another_reference_by_the_next_attempt() -> None:
    world = Posting()
    world.maileva.lost_answers = [OutcomeUnknownError("cut")]
    world.run(MONDAY)
    world.maileva.letters.clear()  # the carrier forgot it: it had never been written
    world.clock.advance(timedelta(hours=1, minutes=1))
    world.sweeper.sweep()
    world.run(MONDAY, time(10, 30))
    assert world.maileva.calls == [FIRST, SECOND]
    assert world.row().attempted(1) is not None
    assert (world.row().attempt, world.row().state) == (2, ContactState.SENT)
