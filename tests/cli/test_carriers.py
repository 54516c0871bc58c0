"""`relance carriers hooks`: where carriers call, for whoever sets them up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.cli.terminal import Terminal


@dataclass
class Centre:
    """A notification centre with seven events."""

    subscribed: set[str] = field(default_factory=set)

    def subscribe(self, callback_url: str) -> int:
        added = 0 if callback_url in self.subscribed else 7
        self.subscribed.add(callback_url)
        return added


@dataclass
class Subscribed:
    notifications: Centre = field(default_factory=Centre)


@pytest.fixture
def terminal() -> Terminal:
    terminal = Terminal()
    accounts: dict[str, Any] = {"maileva": Subscribed(), "ar24": object()}
    terminal.world.carriers.carriers.update(accounts)
    terminal.world.hooked = ("maileva", "ar24", "mysendingbox", "nouveau")
    return terminal


def test_each_carrier_has_its_own_address_and_what_to_do_with_it(terminal: Terminal) -> None:
    lines = terminal.run("carriers", "hooks")
    assert terminal.code == 0
    assert lines[0] == "Ces adresses sont secrètes : qui les connaît peut les appeler."
    addresses = [line.strip() for line in lines if "https://hooks.example" in line]
    assert [a.split("/")[4] for a in addresses] == ["maileva", "ar24", "mysendingbox", "nouveau"]
    assert len({a.split("/")[5] for a in addresses}) == 4
    assert "  S'inscrit par « relance carriers hooks --register »." in lines
    assert "mysendingbox (pas de compte dans le secret des transporteurs)" in lines
    assert lines[-1] == "  À donner au transporteur (docs/carriers)."


def test_for_another_program_the_addresses_come_as_json(terminal: Terminal) -> None:
    rows = terminal.json("carriers", "hooks")
    assert [(row["carrier"], row["set_up"]) for row in rows] == [
        ("maileva", True),
        ("ar24", True),
        ("mysendingbox", False),
        ("nouveau", False),
    ]
    assert rows[0]["url"].startswith("https://hooks.example/hooks/maileva/")


def test_registering_subscribes_where_that_goes_by_call_and_again_changes_nothing(terminal: Terminal) -> None:
    assert terminal.run("carriers", "hooks", "--register") == ["maileva : 7 abonnements de plus"]
    assert terminal.run("carriers", "hooks", "--register") == ["maileva : 0 abonnement de plus"]
    account: Any = terminal.world.carriers.carriers["maileva"]
    (address,) = account.notifications.subscribed
    assert address == terminal.json("carriers", "hooks")[0]["url"]
