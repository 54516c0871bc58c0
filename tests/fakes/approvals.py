"""Approvers in memory: they keep the links that they were sent."""

from dataclasses import dataclass, field
from datetime import datetime

from relance.domain.case import Gate
from relance.domain.contact import StoredObject
from relance.ports.cases import Link


@dataclass
class FakeApprovers:
    links: list[Link] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    """Raised instead of sending, one per call."""

    def ask(self, *, case_id: str, account_id: str, gate: str, document: StoredObject, expires: datetime) -> str:
        if self.fails:
            raise self.fails.pop(0)
        self.links.append(Link(account_id, case_id, Gate(gate), document.sha256, expires))
        return f"{case_id}-{gate}"

    @property
    def newest(self) -> Link:
        return self.links[-1]


@dataclass
class FakeUrls:
    """Addresses that name their file."""

    def url(self, key: str) -> str:
        return f"https://archive.example/{key}?signature=ok"
