"""The daily path, told on the days of February 2026: Boulangerie Martin owes 1 200 € since Friday 30 January."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from relance.domain.account import Hold
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.record import SendingSwitch
from relance.ports.messaging import ContactOrder, NotAcceptedError, OutcomeUnknownError, TryLaterError
from relance.service.contacts.prepare_contact import Prepared
from relance.service.contacts.ramp import Ramp
from tests.builders import customer, customer_item, invoice, invoice_item, record
from tests.fakes.plans import FakePlans
from tests.world import MONDAY, SANDBOX, World

ADDRESS = "compta@boulangerie-martin.example"


@pytest.fixture
def world() -> World:
    return owing(World())


def owing(world: World) -> World:
    """Billing's table and the ledger both know the customer and its invoice."""
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    return world


def test_the_first_reminder_goes_once_on_its_day_and_the_second_a_fortnight_later(world: World) -> None:
    for day in world.days(MONDAY, date(2026, 2, 16)):
        world.run(day)
    assert [address for address, _ in world.post.mails] == [ADDRESS, ADDRESS]
    assert [(c.day.isoformat(), c.document) for c in world.ledger.load("C-1").contacts] == [
        ("2026-02-02", "first_reminder"),
        ("2026-02-16", "second_reminder"),
    ]


def test_the_same_day_run_a_hundred_times_with_every_message_twice_is_one_contact(world: World) -> None:
    for minute in range(100):
        world.run(MONDAY, time(9 + minute // 60, minute % 60), copies=2)
    assert len(world.post.mails) == 1
    assert world.kinds().count("contact.sent") == 1


def test_what_was_paid_between_planning_and_sending_is_recorded_as_skipped(world: World) -> None:
    world.plan(MONDAY)
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
    world.drain()
    assert world.post.mails == []
    assert "contact.skipped" in world.kinds()
    assert world.ledger.contact("C-1", MONDAY) is None


def test_what_was_paid_between_the_letter_and_the_sending_is_void(world: World) -> None:
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
    world.drain()
    assert world.post.mails == []
    assert (world.row().state, world.row().reason) == (ContactState.VOID, "NOTHING_OWED")


def test_a_part_payment_before_sending_makes_a_new_letter_with_the_new_amount(world: World) -> None:
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="200.00", version=2)
    world.drain()
    assert world.post.mails == []
    world.run(MONDAY, time(10, 30))
    assert len(world.post.mails) == 1
    assert (world.row().attempt, world.row().state) == (2, ContactState.SENT)


def test_a_hold_set_by_command_stops_a_contact_already_queued(world: World) -> None:
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, hold=Hold("litige", "Anne", MONDAY)))
    world.drain()
    assert world.post.mails == []
    assert world.row().reason == "ACCOUNT_ON_HOLD"


def test_stopping_all_sending_stops_what_is_queued_and_resuming_sends_it(world: World) -> None:
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    world.controls.switch(SendingSwitch(on=False, by="Anne", reason="incident"))
    world.drain()
    assert (world.post.mails, world.row().state) == ([], ContactState.RESERVED)
    world.controls.switch(SendingSwitch(on=True, by="Anne", live_since=date(2026, 1, 1)))
    world.run(MONDAY, time(11, 30))
    assert len(world.post.mails) == 1


def test_a_fresh_deployment_plans_and_sends_nothing_until_a_person_turns_it_on() -> None:
    world = owing(World(live=False))
    assert world.plan(MONDAY) == 1
    assert world.prepare(world.contacts.take()[0]) == Prepared.WITHHELD
    assert (world.post.mails, world.kinds()) == ([], [])


def test_an_account_late_for_a_year_before_going_live_gets_the_first_reminder(world: World) -> None:
    world.billing.update("C-1", "INVOICE#F-1", due_on="2025-01-30", issued_on="2024-12-31", version=2)
    world.run(MONDAY)
    assert world.row().document == "first_reminder"


