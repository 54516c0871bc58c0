"""The figures of the day, by hand. It is the evening of Monday 2 March 2026."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from relance.domain import events
from relance.domain.account import PastContact
from relance.domain.channels import Channel, Cost
from relance.domain.contact import ContactRow, ContactState
from relance.domain.events import NewEvent
from relance.domain.law.sector import Sector
from relance.domain.record import Quarantined
from relance.domain.sealing import Link, SealState
from relance.service.measure_receivables import Receivables, ReceivablesMeter
from tests.builders import customer_item, invoice_item, progress
from tests.fakes.figures import RecordingFigures
from tests.fakes.sealing import InMemorySealBook
from tests.service.desk_world import DeskWorld

MONDAY = date(2026, 3, 2)


@pytest.fixture
def world() -> DeskWorld:
    made = DeskWorld()
    made.clock.go_to(MONDAY, time(20, 0))
    return made


def measure(
    world: DeskWorld, day: date = MONDAY, *, sealed: date | None = None
) -> tuple[Receivables, RecordingFigures]:
    figures = RecordingFigures()
    meter = ReceivablesMeter(
        world.ledger,
        world.snapshot_reader,
        world.quarantine,
        world.controls,
        world.clock,
        figures,
        world.plans,
        InMemorySealBook(SealState(Link(sealed, "ab" * 32) if sealed else None)),
    )
    return meter.measure(day), figures


@pytest.mark.parametrize(
    ("sealed", "age"),
    [(date(2026, 3, 1), 1), (date(2026, 2, 27), 3), (date(2026, 3, 20), 18)],
    ids=["last night", "three nights ago", "by a clock that was ahead"],
)
def test_how_long_ago_the_last_night_was_sealed(world: DeskWorld, sealed: date, age: int) -> None:
    assert measure(world, sealed=sealed)[1].last("SealAge") == age


def test_before_the_first_night_no_seal_is_old(world: DeskWorld) -> None:
    assert "SealAge" not in {name for name, _ in measure(world)[1].gauges}


def contacted(world: DeskWorld, *invoices: dict[str, Any], on: date) -> None:
    """An account whose every invoice had its first reminder on that day."""
    record = world.account(*invoices, contacts=(PastContact(on, Channel.EMAIL, "first_reminder", 1),))
    reached = {key: replace(entry, progress=progress(1)) for key, entry in record.invoices.items()}
    world.change(invoices=reached)


def test_what_sending_cost_in_the_month_so_far_by_channel(world: DeskWorld) -> None:
    """Two text messages of one and two segments at 0.0684 €, a letter at 1.53 €; last month's letter is not counted."""
    for day, channel, micros in (
        (date(2026, 2, 27), Channel.LETTER, 1_530_000),
        (date(2026, 3, 1), Channel.SMS, 68_400),
        (date(2026, 3, 2), Channel.SMS, 136_800),
        (date(2026, 3, 3), Channel.LETTER, 1_530_000),
    ):
        sent(world, day, channel, micros)

    _, figures = measure(world)

    assert figures.last("SendingCost", Channel="sms") == 0.2052
    assert figures.last("SendingCost", Channel="letter") == 1.53


def sent(world: DeskWorld, day: date, channel: Channel, micros: int) -> None:
    at = world.clock.now()
    row = ContactRow(
        "C-1", day, 1, ContactState.SENT, "first_reminder", 1, "first_reminder", channel, "ab" * 32, at,
        cost=Cost(micros, "configured"),
    )  # fmt: skip
    known = world.ledger.load("C-1")
    world.ledger.commit(known, known, contact=row, events=[NewEvent(events.CONTACT_SENT, at, "dispatch_contact")])


def test_outstanding_and_overdue_by_age(world: DeskWorld) -> None:
    world.account(
        invoice_item("F-1", due_on="2026-03-02", total="1000.00"),  # due today: not late yet
        invoice_item("F-2", due_on="2026-03-01", total="100.00"),  # 1 day
        invoice_item("F-3", due_on="2026-01-31", total="20.00"),  # 30 days
        invoice_item("F-4", due_on="2026-01-30", total="3.00", payments=[{"amount": "1.00"}]),  # 31 days
        invoice_item("F-5", due_on="2025-12-01", total="400.50", issued_on="2025-11-01"),  # 91 days
    )

    _, figures = measure(world)

    assert figures.last("Outstanding", Currency="EUR") == 1522.50
    assert figures.last("Overdue", Currency="EUR") == 522.50
    ages = {age: figures.last("OverdueByAge", Currency="EUR", Age=age) for age in ("1-30", "31-60", "61-90", "91+")}
    assert ages == {"1-30": 120.0, "31-60": 2.0, "61-90": 0.0, "91+": 400.5}
    assert figures.last("ShareLate", Currency="EUR") == 34.3
    assert figures.last("OverdueAccounts") == 1


