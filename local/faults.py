"""Plans what goes wrong between a function and AWS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FaultPlan:
    _ask: Callable[[str, dict[str, Any]], Any]

    def add(self, service: str, action: str, *, after: bool, times: int = 1, skip: int = 0, role: str = "") -> None:
        """Cuts the connection of the next `times` calls from a function, before or after they are performed.

        `skip` lets so many of them pass first.

        service and action as IAM writes them: "ses", "SendEmail". `role` is a part of the role's name,
        which begins with the stack's name and the function's logical id.
        """
        said = {"service": service, "action": action, "after": after, "skip": skip, "times": times, "role": role}
        self._ask("faults", said)

    def clear(self) -> None:
        self._ask("faults/clear", {})

    def struck(self) -> Sequence[Mapping[str, Any]]:
        """The calls that were cut."""
        cut: Sequence[Mapping[str, Any]] = self._ask("faults/struck", {})
        return cut
