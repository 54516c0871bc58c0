"""Everything that can go wrong between a carrier and us."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class Fault(StrEnum):
    """What goes wrong with a call. Only those named AFTER, and those in mid-answer, let it act first."""

    REFUSE = "refuse"
    """The carrier's own refusal."""
    FAIL = "fail"
    """500, nothing done."""
    FAIL_AFTER = "fail after"
    """500, though all was done."""
    THROTTLE = "throttle"
    CUT_BEFORE = "cut before"
    """The connection is closed unread."""
    CUT_AFTER = "cut after"
    """Acted, then closed without a word."""
    CUT_DURING = "cut during"
    """Acted, then closed in the middle of the answer."""
    HANG = "hang"
    """Never answers, never acts."""
    HANG_AFTER = "hang after"
    SLOW = "slow"
    GARBLE = "garble"
    """Acted, then answered with what is no JSON."""


ACTS = frozenset({Fault.FAIL_AFTER, Fault.CUT_AFTER, Fault.CUT_DURING, Fault.HANG_AFTER, Fault.SLOW, Fault.GARBLE})


@dataclass
class Planned:
    """A fault that waits for its calls. `on` is a pattern of "METHOD /path" such as "POST */submit"."""

    fault: Fault
    on: str
    times: int
    skip: int

    def meets(self, call: str) -> bool:
        """Whether it strikes this call; counts it."""
        if self.times == 0 or not fnmatchcase(call, self.on):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True
