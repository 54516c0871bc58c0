"""Messages that were given up: what waits where, and sending them back to the queue they came from.

A message is sent back before it is forgotten: a crash in between makes two of it, which every consumer bears.
"""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.errors import RejectedError
from relance.ports.dead_letters import DeadLetter, QueueDepth, StackQueues


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Works on queues by their names in the template."""

    queues: StackQueues

    def waiting(self) -> list[QueueDepth]:
        """Queues at the end of a road: of dead letters, and of records that a stream gave up."""
        return [queue for queue in self.queues.depths() if queue.feeds is None]

    def redrive(self, name: str) -> int:
        """Send the dead letters of queue `name` back to it; returns how many.

        No more than lay there at the start: what fails again meanwhile waits for the next command.
        """
        source = self._source(name)
        dead = source.feeds or ""
        left = next((q.waiting for q in self.queues.depths() if q.name == dead), 0)
        moved = 0
        while moved < left and (letters := self.queues.take(dead)):
            for letter in letters:
                self._send_back(name, dead, letter)
            moved += len(letters)
        return moved

    def _source(self, name: str) -> QueueDepth:
        depths = self.queues.depths()
        sources = sorted(q.name for q in depths if q.feeds is not None)
        found = next((q for q in depths if q.name == name), None)
        if found is None:
            raise RejectedError(f"file : {name} n'existe pas (connues : {', '.join(sources)})")
        if found.feeds is None:
            fed = [q.name for q in depths if q.feeds == name]
            hint = f"nommez la file d'origine : {' ou '.join(fed)}" if fed else "elle n'a pas de file d'origine"
            raise RejectedError(f"file : {name} ne peut pas être rejouée, {hint}")
        return found

    def _send_back(self, name: str, dead: str, letter: DeadLetter) -> None:
        self.queues.send(name, letter)
        self.queues.forget(dead, letter)