def test_what_is_not_ours_to_collect_is_not_counted(world: DeskWorld) -> None:
    world.account(
        invoice_item("F-1", status="cancelled"),
        invoice_item("F-2", factor="Factofrance"),
        invoice_item("F-3", payments=[{"amount": "1200.00"}]),
        invoice_item("F-4", status="disputed", total="50.00"),
    )

    _, figures = measure(world)

    assert figures.last("Outstanding", Currency="EUR") == 50.0


def test_currencies_are_never_added(world: DeskWorld) -> None:
    world.account(invoice_item("F-1", total="10.00"), invoice_item("F-2", total="7.00", currency="USD"))

    _, figures = measure(world)

    assert figures.last("Overdue", Currency="EUR") == 10.0
    assert figures.last("Overdue", Currency="USD") == 7.0


def test_measuring_again_says_the_same(world: DeskWorld) -> None:
    contacted(world, invoice_item("F-1", payments=[{"amount": "200.00", "on": "2026-03-02"}]), on=date(2026, 2, 2))

    once, first = measure(world)
    twice, second = measure(world)

    assert once == twice
    assert first.gauges == second.gauges
    assert not first.counts


def test_cash_counts_when_it_came_after_a_contact(world: DeskWorld) -> None:
    contacted(
        world,
        invoice_item(
            "F-1",
            payments=[
                {"amount": "200.00", "on": "2026-03-02"},  # today, after the reminder of 2 February
                {"amount": "50.00", "on": "2026-02-20"},  # within thirty days
                {"amount": "7.00", "on": "2026-02-02"},  # the day of the reminder: not its doing
            ],
        ),
        on=date(2026, 2, 2),
    )

    _, figures = measure(world)

    assert figures.last("CashAfterContact", Currency="EUR") == 200.0
    assert figures.last("CashAfterContact30Days", Currency="EUR") == 250.0


def test_cash_of_an_invoice_that_nobody_reminded_does_not_count(world: DeskWorld) -> None:
    world.account(
        invoice_item("F-1", payments=[{"amount": "200.00", "on": "2026-03-02"}]),
        contacts=(PastContact(date(2026, 2, 2), Channel.EMAIL, "first_reminder", 1),),
    )

    _, figures = measure(world)

    assert figures.last("CashAfterContact", Currency="EUR") == 0.0


def test_a_customer_without_a_valid_record_still_owes(world: DeskWorld) -> None:
    world.account(invoice_item("F-1", total="80.00"))
    world.change(customer=None)
    world.billing.delete("C-1", "CUSTOMER")

    _, figures = measure(world)

    assert figures.last("Outstanding", Currency="EUR") == 80.0


def test_quarantine_and_the_age_of_the_data(world: DeskWorld) -> None:
    world.quarantine.put(Quarantined("billing", "C-9#INVOICE#F-9", (("total", "is missing"),), "{}", world.clock.now()))
    world.controls.hear_billing(world.clock.now() - timedelta(hours=13, minutes=30))

    _, figures = measure(world)

    assert figures.last("QuarantineSize") == 1
    assert figures.last("BillingDataAge") == 13.5


def test_an_empty_ledger_shows_zeros_and_no_age(world: DeskWorld) -> None:
    found, figures = measure(world)

    assert found.accounts == 0
    assert figures.last("Outstanding", Currency="EUR") == 0.0
    assert figures.last("ShareLate", Currency="EUR") == 0.0
    assert "BillingDataAge" not in {name for name, _ in figures.gauges}


def test_no_figure_names_an_account(world: DeskWorld) -> None:
    for number in range(3):
        owner = f"C-{number}"
        world.account(invoice_item("F-1", customer_id=owner), customer=customer_item(owner))

    _, figures = measure(world)

    assert {name for _, dimensions in figures.gauges for name, _ in dimensions} == {"Currency", "Age"}


def test_terms_beyond_the_law_and_limitation_alarms_are_counted(world: DeskWorld) -> None:
    """Of what is owed and ours to collect, whatever the stage of the chase."""
    law = world.plans.law_in_force
    world.plans.law_in_force = replace(law, terms=replace(law.terms, sector=Sector.GENERAL))
    world.account(
        invoice_item("F-1", issued_on="2025-11-03", due_on="2026-01-02", terms="NET60"),
        invoice_item("F-2", issued_on="2025-11-03", due_on="2026-01-31", terms="NET89"),  # 29 days too long
        invoice_item("F-3", issued_on="2025-11-03", due_on="2026-01-31", payments=[{"amount": "1200.00"}]),
        invoice_item("F-4", issued_on="2021-08-02", due_on="2021-09-01"),  # lapses on 2 August 2026
        invoice_item("F-5", issued_on="2021-08-02", due_on="2021-09-01", factor="Factofrance"),
        invoice_item("F-6", sector="transport"),  # lapses on 31 December 2026: ten months are left
    )

    _, figures = measure(world)

    assert figures.last("TermsBeyondLaw") == 1
    assert figures.last("LimitationAlarms") == 2
