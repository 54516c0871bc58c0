"""Between the planning and the sending much can happen: the last step looks again."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from local.story.world import World
from relance.domain.calendar import PARIS
from tests.e2e.customer import StoryCustomer

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

TUESDAY = date(2026, 3, 10)
WEDNESDAY = date(2026, 3, 11)


@pytest.fixture
def queued(
    world: World, customer: Callable[..., StoryCustomer]
) -> Callable[[Callable[[StoryCustomer], object]], StoryCustomer]:
    """A contact that is planned, written and queued when something happens to its account."""

    def run(happen: Callable[[StoryCustomer], object]) -> StoryCustomer:
        debtor = customer()
        debtor.invoice("A", "2026-03-06")
        world.at(datetime.combine(TUESDAY, time(8, 30), PARIS))
        with world.paused("DispatchContactFunction"):
            world.stack.fire_schedule("PlanDayFunctionMorning")
            world.stack.settled(besides=["DispatchQueue"])
            assert debtor.contacts() == [("2026-03-10", "first_reminder", "RESERVED")]
            happen(debtor)
            world.stack.settled(besides=["DispatchQueue"])
        world.stack.settled()
        return debtor

    return run


def pay(debtor: StoryCustomer) -> None:
    record = debtor.world.billing.invoice(debtor.number("A"))
    debtor.world.billing.pay(record, "1200.00", TUESDAY.isoformat())


def pay_a_part(debtor: StoryCustomer) -> None:
    record = debtor.world.billing.invoice(debtor.number("A"))
    debtor.world.billing.pay(record, "200.00", TUESDAY.isoformat())


def hold(debtor: StoryCustomer) -> None:
    debtor.world.relance("hold", debtor.id, "--reason", "Litige annoncé par téléphone", "--until", "2026-03-31")


def stop(debtor: StoryCustomer) -> None:
    debtor.world.relance("stop", "--reason", "Vérification")


def test_paid_meanwhile_nothing_is_sent_and_the_ledger_says_why(queued: Callable[..., StoryCustomer]) -> None:
    debtor = queued(pay)
    assert debtor.mails() == []
    (row,) = debtor.rows()
    assert (row.state, (row.reason or "").partition(":")[0]) == ("VOID", "NOTHING_OWED")


def test_paid_in_part_meanwhile_the_letter_is_written_anew(
    queued: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = queued(pay_a_part)
    assert debtor.mails() == []
    morning(TUESDAY, time(9, 30))
    assert debtor.contacts() == [("2026-03-10", "first_reminder", "SENT")]
    (mail,) = debtor.mails()
    assert "1 000,00 €" in mail.text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_hold_set_by_command_stops_a_contact_already_queued(
    queued: Callable[..., StoryCustomer], morning: Callable[..., Any]
) -> None:
    debtor = queued(hold)
    assert debtor.mails() == []
    morning(date(2026, 3, 31))
    assert debtor.mails() == []
    morning(date(2026, 4, 1))
    assert debtor.contacts()[-1] == ("2026-04-01", "first_reminder", "SENT")


def test_stopped_meanwhile_nothing_leaves_until_a_person_resumes(
    queued: Callable[..., StoryCustomer], world: World, morning: Callable[..., Any]
) -> None:
    debtor = queued(stop)
    try:
        morning(TUESDAY, time(10, 30))
        assert debtor.mails() == []
    finally:
        world.relance("resume")
    morning(WEDNESDAY)
    assert debtor.contacts()[-1] == ("2026-03-11", "first_reminder", "SENT")
    assert len(debtor.mails()) == 1
