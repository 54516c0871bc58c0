"""Letters of which nobody knows whether they went: given to Maileva on Monday 2 February 2026 at 8:30, then silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from relance.domain.channels import Cost
from relance.domain.contact import ContactState
from relance.domain.reference import contact_reference
from relance.ports.messaging import OutcomeUnknownError
from tests.builders import customer_item, invoice_item, record
from tests.contract.test_carrier import letter
from tests.fakes.carrier import FakeCarrier, FakeCarriers
from tests.fakes.plans import posted
from tests.service.test_crashes import Crasher, CrashError
from tests.world import MONDAY, World

FIRST = contact_reference("C-1", MONDAY, 1)
TUESDAY = date(2026, 2, 3)


def silent(world: World | None = None, *, taken: bool, **able: object) -> tuple[World, FakeCarrier]:
    """The only carrier of letters does not answer, whether it took the letter or not."""
    world = world or World()
    maileva = FakeCarrier().able(**able)
    silence = OutcomeUnknownError("maileva submit: no answer (ReadTimeoutError)")
    maileva.lost_answers, maileva.fails = ([silence], []) if taken else ([], [silence])
    world.plans, world.carriers = posted("letter", "maileva"), FakeCarriers({"maileva": maileva})
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    world.run(MONDAY)
    assert world.row().state is ContactState.UNKNOWN
    return world, maileva


def swept(world: World, *, hours: float) -> dict[str, int]:
    """The sweep so long after the letter was handed over."""
    world.clock.go_to(MONDAY)
    world.clock.advance(timedelta(hours=hours))
    return dict(world.sweeper.sweep())


@pytest.mark.parametrize(("cents", "cost"), [(None, Cost(1_500_000, "configured")), (129, Cost(1_290_000, "carrier"))])
def test_a_letter_that_the_carrier_has_was_sent_and_cost_what_it_says(cents: int | None, cost: Cost) -> None:
    world, maileva = silent(taken=True)
    maileva.price_cents = cents
    assert swept(world, hours=1.25) == {"SENT": 1}
    row = world.row()
    assert (row.state, row.carrier, row.message_id, row.cost) == (
        ContactState.SENT,
        "maileva",
        f"CARRIER-{FIRST}",
        cost,
    )
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1}
    assert maileva.calls == [FIRST]


def test_a_letter_that_it_certainly_has_not_is_planned_again_under_a_new_reference() -> None:
    world, maileva = silent(taken=False)
    assert swept(world, hours=1.25) == {"VOID": 1}
    assert world.row().reason == "maileva has no such letter"
    world.run(MONDAY, time(10, 30))
    assert maileva.calls == [FIRST, contact_reference("C-1", MONDAY, 2)]
    assert (world.row().state, world.row().attempt) == (ContactState.SENT, 2)


def test_what_was_begun_is_withdrawn_before_the_contact_goes_again() -> None:
    world, maileva = silent(taken=False)
    maileva.drafts.add(FIRST)
    swept(world, hours=1.25)
    assert maileva.drafts == set()


def test_a_draft_that_became_a_letter_at_the_last_moment_is_the_letter() -> None:
    world, maileva = silent(taken=False)
    find = maileva.find

    def submitted_late(reference: str) -> None:
        maileva.find = find  # type: ignore[method-assign]
        maileva.submit(letter(reference))

    maileva.find = submitted_late  # type: ignore[method-assign]
    assert swept(world, hours=1.25) == {"UNKNOWN": 1}
    assert swept(world, hours=1.5) == {"SENT": 1}
    assert len(maileva.letters) == 1


def test_nobody_is_asked_before_an_hour_has_passed_nor_before_the_carrier_has_settled_it() -> None:
    world, maileva = silent(taken=False, settles_after_seconds=4 * 3600)
    assert swept(world, hours=0.75) == {}
    assert swept(world, hours=3.75) == {"UNKNOWN": 1}
    assert maileva.asked == []
    assert swept(world, hours=4.25) == {"VOID": 1}


def test_a_carrier_that_cannot_be_asked_is_asked_at_each_sweep_until_it_can() -> None:
    world, maileva = silent(taken=True)
    maileva.unreachable = True
    for quarters in range(5, 100):
        assert swept(world, hours=quarters / 4) == {"UNKNOWN": 1}
    world.run(TUESDAY)
    assert len(maileva.calls) == 1
    maileva.unreachable = False
    assert swept(world, hours=30) == {"SENT": 1}
    assert world.figures.gauges["ContactsForAPerson", ()] == 0


def test_what_a_carrier_cannot_see_any_more_is_for_a_person() -> None:
    world, maileva = silent(taken=False, sees_back_hours=48)
    maileva.unreachable = True
    assert swept(world, hours=39) == {"UNKNOWN": 1}
    maileva.unreachable = False
    assert swept(world, hours=40) == {"FOR_A_PERSON": 1}  # Wednesday 0:30: it may have gone on Monday at 0:00
    assert world.figures.gauges["ContactsForAPerson", ()] == 1
    assert world.row().state is ContactState.UNKNOWN


def test_a_letter_that_it_sees_still_is_found_however_old() -> None:
    world, maileva = silent(taken=True, sees_back_hours=48)
    assert swept(world, hours=300) == {"SENT": 1}
    assert maileva.calls == [FIRST]


def test_a_carrier_that_cannot_look_up_leaves_it_to_a_person() -> None:
    world, maileva = silent(taken=True, finds_by_reference=False)
    assert swept(world, hours=2) == {"FOR_A_PERSON": 1}
    assert maileva.asked == []


def test_a_carrier_whose_account_is_gone_leaves_it_to_a_person() -> None:
    world, _ = silent(taken=True)
    world.carriers.carriers.clear()
    assert swept(world, hours=2) == {"FOR_A_PERSON": 1}


def test_a_crash_between_mark_and_answer_is_settled_by_the_sweep_that_finds_it() -> None:
    class DeadError(BaseException):
        pass

    world = World()
    maileva = FakeCarrier(lost_answers=[DeadError()])  # type: ignore[list-item]
    world.plans, world.carriers = posted("letter", "maileva"), FakeCarriers({"maileva": maileva})
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    with pytest.raises(DeadError):
        world.run(MONDAY)
    assert (world.row().state, world.row().carrier) == (ContactState.SENDING, "maileva")
    assert swept(world, hours=0.9) == {}
    assert swept(world, hours=1.1) == {"SENT": 1}
    assert world.kinds()[-2:] == ["contact.unknown", "contact.sent"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("taken", [False, True], ids=["none", "a letter"])
def test_a_sweep_that_dies_at_any_call_is_made_good_by_the_next(taken: bool, after: bool) -> None:
    def unsettled(crasher: Crasher) -> World:
        crasher.armed = False
        world, maileva = silent(World(wrap=crasher.wrap), taken=taken)
        maileva.drafts.add(FIRST)
        crasher.armed = True
        return world

    whole = Crasher()
    expected = unsettled(whole)
    swept(expected, hours=1.25)
    assert {"carrier.find", "ledger.commit"} <= set(whole.calls)
    for at, name in enumerate(whole.calls):
        world = unsettled(Crasher(at=at, after=after))
        again(lambda: swept(world, hours=1.25))  # noqa: B023 called at once
        swept(world, hours=1.5)
        place = f"{'after' if after else 'before'} call {at}, {name}"
        assert world.row().state is expected.row().state, place
        assert world.kinds().count("contact.sent") == expected.kinds().count("contact.sent"), place
        assert world.ledger.load("C-1").open_contact is None, place


def again(act: Callable[[], object]) -> None:
    try:
        act()
    except CrashError:
        act()
