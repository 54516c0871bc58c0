"""Every request of every adapter against what its vendor publishes: letters from the plainest to the most awkward.

The stories of every carrier are held to the same contracts where they are told (tests/carriers/test_every_carrier.py).
"""

from __future__ import annotations

import pytest

from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.suite import Maker
from tests.conformity.consignments import letters
from tests.conformity.contract import SCHEMAS, contract
from tests.conformity.trials import try_answers, try_anybody, try_breaks, try_letter

bought = pytest.mark.parametrize(
    ("name", "make", "service"),
    [
        pytest.param(name, make, service, id=f"{name}-{service}")
        for name, (make, services) in CARRIERS.items()
        for service in services
    ],
)


@pytest.mark.parametrize("name", CARRIERS)
def test_a_contract_is_kept_for_every_carrier_and_says_where_it_is_from(name: str) -> None:
    assert (SCHEMAS / f"{name}.yaml").read_text().startswith("# What ")
    assert {path.stem for path in SCHEMAS.glob("*.yaml")} == set(CARRIERS)


@pytest.mark.parametrize("special", letters(Service.LETTER))
@bought
def test_a_letter_is_written_as_published_from_the_first_call_to_the_last(
    name: str, make: Maker, service: Service, special: str
) -> None:
    letter = letters(service).get(special)
    if letter is not None:
        try_letter(make, special, letter, contract(name))


@bought
def test_what_is_begun_again_after_a_break_is_written_as_published(name: str, make: Maker, service: Service) -> None:
    try_breaks(make, service, contract(name))


@bought
def test_whatever_people_are_called_a_letter_is_refused_with_its_field_or_written_as_published(
    name: str, make: Maker, service: Service
) -> None:
    try_anybody(make, service, contract(name))


@bought
def test_an_answer_in_which_a_field_is_odd_is_read_all_the_same_or_an_error_of_ours(
    name: str,
    make: Maker,
    service: Service,
) -> None:
    try_answers(make, service)
