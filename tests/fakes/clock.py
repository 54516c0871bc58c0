"""Time that a test moves by hand."""

from datetime import UTC, date, datetime, time, timedelta

from relance.domain.calendar import PARIS


class MovableClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.set(now)

    @classmethod
    def paris(cls, day: date, at: time = time(8, 30)) -> "MovableClock":
        """A clock showing this time in Paris."""
        return cls(datetime.combine(day, at, PARIS))

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Jump to an aware instant."""
        self._now = now.astimezone(UTC)

    def go_to(self, day: date, at: time = time(8, 30)) -> None:
        """Jump to a time of a day in Paris."""
        self.set(datetime.combine(day, at, PARIS))

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._now += by
