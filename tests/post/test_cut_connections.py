"""The connection is cut before, during and after each call that handing over a letter makes, to each carrier, for each
service: in the end the carriers have been paid for one letter, and the ledger knows which.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from local.carriers.faults import Fault
from relance.domain.contact import ContactState
from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.suite import Rig
from tests.post.office import Office
from tests.world import MONDAY

CUTS = (Fault.CUT_BEFORE, Fault.CUT_DURING, Fault.CUT_AFTER)
OTHERS = (Fault.FAIL, Fault.FAIL_AFTER, Fault.THROTTLE, Fault.GARBLE, Fault.HANG_AFTER)
SOLD = [pytest.param(name, service, id=f"{name}-{service}") for name, (_, sold) in CARRIERS.items() for service in sold]


@contextmanager
def rigs(*names: str) -> Iterator[dict[str, Rig]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(CARRIERS[name][0]()) for name in names}


def calls_of(name: str, service: Service) -> int:
    """How many calls a letter takes when nothing goes wrong."""
    with rigs(name) as found:
        office = Office(found, service)
        office.run(MONDAY)
        assert office.row().state is ContactState.SENT, office.row().reason
        return len(found[name].fake.calls)


@pytest.mark.parametrize(("name", "service"), SOLD)
def test_cut_anywhere_one_letter_is_paid_and_the_ledger_has_it(name: str, service: Service) -> None:
    for nth in range(calls_of(name, service)):
        for fault in (*CUTS, *OTHERS):
            with rigs(name) as found, noting(f"{fault} at call {nth + 1}"):
                office = Office(found, service)
                found[name].fake.fail_next(fault, skip=nth)
                office.live()
                assert office.paid() == 1
                assert_known(office, name)


@pytest.mark.parametrize(("name", "service"), SOLD)
def test_cut_at_every_call_of_two_days_no_letter_is_paid_twice(name: str, service: Service) -> None:
    """Whoever is cut off at each call learns nothing; the first whole answers tell."""
    for fault in CUTS:
        with rigs(name) as found, noting(f"{fault} at every call of two days"):
            office = Office(found, service)
            found[name].fake.fail_next(fault, times=10_000)
            office.live(days=2)
            assert office.paid() <= 1
            found[name].fake.heal()
            office.live_on(days=3)
            assert office.paid() <= 1
            settled = [row.state for row in office.rows() if row.state is ContactState.SENT]
            assert len(settled) == office.paid() or office.for_a_person() == 1


def assert_known(office: Office, name: str) -> None:
    (row,) = [row for row in office.rows() if row.state is ContactState.SENT]
    rig = office.rigs[name]
    assert row.carrier == name
    assert rig.fake.paid(row.reference) == 1
    office.clock.set(row.since)  # no carrier sees back for ever
    taken = rig.connect().find(row.reference)
    assert taken is not None
    assert (row.message_id, office.ledger.contact_of_letter(name, taken.carrier_id)) == (
        taken.carrier_id,
        ("C-1", row.day),
    )
    assert row.cost is not None
    assert office.ledger.load("C-1").open_contact is None
    assert [e.kind for e in office.ledger.events("C-1")].count("contact.sent") == 1


@contextmanager
def noting(what: str) -> Iterator[None]:
    """A failure says where in the loop it was."""
    try:
        yield
    except BaseException as error:
        error.add_note(what)
        raise
