"""Every carrier of domain/carriers.py, by name: how its rig is made, and what it sells.

A carrier has its rig in a module of its own here, NAME_rig.py. test_registry.py says what a carrier lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from relance.domain.carriers import OUTSIDE, CarrierName
from relance.ports.carriers import Service
from tests.carriers.suite import Maker


def rig_module(name: CarrierName) -> str:
    return f"tests.carriers.{name}_rig"


def _maker(name: CarrierName) -> Maker:
    maker: Maker = import_module(rig_module(name)).rig
    return maker


CARRIERS: Mapping[str, tuple[Maker, tuple[Service, ...]]] = {
    str(name): (_maker(name), tuple(service for service in Service if service.value in name.sells))
    for name in OUTSIDE
    if find_spec(rig_module(name))
}
