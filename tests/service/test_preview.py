"""What would go out on a day, and what would not. It is Monday 2 February 2026, 08:30 in Paris."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from relance.domain.account import PastContact
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.decision import Contact, Escalate
from relance.domain.money import Money
from relance.service.preview import Preview, Previewing
from tests.builders import customer_item, invoice_item, progress
from tests.service.desk_world import MONDAY, DeskWorld, hold

THURSDAY = date(2026, 2, 5)


def preview(world: DeskWorld, day: date = MONDAY) -> Preview:
    asked = Previewing(world.ledger, world.controls, world.snapshot_reader, world.planning, world.clock, world.ramp)
    return asked.preview(day)


def row(state: ContactState, day: date) -> ContactRow:
    at = datetime(day.year, day.month, day.day, 7, 31, tzinfo=UTC)
    return ContactRow("C-1", day, 1, state, "first_reminder", 1, "first_reminder", "email", "ab" * 32, at)


def test_the_day_s_contact_is_the_one_that_the_daily_path_would_decide() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"), invoice_item("F-2", due_on="2026-02-20", total="300.00"))

    (line,) = preview(world).going_out

    decision = line.planned.decision
    assert isinstance(decision, Contact)
    assert decision.step.name == "first_reminder"
    assert line.legal_name == "Boulangerie Martin SARL"
    assert line.invoices == ("F-1", "F-2")
    assert line.amounts == (Money.of("1200.00"),)
    assert line.planned.plan_name == "standard"


def test_asking_writes_nothing() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"))
    before = deepcopy((world.ledger, world.controls, world.quarantine, world.archive))

    preview(world)

    assert (world.ledger, world.controls, world.quarantine, world.archive) == before


def test_only_the_agenda_of_the_day_is_walked() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"), next_day=THURSDAY)

    assert preview(world).lines == ()
    assert [line.account_id for line in preview(world, THURSDAY).going_out] == ["C-1"]


def test_what_is_withheld_is_counted_by_reason_the_most_frequent_first() -> None:
    world = DeskWorld()
    for number in (1, 2):
        owner = f"C-{number}"
        world.account(
            invoice_item("F-1", customer_id=owner, payment_announced_on="2026-02-02"), customer=customer_item(owner)
        )
    world.account(invoice_item("F-1", customer_id="C-3"), customer=customer_item("C-3"), hold=hold())

    asked = preview(world)

    assert asked.going_out == ()
    assert asked.reasons == [("PAYMENT_ANNOUNCED", 2), ("ACCOUNT_ON_HOLD", 1)]


def test_an_invoice_at_its_last_rank_is_shown_as_the_case_it_would_open() -> None:
    world = DeskWorld()
    record = world.account(
        invoice_item("F-1", due_on="2025-12-01", issued_on="2025-11-01", payments=[{"amount": "200.00"}]),
        contacts=(PastContact(date(2026, 1, 5), Channel.EMAIL, "last_reminder", 3),),
    )
    entry = replace(record.invoices["C-1#F-1"], progress=progress(1, 2, 3, superseded=(0,)))
    world.change(invoices={entry.key: entry})

    (line,) = preview(world).going_out

    assert isinstance(line.planned.decision, Escalate)
    assert line.invoices == ("F-1",)
    assert line.amounts == (Money.of("1000.00"),)


def test_before_the_due_date_the_amount_is_what_will_fall_due() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1", due_on="2026-02-07", total="80.00"))

    (line,) = preview(world).going_out

    assert line.amounts == (Money.of("80.00"),)


def test_two_currencies_stand_side_by_side() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1", total="80.00"), invoice_item("F-2", total="90.00", currency="USD"))

    (line,) = preview(world).going_out

    assert line.amounts == (Money.of("80.00"), Money.of("90.00", "USD"))


def test_an_account_whose_earlier_contact_has_no_known_outcome_waits_for_it() -> None:
    world = DeskWorld()
    record = world.account(invoice_item("F-1"), open_contact=date(2026, 1, 30))
    world.ledger.commit(record, record, contact=row(ContactState.UNKNOWN, date(2026, 1, 30)))

    asked = preview(world)

    assert asked.going_out == ()
    assert asked.reasons == [("WAITING", 1)]


def test_a_contact_reserved_this_morning_still_goes_out() -> None:
    world = DeskWorld()
    record = world.account(invoice_item("F-1"), open_contact=MONDAY)
    world.ledger.commit(record, record, contact=row(ContactState.RESERVED, MONDAY))

    (line,) = preview(world).going_out

    assert line.earlier is not None
    assert line.earlier.state is ContactState.RESERVED


def test_a_customer_without_a_valid_record_is_withheld_by_its_name_in_the_ledger() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-1"))
    world.change(customer=None)
    world.billing.delete("C-1", "CUSTOMER")

    (line,) = preview(world).withheld

    assert (line.account_id, line.legal_name, line.withheld) == ("C-1", "", "CUSTOMER_MISSING")


def test_the_heading_knows_the_age_of_the_data_the_switch_and_the_cap() -> None:
    world = DeskWorld()
    world.go_live(on=date(2026, 1, 30))
    world.controls.hear_billing(world.clock.now() - timedelta(hours=13, minutes=48))

    asked = preview(world)

    assert asked.billing_age == timedelta(hours=13, minutes=48)
    assert asked.switch.on
    assert asked.cap is not None
    assert asked.cap.limit == 50
    assert preview(DeskWorld()).billing_age is None
