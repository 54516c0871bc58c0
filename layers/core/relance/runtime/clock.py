"""The machine's time. Nothing in Relance can move it."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The one place where time enters."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)
