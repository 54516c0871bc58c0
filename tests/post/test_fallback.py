"""Two carriers offer the same letter: whatever breaks at the cheaper one, both together are paid for one letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from local.carriers.faults import Fault
from relance.domain.calendar import civil_date
from relance.domain.contact import ContactState
from relance.ports.carriers import Service
from tests.carriers.steps import noting
from tests.post.cutting import CUTS, assert_known, calls_of, rigs
from tests.post.office import Office
from tests.world import MONDAY

PAIRS = [
    pytest.param("maileva", "mysendingbox", Service.REGISTERED, id="maileva, then mysendingbox"),
    pytest.param("mysendingbox", "merci_facteur", Service.LETTER, id="mysendingbox, then merci_facteur"),
    pytest.param("merci_facteur", "maileva", Service.ERE, id="merci_facteur, then maileva"),
    pytest.param("ar24", "maileva", Service.LRE, id="ar24, then maileva"),
]


@pytest.mark.parametrize(("first", "second", "service"), PAIRS)
def test_cut_anywhere_at_the_first_the_two_are_paid_for_one_letter(first: str, second: str, service: Service) -> None:
    for nth in range(calls_of(first, service)):
        for fault in (*CUTS, Fault.THROTTLE, Fault.REFUSE):
            with rigs(first, second) as found, noting(f"{fault} at call {nth + 1}"):
                office = Office(found, service)
                found[first].fake.fail_next(fault, skip=nth)
                office.live()
                assert office.paid() == 1
                row = assert_known(office)
                assert row.carrier in (first, second)


@pytest.mark.parametrize(("first", "second", "service"), PAIRS)
def test_the_first_down_for_two_days_the_second_takes_the_letter_or_nobody_does_until_it_is_back(
    first: str, second: str, service: Service
) -> None:
    with rigs(first, second) as found:
        office = Office(found, service)
        found[first].fake.fail_next(Fault.CUT_BEFORE, times=10_000)
        office.live(days=2)
        assert office.paid() <= 1
        found[first].fake.heal()
        office.live_on(days=2)
        assert office.paid() == 1
        assert_known(office)
        assert office.for_a_person() == 0


def test_a_draft_that_silence_left_at_maileva_is_gone_before_another_letter_goes() -> None:
    with rigs("maileva", "mysendingbox") as found:
        office = Office(found, Service.REGISTERED)
        found["maileva"].fake.fail_next(Fault.CUT_BEFORE, on="POST */submit")
        office.run(MONDAY)
        assert office.row().state is ContactState.UNKNOWN
        (left,) = found["maileva"].fake.letters.values()  # type: ignore[attr-defined]
        assert (left.sending["status"], left.sending["custom_id"]) == ("DRAFT", office.row().reference)
        found["maileva"].fake.fail_next(Fault.REFUSE, on="POST */sendings", times=9)
        office.live_on(days=1)
        assert found["maileva"].fake.letters == {}  # type: ignore[attr-defined]
        assert assert_known(office).carrier == "mysendingbox"


def test_events_that_merci_facteur_lists_hours_late_make_no_second_letter() -> None:
    with rigs("merci_facteur") as found:
        fake = found["merci_facteur"].fake
        office = Office(found, Service.LETTER)
        fake.events_lag = True  # type: ignore[attr-defined]
        fake.fail_next(Fault.CUT_AFTER, on="POST /sendCourrier")
        office.live(days=0)
        office.run(MONDAY)
        while civil_date(office.clock.now()) == MONDAY:
            office.clock.advance(timedelta(hours=1))
            office.sweeper.sweep()
        assert (office.row().state, office.paid()) == (ContactState.UNKNOWN, 1)
        fake.events_lag = False  # type: ignore[attr-defined]
        office.live_on(days=1)
        assert office.paid() == 1
        assert_known(office)