def test_in_the_first_days_no_more_than_the_cap_goes_out_in_a_day() -> None:
    world = World()
    world.ramp = Ramp(days=3, contacts_per_day=2)
    world.controls.switch(SendingSwitch(on=True, by="Anne", live_since=MONDAY))
    for number in range(5):
        world.billing.put_all([customer_item(f"C-{number}"), invoice_item(f"F-{number}", customer_id=f"C-{number}")])
        world.knows(record(invoice(f"F-{number}", customer_id=f"C-{number}"), debtor=customer(f"C-{number}")))
    counts = []
    for day in (MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)):
        world.run(day)
        counts.append(len(world.post.mails))
    assert counts == [2, 4, 5]


def test_ten_days_without_a_scheduler_make_one_contact_of_the_lowest_rank(world: World) -> None:
    world.run(date(2026, 2, 20))
    world.run(date(2026, 2, 23))
    assert len(world.post.mails) == 1
    invoice_row = world.ledger.load("C-1").invoices["C-1#F-1"]
    assert invoice_row.progress.sent == {1}
    assert invoice_row.progress.superseded == {0}
    assert world.kinds().count("steps.superseded") == 1


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2026, 2, 8), time(10, 0)),  # Sunday
        (date(2026, 4, 6), time(10, 0)),  # Easter Monday
        (date(2026, 2, 2), time(8, 29)),
        (date(2026, 2, 2), time(19, 0)),
        (date(2026, 3, 29), time(10, 0)),  # Sunday, clocks go forward
        (date(2026, 10, 25), time(10, 0)),  # Sunday, clocks go back
    ],
)
def test_nothing_goes_on_sundays_holidays_or_outside_the_hours(world: World, day: date, at: time) -> None:
    world.run(day, at)
    assert world.post.mails == []


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 10, 26)])
def test_on_the_day_after_a_clock_change_the_morning_run_sends(world: World, day: date) -> None:
    world.run(day, time(8, 30))
    assert len(world.post.mails) == 1


def test_a_message_of_another_day_is_dropped_and_the_account_planned_again(world: World) -> None:
    world.plan(MONDAY)
    (order,) = world.contacts.take()
    world.clock.go_to(date(2026, 2, 3))
    assert world.prepare(order) == Prepared.LATE
    world.run(date(2026, 2, 3))
    assert len(world.post.mails) == 1


def test_a_dispatch_that_comes_the_next_day_is_void_and_the_day_starts_anew(world: World) -> None:
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    world.clock.go_to(date(2026, 2, 3))
    world.drain()
    assert world.row().state is ContactState.VOID
    world.run(date(2026, 2, 3))
    assert [r for _, r in world.post.mails] == [world.row(day=date(2026, 2, 3)).reference]


def test_a_run_at_half_past_midnight_belongs_to_the_civil_day_in_paris() -> None:
    """00:30 in Paris on 1 July is 22:30 UTC on 30 June (DAY-07): an order of 1 July is of today."""
    world = owing(World())
    world.clock.go_to(date(2026, 7, 1), time(0, 30))
    assert world.clock.now().date() == date(2026, 6, 30)
    assert world.preparer.prepare(ContactOrder("C-1", date(2026, 6, 30))) == Prepared.LATE
    world.hours = replace(world.hours, opens=time(0, 0))
    assert world.preparer.prepare(ContactOrder("C-1", date(2026, 7, 1))) == Prepared.QUEUED


def test_a_refusal_by_the_provider_is_tried_again_the_next_day_not_at_every_run(world: World) -> None:
    world.post.fails = NotAcceptedError("the address is refused")
    for hour in range(9, 18):
        world.run(MONDAY, time(hour, 0))
    assert (world.row().attempt, world.row().state) == (1, ContactState.VOID)
    world.post.fails = None
    world.run(date(2026, 2, 3))
    assert len(world.post.mails) == 1


