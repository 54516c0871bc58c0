"""A debtor answered STOP to an earlier text message: AWS takes no more for it. It is Monday 2 February 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from relance.domain import events
from relance.domain.channels import Channel
from relance.domain.contact import ContactState
from relance.ports.messaging import OptedOutError
from tests.builders import customer_item, invoice_item, record
from tests.letter_world import OFFERS
from tests.world import MONDAY, World

MOBILE = "+33639980001"
PHONE = {"role": "accounting", "mobile": MOBILE}
MAIL = {"role": "director", "email": "claire@boulangerie-martin.example"}


def texting(*contacts: dict[str, str]) -> World:
    """The plan prefers text messages, and every number has answered STOP."""
    world = World()
    book = world.plans.in_force
    plan = book.plans["standard"]
    texted = (Channel.SMS, Channel.EMAIL)
    steps = tuple(step if step.escalates else replace(step, channels=texted) for step in plan.steps)
    world.plans.in_force = replace(book, offers=OFFERS, plans={**book.plans, "standard": replace(plan, steps=steps)})
    world.billing.put_all([customer_item(contacts=list(contacts), consents={"sms": True}), invoice_item()])
    world.knows(record())
    world.post.fails = OptedOutError("text message RL-1: STOP")
    return world


def test_the_number_closes_and_the_step_goes_the_same_day_by_the_next_channel() -> None:
    world = texting(PHONE, MAIL)
    world.run(MONDAY)
    assert world.row().state is ContactState.VOID
    assert world.ledger.load("C-1").closed_addresses == {MOBILE}
    world.post.fails = None
    for hour in range(9, 18):
        world.run(MONDAY, time(hour, 0), copies=2)
    row = world.row()
    assert (row.state, row.channel, row.attempt) == (ContactState.SENT, "email", 2)
    assert [address for address, _ in world.post.mails] == ["claire@boulangerie-martin.example"]
    assert world.post.texts == []


def test_where_no_channel_is_left_a_person_is_told_that_very_day() -> None:
    world = texting(PHONE)
    for hour in range(9, 18):
        world.run(MONDAY, time(hour, 0))
    told = [e for e in world.ledger.events("C-1") if e.kind == events.CONTACT_BLOCKED]
    assert [(e.data["why"], e.data["day"]) for e in told] == [("NO_CHANNEL", "2026-02-02")]
    assert world.row().attempt == 1


def test_the_number_is_asked_no_more_and_the_history_does_not_name_it() -> None:
    world = texting(PHONE, MAIL)
    world.run(MONDAY)
    (closed,) = [e for e in world.ledger.events("C-1") if e.kind == events.ADDRESS_CLOSED]
    assert closed.data == {"day": "2026-02-02", "channel": "sms", "why": "COMPLAINED"}
    world.post.fails = None
    for day in world.days(MONDAY, date(2026, 3, 31)):
        world.run(day, time(12, 0))
    assert world.post.texts == []
    assert len(world.post.mails) > 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_payment_taken_in_meanwhile_changes_nothing_of_it(moment: str) -> None:
    world = texting(PHONE, MAIL)
    world.plan(MONDAY)
    for order in world.contacts.take():
        world.prepare(order)
    (order_to_send,) = world.dispatches.take()
    if moment == "before":
        world.billing.put_all([invoice_item(amount_paid="1200.00", version=2)])
    world.dispatch(order_to_send)
    if moment == "after":
        world.billing.put_all([invoice_item(amount_paid="1200.00", version=2)])
    world.post.fails = None
    world.run(MONDAY, time(15, 0))
    assert world.post.mails == []
    assert world.ledger.load("C-1").closed_addresses == ({MOBILE} if moment == "after" else frozenset())
