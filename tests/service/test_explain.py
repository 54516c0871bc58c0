"""Why an account is where it is. Boulangerie Martin (C-1); it is Monday 2 February 2026, 08:30 in Paris."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from relance.domain.account import PastContact
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.decision import Contact, Escalate, Rest, Why
from relance.domain.errors import RejectedError
from relance.domain.events import CONTACT_SENT, NewEvent
from relance.service.explain import Explaining, Explanation
from relance.service.holds import HoldRequest, Holds
from tests.builders import customer_item, invoice_item, progress
from tests.service.desk_world import MONDAY, DeskWorld, hold

FIRST = PastContact(date(2026, 1, 30), Channel.EMAIL, "first_reminder", 1)


def explain(world: DeskWorld, account_id: str = "C-1") -> Explanation:
    asked = Explaining(world.ledger, world.controls, world.snapshot_reader, world.planning, world.archive, world.clock)
    return asked.explain(account_id)


def test_the_next_step_is_today_when_the_decision_is() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"))

    told = explain(world)

    assert told.upcoming is not None
    assert told.upcoming.day == MONDAY
    assert isinstance(told.upcoming.planned.decision, Contact)
    assert told.agenda == MONDAY


def test_nothing_goes_before_the_day_of_the_agenda() -> None:
    """A mail that the provider refused this morning is tried again tomorrow, not today."""
    world = DeskWorld()
    world.account(invoice_item("F-1"), next_day=date(2026, 2, 3))

    told = explain(world)

    assert told.upcoming is not None
    assert told.upcoming.day == date(2026, 2, 3)


def test_after_the_first_reminder_the_second_waits_for_its_day_and_for_the_gap() -> None:
    world = DeskWorld()
    record = world.account(invoice_item("F-1", due_on="2026-01-16"), contacts=(FIRST,))
    entry = replace(record.invoices["C-1#F-1"], progress=progress(1, superseded=(0,)))
    world.change(invoices={entry.key: entry})

    told = explain(world)

    # The step falls on Saturday 31 January, hence Monday 2 February; ten days after Friday 30 January is Monday 9.
    assert isinstance(told.planned.decision, Rest)
    assert told.planned.decision.why is Why.GAP
    assert told.upcoming is not None
    assert told.upcoming.day == date(2026, 2, 9)
    (invoice,) = told.invoices
    assert invoice.reached == ("first_reminder",)
    assert (invoice.next_step, invoice.next_on) == ("second_reminder", date(2026, 2, 2))


def test_a_hold_with_an_end_shows_the_step_that_follows_it() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"), hold=hold(until=date(2026, 2, 13)))

    told = explain(world)

    assert told.hold is not None
    # Saturday 14 February is the first free day; people work again on Monday 16.
    assert told.upcoming is not None
    assert told.upcoming.day == date(2026, 2, 16)


def test_an_account_held_until_released_has_no_next_step() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"), hold=hold())

    assert explain(world).upcoming is None


def test_what_somebody_must_mend_has_no_next_step_and_names_its_subject() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"), customer=customer_item(plan="sur-mesure"))

    told = explain(world)

    assert told.upcoming is None
    decision = told.planned.decision
    assert isinstance(decision, Rest)
    assert (decision.why, decision.subject, decision.blocked) == (Why.BAD_PLAN, "sur-mesure", True)


def test_each_invoice_says_what_holds_it() -> None:
    world = DeskWorld()
    world.account(
        invoice_item("F-1", payments=[{"amount": "1200.00"}]),
        invoice_item("F-2", status="disputed", due_on="2026-01-31"),
        invoice_item("F-3", due_on="2026-03-31"),
    )

    paid, disputed, coming = explain(world).invoices

    assert paid.paused is not None
    assert paid.paused.why is Why.NOTHING_OWED
    assert disputed.paused is not None
    assert disputed.paused.why is Why.DISPUTED
    assert coming.paused is None
    assert (coming.next_step, coming.next_on) == ("pre_due_notice", date(2026, 3, 26))


def test_the_last_step_before_a_case_is_announced_as_a_case() -> None:
    world = DeskWorld()
    record = world.account(
        invoice_item("F-1", issued_on="2025-11-19", due_on="2025-12-19"),
        contacts=(PastContact(date(2026, 1, 19), Channel.EMAIL, "last_reminder", 3),),
    )
    entry = replace(record.invoices["C-1#F-1"], progress=progress(1, 2, 3, superseded=(0,)))
    world.change(invoices={entry.key: entry})

    told = explain(world)

    assert told.upcoming is not None
    assert isinstance(told.upcoming.planned.decision, Escalate)
    assert told.upcoming.day == MONDAY


def test_the_history_comes_with_what_a_person_typed() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"))
    Holds(world.acts).set(HoldRequest("C-1", "attend un avoir", by="anne"))
    record = world.ledger.load("C-1")
    world.ledger.commit(record, record, events=[NewEvent(CONTACT_SENT, world.clock.now(), "dispatch_contact")])

    first, second = explain(world).happenings

    assert (first.event.kind, first.note) == ("hold.set", "attend un avoir")
    assert (second.event.kind, second.note) == ("contact.sent", None)


def test_a_contact_of_unknown_outcome_is_named() -> None:
    world = DeskWorld()
    day = date(2026, 1, 30)
    record = world.account(invoice_item("F-1"), open_contact=day)
    at = datetime(2026, 1, 30, 8, 0, tzinfo=UTC)
    row = ContactRow("C-1", day, 1, ContactState.UNKNOWN, "first_reminder", 1, "first_reminder", "sms", "ab" * 32, at)
    world.ledger.commit(record, record, contact=row)

    told = explain(world)

    assert told.unsettled == row


def test_an_unknown_customer_is_refused() -> None:
    with pytest.raises(RejectedError, match="client : C-9 n'est pas connu"):
        explain(DeskWorld(), "C-9")