def test_a_throttled_send_is_taken_again(world: World) -> None:
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    (order,) = world.dispatches.take()
    world.post.fails = TryLaterError("throttled")
    with pytest.raises(TryLaterError):
        world.dispatcher.dispatch(order)
    world.post.fails = None
    world.dispatch(order)
    assert len(world.post.mails) == 1


def test_a_call_without_answer_is_unknown_until_the_send_event_comes(world: World) -> None:
    world.post.lost_answer = OutcomeUnknownError("read time-out")
    world.run(MONDAY)
    assert world.row().state is ContactState.UNKNOWN
    world.post.lost_answer = None
    for day in world.days(MONDAY, date(2026, 2, 6)):
        world.run(day, time(9, 0))
    assert len(world.post.mails) == 1
    world.tracker.track(fact("Send", DeliveryStatus.SUBMITTED))
    assert world.row().state is ContactState.SENT
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1}


def test_after_an_hour_without_a_send_event_the_mail_counts_as_not_accepted(world: World) -> None:
    world.post.fails = OutcomeUnknownError("connection refused")
    world.run(MONDAY)
    world.clock.advance(timedelta(minutes=59))
    world.sweeper.sweep()
    assert world.row().state is ContactState.UNKNOWN
    world.clock.advance(timedelta(minutes=2))
    world.sweeper.sweep()
    assert world.row().state is ContactState.VOID
    world.post.fails = None
    world.run(MONDAY, time(11, 0))
    assert len(world.post.mails) == 1


def test_a_text_message_of_unknown_outcome_waits_for_a_person() -> None:
    world = World()
    phone = customer_item(contacts=[{"role": "accounting", "mobile": "+33639980001"}])
    world.billing.put_all([phone, invoice_item()])
    world.knows(record())
    world.post.lost_answer = OutcomeUnknownError("read time-out")
    world.run(MONDAY)
    world.clock.advance(timedelta(hours=2))
    world.sweeper.sweep()
    assert world.row().state is ContactState.UNKNOWN
    assert world.figures.last("ContactsForAPerson") == 1


def fact(kind: str, status: DeliveryStatus | None, *, number: int = 1, address: str | None = None) -> DeliveryFact:
    at = World().clock.now()
    return DeliveryFact("C-1", MONDAY, 1, kind, status, at, f"{kind}-{number}", "msg-1", address)


def test_a_hard_bounce_closes_the_address_and_the_same_step_goes_once_more_by_sms() -> None:
    world = World()
    both = customer_item(contacts=[{"role": "accounting", "email": ADDRESS, "mobile": "+33639980001"}])
    world.billing.put_all([both, invoice_item()])
    world.knows(record())
    world.run(MONDAY)
    world.tracker.track(fact("Bounce", DeliveryStatus.WRONG_ADDRESS, address=ADDRESS))
    assert world.kinds()[-3:] == ["delivery.fact", "address.closed", "contact.undelivered"]
    for day in world.days(MONDAY, date(2026, 2, 12)):
        world.run(day)
    assert (len(world.post.mails), [mobile for mobile, _ in world.post.texts]) == (1, ["+33639980001"])
    assert [row.step_name for row in world.ledger.contacts("C-1")] == ["first_reminder", "first_reminder"]


@pytest.mark.parametrize(
    "order",
    [("Send", "Delivery", "Bounce"), ("Bounce", "Delivery", "Send"), ("Delivery", "Bounce", "Send", "Bounce", "Send")],
)
def test_delivery_facts_count_once_each_in_any_order(world: World, order: tuple[str, ...]) -> None:
    meaning = {
        "Send": DeliveryStatus.SUBMITTED,
        "Delivery": DeliveryStatus.DELIVERED,
        "Bounce": DeliveryStatus.WRONG_ADDRESS,
    }
    world.run(MONDAY)
    for kind in order:
        world.tracker.track(fact(kind, meaning[kind], address=ADDRESS if kind == "Bounce" else None))
    assert world.row().delivery == "WRONG_ADDRESS"
    assert world.kinds().count("delivery.fact") == 3
    assert world.kinds().count("address.closed") == 1


