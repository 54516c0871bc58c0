"""Hole: events carry the machine's time, while the functions that read them live at another.

Repair: EventBridge's own time is the moved clock's.
"""

from ministack.services import eventbridge

from local.emulator.context import Context


def apply(context: Context) -> None:
    eventbridge._now_ts = lambda: context.clock.now().timestamp()
