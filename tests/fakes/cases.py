"""Running cases in memory."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class InMemoryCaseRunner:
    """Remembers what was started and woken."""

    started: dict[str, dict[str, Any]] = field(default_factory=dict)
    woken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def start(self, case_id: str, payload: dict[str, Any]) -> None:
        self.started.setdefault(case_id, payload)

    def wake(self, task_token: str, output: dict[str, Any]) -> None:
        if task_token not in {token for token, _ in self.woken}:
            self.woken.append((task_token, output))
