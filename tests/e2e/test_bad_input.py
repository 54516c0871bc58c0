"""What billing writes wrong gets a named reason; what is right beside it goes on; nothing crashes in a loop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from local.portfolio.billing_system import BillingSystem, key_of
from local.portfolio.book import Record, document_key
from local.story import checks
from local.story.world import World
from relance.domain import events
from tests.e2e.customer import StoryCustomer

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

TUESDAY = date(2026, 3, 10)


@dataclass
class RawTable:
    """Billing's table by its raw side: whatever DynamoDB takes."""

    billing: BillingSystem
    keys: set[tuple[str, str]] = field(default_factory=set)

    def write(self, *items: Record) -> None:
        self.billing.write_raw(items)
        self.keys |= {key_of(item) for item in items}


@pytest.fixture
def table(world: World) -> Iterator[RawTable]:
    """Afterwards nothing is left in it, nor in quarantine, nor among dead letters."""
    raw = RawTable(world.billing)
    yield raw
    for key in raw.keys:
        world.billing.remove(*key)
    world.stack.settled()
    assert list(world.app.quarantine.entries()) == []
    assert checks.dead_letters(world) == []


def broken(debtor: StoryCustomer, name: str, **fields: object) -> dict[str, Any]:
    right = {"version": 1, "issued_on": "2026-01-31", "due_on": "2026-03-06", "total": "10.00"}
    return {"customer_id": debtor.id, "record": f"INVOICE#{debtor.number(name)}", **right, **fields}


def test_every_kind_of_broken_invoice_is_set_aside_by_field_and_reason_and_the_rest_goes_on(
    customer: Callable[..., StoryCustomer], table: RawTable, morning: Callable[..., Any], world: World
) -> None:
    debtor = customer()
    table.write(
        *[
            broken(debtor, "ZERO", total="0.00"),
            broken(debtor, "NEGATIVE", total="-5"),
            broken(debtor, "WORDS", total="dix"),
            broken(debtor, "THIRDS", total=Decimal("10.333")),
            broken(debtor, "CURRENCY", currency="FRF"),
            broken(debtor, "DAY", due_on="2026-02-30"),
            broken(debtor, "BACKWARDS", due_on="2026-01-30"),
            broken(debtor, "TYPES", payments="oui", documents={"a": 1}, version=["1"]),
            broken(debtor, "HUGE", purchase_order="x" * 100_000),
            broken(debtor, "STATUS", status="lost"),
            {"customer_id": debtor.id, "record": f"INVOICE#{debtor.number('EMPTY')}"},
            {"customer_id": debtor.id, "record": "NOTE#1", "text": "no record of the contract"},
        ]
    )
    debtor.invoice("RIGHT", "2026-03-06")
    found = {name.rpartition("-")[2]: breaches for name, breaches in debtor.quarantined().items()}
    assert found["ZERO"] == found["NEGATIVE"] == [("total", "must be more than zero")]
    assert found["WORDS"] == [("total", 'must be a number, or a string of digits with a point, such as "1234.56"')]
    assert found["THIRDS"] == [("total", "has more than two decimals: nothing is rounded silently")]
    assert found["DAY"] == [("due_on", "is not a day of the calendar")]
    assert found["BACKWARDS"] == [("due_on", "is before issued_on")]
    assert found["HUGE"] == [("purchase_order", "is longer than 100 characters")]
    assert {field for field, _ in found["TYPES"]} == {"payments", "documents", "version"}
    assert {field for field, _ in found["EMPTY"]} == {"version", "issued_on", "due_on", "total"}
    assert {"CURRENCY", "STATUS", "NOTE#1"} <= set(found)
    morning(TUESDAY)
    (mail,) = debtor.mails()
    assert debtor.number("RIGHT") in mail.text
    assert debtor.number("ZERO") not in mail.text


def test_billing_mends_the_record_and_it_leaves_quarantine(
    customer: Callable[..., StoryCustomer], table: RawTable, morning: Callable[..., Any]
) -> None:
    debtor = customer()
    table.write(broken(debtor, "A", total="dix"))
    debtor.world.stack.settled()
    assert list(debtor.quarantined()) == [f"INVOICE#{debtor.number('A')}"]
    debtor.invoice("A", "2026-03-06", version=2)
    assert debtor.quarantined() == {}
    morning(TUESDAY)
    assert debtor.contacts() == [("2026-03-10", "first_reminder", "SENT")]


