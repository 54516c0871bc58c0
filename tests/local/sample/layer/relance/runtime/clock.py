"""The shape that the embedded AWS expects of the real one, so that these tests need no other."""

from datetime import UTC, datetime


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)
