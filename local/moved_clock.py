"""The one clock that the embedded AWS, its functions and the person at the controls share.

It is a small file, so that processes of three environments can read it; standard library only, for
the same reason. A real deployment has nothing of the kind: Relance itself cannot move time.
"""

import json
import os
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MovedClock:
    """Real time while the file is absent; else the moment written there, going on or standing still."""

    file: Path

    def now(self) -> datetime:
        try:
            moved = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return datetime.now(UTC)
        moment = datetime.fromisoformat(moved["moment"])
        if moved["frozen"]:
            return moment
        return moment + timedelta(seconds=time.time() - moved["since"])

    def move_to(self, moment: datetime, *, frozen: bool = False) -> None:
        if moment.tzinfo is None:
            raise ValueError(f"{moment} names no time zone")
        said = {"moment": moment.astimezone(UTC).isoformat(), "since": time.time(), "frozen": frozen}
        self._replace(json.dumps(said))

    def release(self) -> None:
        """Back to real time."""
        self.file.unlink(missing_ok=True)

    def _replace(self, text: str) -> None:
        # Whole or not at all: a function may read at any moment.
        descriptor, written = tempfile.mkstemp(dir=self.file.parent, prefix=".clock-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(written).replace(self.file)