def test_one_command_replays_what_was_mended_behind_our_back(
    customer: Callable[..., StoryCustomer], table: RawTable, world: World
) -> None:
    debtor = customer()
    table.write(broken(debtor, "A", total="dix"))
    world.stack.settled()
    with world.paused("ProjectInvoiceFunction"):
        table.write(broken(debtor, "A", total="10.00", version=2))
        key = f"billing:{debtor.id}#INVOICE#{debtor.number('A')}"
        assert "1\u00a0enregistrement repris" in world.relance("quarantine", "replay", key)
    world.stack.settled()
    assert debtor.quarantined() == {}


def test_an_invoice_without_its_customer_waits_and_frees_itself(
    customer: Callable[..., StoryCustomer], table: RawTable, world: World, morning: Callable[..., Any]
) -> None:
    early = StoryCustomer(world, "E2E-NOBODY-YET")
    early.invoice("A", "2026-03-06", pdf=False)
    assert list(early.quarantined()) == [f"INVOICE#{early.number('A')}"]
    StoryCustomer.new(world, early.id)
    world.stack.settled()
    assert early.quarantined() == {}
    morning(TUESDAY)
    assert early.contacts() == [("2026-03-10", "first_reminder", "SENT")]


def test_an_older_version_that_comes_late_never_wins(
    customer: Callable[..., StoryCustomer], table: RawTable, morning: Callable[..., Any]
) -> None:
    debtor = customer()
    first = debtor.invoice("A", "2026-03-06")
    debtor.pay("A", date(2026, 3, 9))
    table.billing.put_again(first)
    debtor.world.stack.settled()
    morning(TUESDAY)
    assert debtor.mails() == []


def test_a_foreign_currency_is_chased_without_penalties(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer(
        language="en",
        address={"lines": ["41 Wharf Road"], "postal_code": "BS1 4RN", "city": "Bristol", "country": "GB"},
    )
    debtor.invoice("A", "2026-03-06", currency="GBP")
    morning(TUESDAY)
    (mail,) = debtor.mails()
    assert "£" in mail.text or "GBP" in mail.text


def test_a_missing_or_unreadable_copy_blocks_where_the_plan_requires_it(
    customer: Callable[..., StoryCustomer], world: World, morning: Callable[..., Any]
) -> None:
    """A public buyer's second reminder carries the invoice; here its file is no PDF, then it is."""
    buyer = customer(kind="public", legal_name="Commune de Saint-Aubin")
    buyer.invoice("A", "2026-03-06", pdf=False, documents=[{"kind": "invoice", "key": document_key(buyer.number("A"))}])
    morning(date(2026, 3, 13))
    morning(date(2026, 3, 31))
    assert [step for _, step, _ in buyer.contacts()] == ["first_reminder"]
    (blocked,) = buyer.events(events.CONTACT_BLOCKED)
    assert blocked.data["why"] == "MISSING_INVOICE_PDF"
    key = document_key(buyer.number("A"))
    world.stack.client("s3").put_object(Bucket=world.stack.outputs["DocumentsBucket"], Key=key, Body=b"no PDF at all")
    morning(date(2026, 4, 1))
    assert [state for _, step, state in buyer.contacts() if step == "second_reminder"] == ["VOID"]
    world.billing.print_invoice(world.billing.invoice(buyer.number("A")))
    morning(date(2026, 4, 2))
    assert buyer.contacts()[-1] == ("2026-04-02", "second_reminder", "SENT")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"plan": "gold"}, "BAD_PLAN"),
        ({"plan": "public"}, "BAD_PLAN"),
        ({"contacts": [{"role": "manager", "name": "Sans adresse"}]}, "NO_CHANNEL"),
    ],
)
def test_what_blocks_an_account_is_named(
    changes: dict[str, Any], why: str, customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = customer(**changes)
    debtor.invoice("A", "2026-03-06")
    morning(TUESDAY)
    assert debtor.mails() == []
    rest = debtor.world.operator.explaining.explain(debtor.id).planned.decision
    assert getattr(rest, "why", None) == why


def test_addresses_that_bounce_or_complain_are_closed_and_the_next_step_takes_another_way(
    customer: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    person = {"role": "accounting", "name": "Odile", "email": "bounce+e2e@simulator.amazonses.com"}
    debtor = customer(contacts=[{**person, "mobile": "+33639981234"}])
    debtor.invoice("A", "2026-03-06")
    morning(TUESDAY)
    (row,) = debtor.rows()
    assert (row.channel, row.delivery) == ("email", "WRONG_ADDRESS")
    assert len(debtor.events(events.ADDRESS_CLOSED)) == 1
    morning(date(2026, 3, 23))
    assert [(r.channel, r.state.value) for r in debtor.rows()] == [("email", "SENT"), ("sms", "SENT")]
