"""Files of a debtor that are erased (GDPR 17) while a letter is under way: the letter's end is told all the same."""

from __future__ import annotations

from typing import Any

import pytest

from relance.domain.channels import postal_key
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.service.acts import Acts
from relance.service.evidence.erasing import Erasing, Ground
from tests.builders import NANTES
from tests.fakes.dossiers import InMemoryLedgerCopies
from tests.letter_world import LetterWorld
from tests.service.test_following import THURSDAY
from tests.service.test_settling_letters import silent, swept
from tests.world import World


class NobodyWaits:
    def facts_changed(self, *_: Any) -> None:
        """No case is open."""


def erase(world: World, key: str) -> int:
    acts = Acts(world.ledger, world.reader, world.planning, world.archive, world.clock, NobodyWaits())
    erasing = Erasing(acts, InMemoryLedgerCopies(world.ledger), world.archive)
    return erasing.erase(account_id="C-1", key=key, ground=Ground.REQUEST, by="Anne")


def files_of(world: World) -> list[str]:
    row = world.row()
    return [file.key for file in (row.statement, row.letter, row.message) if file is not None]


@pytest.mark.parametrize("address", [postal_key(NANTES), None], ids=["the row has the address", "only the statement"])
def test_a_wrong_address_told_after_the_erasure_is_folded_and_its_case_told(address: str | None) -> None:
    """The row knows which address the letter bore; a row of before that knowledge closes nothing."""
    world = LetterWorld()
    world.owes()
    world.sent(address=address, case_id="K-1")
    for key in files_of(world):
        erase(world, key)
    world.poste.tells("L-1", DeliveryStatus.WRONG_ADDRESS, THURSDAY)
    world.later(days=4)
    assert world.hears() == "READ"
    assert world.status() == "WRONG_ADDRESS"
    assert world.ledger.load("C-1").closed_addresses == ({address} if address else frozenset())
    assert world.notices.moves == [("C-1", "K-1", DeliveryStatus.WRONG_ADDRESS, THURSDAY)]


def test_what_an_unsettled_letter_is_made_of_is_not_erased_before_its_end_is_known() -> None:
    """Which steps it reached is read from its statement: without it the letter could never count as sent."""
    world, _ = silent(taken=True)
    kept = files_of(world)
    for key in kept:
        with pytest.raises(RejectedError, match="n'est pas réglé"):
            erase(world, key)
    assert swept(world, hours=2) == {"SENT": 1}
    assert [erase(world, key) for key in kept] == [1] * len(kept)
