"""Everything that the deployed stack knows of every account, read back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from local.story.world import World
from relance.domain.case import Case
from relance.domain.record import AccountRecord, Quarantined
from relance.service.explain import Explanation


@dataclass(frozen=True, slots=True)
class Told:
    """One account: what `relance explain` says, and the ledger's own record."""

    explanation: Explanation
    record: AccountRecord

    @property
    def account_id(self) -> str:
        """The account's id."""
        return self.explanation.account_id

    @property
    def cases(self) -> list[Case]:
        """Every case, open or closed, oldest first."""
        return sorted(self.record.cases.values(), key=lambda case: case.case_id)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The whole ledger."""

    accounts: tuple[Told, ...]
    quarantine: tuple[Quarantined, ...]


def gather(world: World) -> Gathered:
    """Read the ledger through the code that explains it to an operator."""
    return Gathered(tuple(_accounts(world)), tuple(world.app.quarantine.entries()))


def _accounts(world: World) -> Iterator[Told]:
    for account_id in sorted(world.app.ledger.accounts()):
        yield Told(world.operator.explaining.explain(account_id), world.app.ledger.load(account_id))
