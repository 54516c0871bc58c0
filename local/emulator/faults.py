"""Connections to be cut, as a network cuts them: before a call is performed, or after it was."""

import threading
from dataclasses import dataclass, field
from typing import Any


class CutError(Exception):
    """The caller gets no answer."""


@dataclass(slots=True)
class Fault:
    service: str
    action: str
    after: bool
    skip: int
    times: int
    role: str
    """Part of the role's name; empty for any function."""

    def strikes(self, role: str, service: str, action: str) -> bool:
        """Counts the calls that match, and says whether it is the turn of this one."""
        if self.times == 0 or self.role not in role or (self.service, self.action) != (service, action):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class Faults:
    planned: list[Fault] = field(default_factory=list)
    struck: list[dict[str, Any]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, fault: Fault) -> None:
        with self._lock:
            self.planned.append(fault)

    def clear(self) -> None:
        with self._lock:
            self.planned.clear()
            self.struck.clear()

    def next(self, role: str, service: str, action: str) -> Fault | None:
        with self._lock:
            for fault in self.planned:
                if fault.strikes(role, service, action):
                    self.struck.append({"role": role, "service": service, "action": action, "after": fault.after})
                    return fault
        return None


FAULTS = Faults()
