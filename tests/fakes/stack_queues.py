"""The stack's queues in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from relance.ports.dead_letters import DeadLetter, QueueDepth


@dataclass
class InMemoryStackQueues:
    """`feeds` maps each queue to that of its dead letters, or to None at the end of a road."""

    feeds: dict[str, str | None] = field(default_factory=dict)
    bodies: dict[str, list[DeadLetter]] = field(default_factory=dict)
    taken: dict[str, list[DeadLetter]] = field(default_factory=dict)

    def depths(self) -> list[QueueDepth]:
        return [
            QueueDepth(name, len(self.bodies.get(name, [])), len(self.taken.get(name, [])), feeds)
            for name, feeds in sorted(self.feeds.items())
        ]

    def take(self, name: str) -> list[DeadLetter]:
        waiting = self.bodies.get(name, [])
        self.bodies[name] = waiting[10:]
        self.taken.setdefault(name, []).extend(waiting[:10])
        return waiting[:10]

    def send(self, name: str, letter: DeadLetter) -> None:
        self.bodies.setdefault(name, []).append(letter)

    def forget(self, name: str, letter: DeadLetter) -> None:
        self.taken[name].remove(letter)
