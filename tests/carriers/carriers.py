"""Every carrier, by name: how its rig is made. A new carrier adds its line here, and passes the stories."""

from __future__ import annotations

from collections.abc import Mapping

from relance.ports.carriers import Service
from tests.carriers.ar24_rig import SERVICES as AR24_SERVICES
from tests.carriers.ar24_rig import ar24_rig
from tests.carriers.suite import Maker

CARRIERS: Mapping[str, tuple[Maker, tuple[Service, ...]]] = {
    "ar24": (ar24_rig, AR24_SERVICES),
}
