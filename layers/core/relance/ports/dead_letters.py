"""The stack's queues, for the people who run it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """One queue by its name in the template, and how much waits there."""

    name: str
    waiting: int
    in_flight: int
    feeds: str | None = None
    """The queue that takes what this one gives up on; None: this one is the end of the road."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up. Bodies hold ids and dates only."""

    message_id: str
    body: str
    receipt: str
    attributes: dict[str, str] = field(default_factory=dict)
    """Text attributes, which go back with the message."""


class StackQueues(Protocol):
    """Every queue of the deployed stack."""

    def depths(self) -> list[QueueDepth]:
        """All queues, by name."""
        ...

    def take(self, name: str) -> list[DeadLetter]:
        """Some messages, unseen by others for a while; none when the queue is empty."""
        ...

    def send(self, name: str, letter: DeadLetter) -> None:
        """Put a message in a queue."""
        ...

    def forget(self, name: str, letter: DeadLetter) -> None:
        """Remove a message that was taken."""
        ...
