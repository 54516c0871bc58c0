"""Letters that every carrier of their channel refuses, for their address say: the step goes by the next channel.

The plan writes by letter (Maileva 1.50 €, MySendingBox 2.50 €), else by e-mail. It is Monday 2 February 2026.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.domain.channels import Channel
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.errors import InvalidPolicyError
from relance.domain.plan import PlanBook
from relance.ports.messaging import DispatchOrder, NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.builders import customer_item, invoice_item, record
from tests.fakes.carrier import FakeCarrier, FakeCarriers
from tests.fakes.plans import FakePlans, posted
from tests.service.test_crashes import Crasher, CrashError
from tests.world import MONDAY, World

TUESDAY = date(2026, 2, 3)
CUT = OutcomeUnknownError("cut")
REFUSED = NotAcceptedError("recipient.address_line_6: no such town")


class Office(World):
    def __init__(self, *ways: Channel, **customer: Any) -> None:
        super().__init__()
        self.plans = posted("letter", "maileva", "mysendingbox")
        book = self.plans.in_force
        plan = book.plans["standard"]
        steps = tuple(s if s.escalates else replace(s, channels=ways) for s in plan.steps)
        self.plans.in_force = replace(book, plans={**book.plans, "standard": replace(plan, steps=steps)})
        self.maileva, self.mysendingbox = FakeCarrier(), FakeCarrier()
        self.carriers = FakeCarriers({"maileva": self.maileva, "mysendingbox": self.mysendingbox})
        self.billing.put_all([customer_item(**customer), invoice_item()])
        self.knows(record())

    def refuse(self, times: int = 99) -> None:
        """Both carriers refuse the next letters."""
        self.maileva.fails, self.mysendingbox.fails = [REFUSED] * times, [REFUSED] * times

    def day(self, day: date) -> None:
        for hour in range(9, 18):
            self.run(day, time(hour, 0), copies=2)
            self.sweeper.sweep()

    def letters(self) -> int:
        return len(self.maileva.letters) + len(self.mysendingbox.letters)


def test_the_step_goes_the_same_day_by_e_mail_once() -> None:
    office = Office(Channel.LETTER, Channel.EMAIL)
    office.refuse()
    office.day(MONDAY)
    row = office.row()
    assert (row.state, row.channel, row.tried) == (ContactState.SENT, "email", (Channel.LETTER,))
    assert (len(office.post.mails), office.letters()) == (1, 0)
    assert office.ledger.load("C-1").undelivered is None
    for day in office.days(TUESDAY, date(2026, 2, 12)):
        office.day(day)
    assert len(office.post.mails) == 1


def test_where_no_other_channel_is_left_the_letter_is_tried_again_every_day() -> None:
    office = Office(Channel.LETTER)
    office.refuse(3)
    for day in (MONDAY, TUESDAY, date(2026, 2, 4)):
        office.day(day)
        assert office.row(day=day).state is ContactState.VOID
    office.day(date(2026, 2, 5))
    assert (office.row(day=date(2026, 2, 5)).state, office.letters()) == (ContactState.SENT, 1)


def test_a_refusal_counts_for_its_day_only() -> None:
    """The e-mail could not go on Monday either: on Tuesday the plan's order holds again."""
    office = Office(Channel.LETTER, Channel.EMAIL)
    office.refuse(1)
    office.post.fails = NotAcceptedError("the address is refused")
    office.day(MONDAY)
    assert (office.letters(), office.row().state) == (0, ContactState.VOID)
    office.day(TUESDAY)
    row = office.row(day=TUESDAY)
    assert (row.state, row.channel, row.tried) == (ContactState.SENT, "letter", ())


def test_after_an_e_mail_that_bounced_and_a_letter_that_was_refused_nothing_is_tried_for_ever() -> None:
    office = Office(Channel.EMAIL, Channel.LETTER)
    office.day(MONDAY)
    fact = DeliveryFact("C-1", MONDAY, 1, "Bounce", DeliveryStatus.WRONG_ADDRESS, office.clock.now(), "b-1", "msg-1")
    office.tracker.track(fact)
    office.refuse(2)
    office.day(TUESDAY)
    assert office.row(day=TUESDAY).state is ContactState.VOID
    for day in office.days(date(2026, 2, 4), date(2026, 2, 5)):
        office.day(day)
    assert (len(office.post.mails), office.letters()) == (1, 1)


def test_a_refusal_is_written_even_when_no_plan_can_be_read_at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(Channel.LETTER, Channel.EMAIL)
    office.clock.go_to(MONDAY, time(9, 0))
    office.plan(MONDAY)
    office.prepare(office.contacts.take()[0])
    office.refuse(1)
    read = FakePlans.book
    broken = [False]

    def book(self: FakePlans) -> PlanBook:
        if broken[0]:
            raise InvalidPolicyError("channels.toml: offers is missing")
        return read(self)

    monkeypatch.setattr(FakePlans, "book", book)
    submit = office.mysendingbox.submit

    def refusing(consignment: Any) -> Any:
        broken[0] = True
        return submit(consignment)

    office.mysendingbox.submit = refusing  # type: ignore[method-assign]
    assert office.dispatcher.dispatch(DispatchOrder("C-1", MONDAY, 1)) == "VOID"
    assert office.row().state is ContactState.VOID


NOT_TAKEN = st.lists(st.sampled_from([REFUSED, TryLaterError("busy"), CUT]), max_size=6)
TAKEN_UNHEARD = st.booleans()


@settings(max_examples=60, deadline=None)
@given(first=NOT_TAKEN, second=NOT_TAKEN, unheard=TAKEN_UNHEARD)
def test_whatever_the_carriers_answer_the_first_step_goes_once(
    first: list[Exception], second: list[Exception], *, unheard: bool
) -> None:
    """Its carriers know what they took; nothing is sent twice, and nothing is lost."""
    office = Office(Channel.LETTER, Channel.EMAIL)
    office.maileva.fails, office.mysendingbox.fails = list(first), list(second)
    if unheard:
        office.maileva.lost_answers, office.mysendingbox.lost_answers = [CUT], [CUT]
    for day in office.days(MONDAY, date(2026, 2, 12)):
        office.day(day)
    assert office.letters() + len(office.post.mails) == 1
    assert office.ledger.load("C-1").open_contact is None


def lived(crasher: Crasher) -> Office:
    """Two runs of Monday morning in which the machine may die once; SES tells what it took; then the days after."""
    office = Office(Channel.LETTER, Channel.EMAIL)
    office.wrap = crasher.wrap
    office.refuse(1)
    for hour in (9, 10):
        with suppress(CrashError):
            office.run(MONDAY, time(hour, 0), copies=2)
    crasher.armed = False
    for _, reference in office.post.mails:
        row = office.row()
        sent = DeliveryFact("C-1", MONDAY, row.attempt, "Send", DeliveryStatus.SUBMITTED, office.clock.now(), reference)
        office.tracker.track(sent)
    for day in office.days(MONDAY, date(2026, 2, 5)):
        office.day(day)
    return office


def test_wherever_the_machine_dies_the_refused_step_goes_once() -> None:
    clean = Crasher()
    lived(clean)
    points = [(at, after) for at in range(len(clean.calls)) for after in (False, True)]
    wrong = []
    for at, after in points:
        office = lived(Crasher(at=at, after=after))
        if office.letters() + len(office.post.mails) != 1:
            wrong.append((clean.calls[at], after, office.letters(), office.post.mails))
    assert wrong == []
    assert {"carrier.submit", "mailer.send"} <= set(clean.calls)
