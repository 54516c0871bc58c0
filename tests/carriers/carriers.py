"""Every carrier, by name: how its rig is made. A new carrier adds its line here, and passes the stories."""

from __future__ import annotations

from collections.abc import Mapping

from relance.ports.carriers import Service
from tests.carriers.ar24_rig import SERVICES as AR24_SERVICES
from tests.carriers.ar24_rig import ar24_rig
from tests.carriers.maileva_rig import SERVICES as MAILEVA_SERVICES
from tests.carriers.maileva_rig import maileva_rig
from tests.carriers.merci_facteur_rig import SERVICES as MERCI_FACTEUR_SERVICES
from tests.carriers.merci_facteur_rig import merci_facteur_rig
from tests.carriers.mysendingbox_rig import SERVICES as MYSENDINGBOX_SERVICES
from tests.carriers.mysendingbox_rig import mysendingbox
from tests.carriers.suite import Maker

CARRIERS: Mapping[str, tuple[Maker, tuple[Service, ...]]] = {
    "ar24": (ar24_rig, AR24_SERVICES),
    "maileva": (maileva_rig, MAILEVA_SERVICES),
    "merci_facteur": (merci_facteur_rig, MERCI_FACTEUR_SERVICES),
    "mysendingbox": (mysendingbox, MYSENDINGBOX_SERVICES),
}
