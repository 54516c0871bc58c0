"""The connection is cut before, during and after each call that handing over a letter makes, to each carrier, for each
service: in the end the carriers have been paid for one letter, and the ledger knows which.
"""

from __future__ import annotations

import pytest

from relance.domain.contact import ContactState
from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.steps import noting
from tests.carriers.suite import impatient
from tests.post.cutting import CUTS, OTHERS, assert_known, calls_of, rigs
from tests.post.office import Office

SOLD = [pytest.param(name, service, id=f"{name}-{service}") for name, (_, sold) in CARRIERS.items() for service in sold]


@pytest.mark.parametrize(("name", "service"), SOLD)
def test_cut_anywhere_one_letter_is_paid_and_the_ledger_has_it(name: str, service: Service) -> None:
    for nth in range(calls_of(name, service)):
        for fault in (*CUTS, *OTHERS):
            with rigs(name) as found, noting(f"{fault} at call {nth + 1}"), impatient(fault):
                office = Office(found, service)
                found[name].fake.fail_next(fault, skip=nth)
                office.live()
                assert office.paid() == 1
                assert assert_known(office).carrier == name


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
