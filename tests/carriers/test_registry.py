"""A carrier that is named in domain/carriers.py is whole: what it lacks is said here, before anything else fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

import relance
from relance.adapters.carriers.accounts import build, parts_of
from relance.adapters.carriers.part import Part, Surroundings
from relance.adapters.carriers.sessions import NoSessions
from relance.domain.carriers import OUTSIDE, CarrierName
from relance.domain.errors import RejectedError
from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS, rig_module

ROOT = Path(__file__).parents[2]
LAYER = Path(relance.__file__).parent
NEVER_SENT = "RL-NEVER-SENT"

rigged = pytest.mark.parametrize("name", CARRIERS)
"""Those with a rig; the first test names those without."""


def lacking(name: CarrierName) -> Iterator[str]:
    """What a carrier of that name has not yet, each as a newcomer would write it."""
    modules = {
        f"relance.adapters.carriers.{name}.account": "build(part, around), which reads its part of the secret",
        rig_module(name): "rig(), which ties the adapter to its fake",
        f"local.carriers.{name}.fake": "its pretended self, a PretendedCarrier",
    }
    for module, what in modules.items():
        if not find_spec(module.rpartition(".")[0]) or not find_spec(module):
            yield f"{module.replace('.', '/')}.py with {what}"
    for path in (f"tests/conformity/schemas/{name}.yaml", f"docs/carriers/{name}.md"):
        if not (ROOT / path).is_file():
            yield path
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,29}", name):
        yield "a name of small letters, digits and underscores, such as a module may have"
    if unsold := name.sells - set(Service):
        yield f"only services of ports/carriers.py in what it sells, not {', '.join(sorted(unsold))}"
    if not name.sells:
        yield "at least one service that it sells"


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_carrier_that_is_named_is_whole(name: CarrierName) -> None:
    if lacks := list(lacking(name)):
        pytest.fail("\n- ".join([f"{name} lacks (docs/adding-a-carrier.md):", *lacks]), pytrace=False)


@rigged
def test_it_sells_through_its_adapter_what_the_registry_says_that_it_sells(name: str) -> None:
    make, services = CARRIERS[name]
    with make() as rig:
        assert rig.connect().capabilities.services == set(services)
        assert set(rig.journeys) == set(services), "rig.journeys: one journey for each service"
        assert set(rig.proofs) == set(services), "rig.proofs: what each service leaves at its end"


@rigged
def test_its_part_of_the_secret_is_all_that_it_needs(name: str) -> None:
    make, services = CARRIERS[name]
    with make() as rig:
        carrier = build(Part(name, rig.part), _around(rig.fake.now))
        assert carrier.capabilities.services == set(services)
        assert carrier.find(NEVER_SENT) is None
        assert rig.fake.calls, f"{name}: base_url of its part leads elsewhere than to its fake"
        assert [secret for secret in rig.secrets if secret in repr(carrier)] == []


@rigged
def test_a_field_that_it_does_not_know_is_named(name: str) -> None:
    make, _ = CARRIERS[name]
    with make() as rig, pytest.raises(RejectedError, match=f"^carriers' secret, {name}, colour_of_van: unknown"):
        build(Part(name, {**rig.part, "colour_of_van": "yellow"}), _around(rig.fake.now))


@rigged
def test_each_field_of_its_part_is_named_where_it_is_of_the_wrong_kind_and_its_value_never_shows(
    name: str,
) -> None:
    make, _ = CARRIERS[name]
    with make() as rig:
        for field in rig.part:
            with pytest.raises(RejectedError, match=rf"^carriers' secret, {name}, {field}: ") as caught:
                build(Part(name, {**rig.part, field: {"s3cr3t-in-the-wrong-place": 1}}), _around(rig.fake.now))
            assert "s3cr3t" not in str(caught.value)
            assert caught.value.__context__ is None


def test_its_limits_where_it_has_any_are_of_a_carrier_that_exists() -> None:
    limits = (LAYER / "policies/carriers.toml").read_text(encoding="utf-8")
    named = set(re.findall(r"^\[carriers\.(\w+)", limits, flags=re.MULTILINE))
    assert named <= set(OUTSIDE)


def _around(now: Callable[[], datetime]) -> Surroundings:
    return Surroundings(now, NoSessions())


def test_the_accounts_shown_to_operators_are_accounts_of_every_carrier() -> None:
    page = (ROOT / "docs/carriers/README.md").read_text(encoding="utf-8")
    shown = re.search(r"```json\n(.*?)```", page, flags=re.DOTALL)
    assert shown is not None
    parts = parts_of(shown[1])
    assert set(parts) == set(OUTSIDE), "docs/carriers/README.md shows one account of each"
    for name, part in parts.items():
        build(Part(name, part), _around(lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC)))
