"""Hole: schedules fire by the machine's time read as UTC: their time zone is ignored, and a story of one
year would be disturbed by whatever the hour happens to be.

Repair: no schedule fires by itself. `LocalStack.fire_schedule` fires one, at the moved clock's time.
"""

from ministack.services import eventbridge, scheduler

from local.emulator.context import Context


def apply(_: Context) -> None:
    def stand_still() -> None:
        return

    scheduler._tick_schedules = stand_still
    eventbridge._tick_scheduled_rules = stand_still
