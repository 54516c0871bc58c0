"""Every request of every adapter against what its vendor publishes: letters from the plainest to the most awkward.

The stories of every carrier are held to the same contracts where they are told (tests/carriers/test_every_carrier.py).
"""

from __future__ import annotations

import itertools

import pytest

from local.carriers.faults import Fault
from relance.domain.errors import RejectedError, TransientError
from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.suite import REFERENCE, Maker, Rig, consignment
from tests.conformity.consignments import letters
from tests.conformity.contract import SCHEMAS, check_all

BOUGHT = [
    pytest.param(name, make, service, id=f"{name}-{service}")
    for name, (make, services) in CARRIERS.items()
    for service in services
]


@pytest.mark.parametrize("name", CARRIERS)
def test_a_contract_is_kept_for_every_carrier_and_says_where_it_is_from(name: str) -> None:
    assert (SCHEMAS / f"{name}.yaml").read_text().startswith("# What ")
    assert {path.stem for path in SCHEMAS.glob("*.yaml")} == set(CARRIERS)


@pytest.mark.parametrize("special", letters(Service.LETTER))
@pytest.mark.parametrize(("name", "make", "service"), BOUGHT)
def test_a_letter_is_written_as_published_from_the_first_call_to_the_last(
    name: str, make: Maker, service: Service, special: str
) -> None:
    letter = letters(service).get(special)
    if letter is None:
        return
    with make() as rig:
        carrier = rig.connect()
        taken = carrier.submit(letter)
        assert carrier.find(letter.reference) is not None
        for word, _ in rig.journeys[service]:
            rig.fake.progress(taken.carrier_id, word)
        carrier.facts(taken.carrier_id)
        for offer in carrier.proofs(taken.carrier_id):
            carrier.fetch(offer)
        carrier.cancel(taken.carrier_id)
        carrier.withdraw(letter.reference)
        assert rig.fake.paid(letter.reference) <= 1
        assert check_all(name, rig.fake.calls) > 3


@pytest.mark.parametrize(("name", "make", "service"), BOUGHT)
def test_what_is_begun_again_after_a_break_is_written_as_published(name: str, make: Maker, service: Service) -> None:
    for nth, fault in itertools.product(range(8), (Fault.CUT_AFTER, Fault.THROTTLE)):
        with make() as rig:
            rig.fake.fail_next(fault, skip=nth)
            for _ in range(3):
                if _sent(rig, service):
                    break
            assert check_all(name, rig.fake.calls) > 1


def _sent(rig: Rig, service: Service) -> bool:
    try:
        rig.connect().submit(consignment(service))
        return rig.connect().find(REFERENCE) is not None
    except (TransientError, RejectedError):
        return False
