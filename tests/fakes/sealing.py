"""Marks of moved chains, in memory: kept beside the fake ledger, whose commits it looks at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from relance.domain.events import ChainHead
from relance.domain.sealing import AccountHead, SealState
from tests.fakes.ledger import InMemoryLedger


@dataclass
class InMemoryChainHeads:
    ledger: InMemoryLedger
    told: dict[str, ChainHead] = field(default_factory=dict)
    """The head that was last sealed of each account."""

    def moved(self) -> Iterator[AccountHead]:
        yield from (known for known in self.every() if self.told.get(known.account_id) != known.head)

    def every(self) -> Iterator[AccountHead]:
        for account_id, record in list(self.ledger.records.items()):
            if record.head.seq:
                yield AccountHead(account_id, record.head)

    def sealed(self, heads: Iterable[AccountHead]) -> None:
        for known in heads:
            if self.ledger.records[known.account_id].head == known.head:
                self.told[known.account_id] = known.head


@dataclass
class InMemorySealBook:
    state: SealState = field(default_factory=SealState)

    def read(self) -> SealState:
        return self.state

    def write(self, state: SealState) -> None:
        self.state = state
