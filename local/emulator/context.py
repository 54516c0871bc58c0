"""What every repair gets: settings, the moved clock, and the places to write to."""

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.emulator.settings import Settings
from local.moved_clock import MovedClock


@dataclass(frozen=True, slots=True)
class JsonLines:
    """An append-only file that several threads write to."""

    file: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def append(self, record: dict[str, Any]) -> None:
        line = json.dumps(record, ensure_ascii=False) + "\n"
        with self._lock, self.file.open("a", encoding="utf-8") as file:
            file.write(line)


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    port: int
    clock: MovedClock
    decisions: JsonLines
    """Every kind of permission that a role used or lacked, once."""

    @classmethod
    def of(cls, settings: Settings, port: int) -> "Context":
        for name in ("tmp", "mails", "logs"):
            (settings.data / name).mkdir(parents=True, exist_ok=True)
        return cls(
            settings,
            port,
            MovedClock(settings.data / "clock.json"),
            JsonLines(settings.data / "permissions.jsonl"),
        )

    @property
    def mails(self) -> Path:
        return self.settings.data / "mails"

    @property
    def logs(self) -> Path:
        return self.settings.data / "logs"