STRICT = """
title = "Strict"
kinds = ["business"]

[[steps]]
name = "first_reminder"
after = 3
document = "first_reminder"
tone = "cordial"
channels = ["email"]
invoice_copy = "required"
"""


def test_a_required_invoice_pdf_that_is_missing_blocks_with_the_reason_once(world: World) -> None:
    world.plans = FakePlans.with_text("standard", STRICT)
    for day in world.days(MONDAY, date(2026, 2, 6)):
        world.run(day)
    assert world.post.mails == []
    assert world.kinds() == ["contact.blocked"]
    world.documents.files["factures/F-1.pdf"] = b"%PDF-1.7 facture"
    world.billing.update("C-1", "INVOICE#F-1", documents=[{"kind": "invoice", "key": "factures/F-1.pdf"}], version=2)
    world.run(date(2026, 2, 9))
    assert "F-1.pdf" in (world.row(day=date(2026, 2, 9)).parts or {})


def test_a_required_invoice_file_that_is_no_pdf_is_void_with_the_reason(world: World) -> None:
    world.plans = FakePlans.with_text("standard", STRICT)
    world.documents.files["factures/F-1.pdf"] = b"<html>erreur 404</html>"
    world.billing.update("C-1", "INVOICE#F-1", documents=[{"kind": "invoice", "key": "factures/F-1.pdf"}], version=2)
    world.run(MONDAY)
    assert world.post.mails == []
    assert str(world.row().reason).startswith("MISSING_INVOICE_PDF")


def test_an_unknown_plan_blocks_the_account_and_nothing_else(world: World) -> None:
    world.billing.update("C-1", "CUSTOMER", plan="inexistant", version=2)
    world.billing.put_all([customer_item("C-2"), invoice_item("F-2", customer_id="C-2")])
    world.knows(record(invoice("F-2", customer_id="C-2"), debtor=customer("C-2")))
    world.run(MONDAY)
    assert world.kinds("C-1") == ["contact.blocked"]
    assert len(world.post.mails) == 1


def test_an_unknown_plan_is_on_the_timeline_the_very_day_although_nothing_is_due_yet(world: World) -> None:
    world.billing.update("C-1", "CUSTOMER", plan="inexistant", version=2)
    snapshot = world.reader.read("C-1")
    early = date(2026, 1, 12)
    assert world.planning.next_day(snapshot, early) == early
    world.knows(record(), next_day=early)
    world.run(early)
    assert world.kinds() == ["contact.blocked"]
    assert world.ledger.load("C-1").next_day == date(2026, 2, 11)


def test_a_sandbox_writes_to_its_own_recipient_only(world: World) -> None:
    world.diversion = SANDBOX
    world.run(MONDAY)
    assert [address for address, _ in world.post.mails] == ["essai@atelier-lumiere.example"]


def test_an_account_of_five_hundred_invoices_is_folded_in_pieces_and_contacted_once() -> None:
    world = World()
    facts = [invoice(f"F-{n}") for n in range(500)]
    world.billing.put_all([customer_item(), *(invoice_item(f"F-{n}") for n in range(500))])
    whole = record(*facts)
    for start in range(0, 500, 80):
        part = dict(list(whole.invoices.items())[: start + 80])
        world.knows(replace(whole, invoices=part))
    world.run(MONDAY, copies=2)
    world.run(MONDAY, time(10, 0))
    after = world.ledger.load("C-1")
    assert len(world.post.mails) == 1
    assert after.unfolded == ()
    assert all(i.progress.sent == {1} for i in after.invoices.values())


def test_a_version_that_billing_overwrote_with_an_older_one_does_not_revive_a_paid_invoice() -> None:
    """Version 5 said paid; a late write put version 4 back, unpaid: the newest seen stands."""
    world = World()
    world.billing.put_all([customer_item(), invoice_item(version=4)])
    world.knows(record(replace(invoice(), version=5, amount_paid=invoice().total)))
    world.run(MONDAY)
    assert world.post.mails == []
