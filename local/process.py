"""The emulator as a process that cannot outlive whoever started it."""

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from local.places import CACHE, EMULATOR, IMAGE, ROOT

SECONDS_TO_STOP = 6


@dataclass(frozen=True, slots=True)
class EmulatorProcess:
    process: subprocess.Popen[str]
    port: int

    @classmethod
    def start(cls, data: Path, *, region: str, without: Sequence[str] = ()) -> "EmulatorProcess":
        settings = {
            "data": str(data),
            "cache": str(CACHE / "unzipped"),
            "image": str(IMAGE),
            "region": region,
            "without": list(without),
        }
        with (data / "emulator.log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [EMULATOR, "-m", "local.emulator", json.dumps(settings)],
                cwd=ROOT,
                env=clean_environment(),
                stdin=subprocess.PIPE,  # its end is the order to stop, and the kernel gives it if we cannot
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # a group of its own: Ctrl-C is ours to handle, and stop() ends all of it
            )
        try:
            return cls(process, announced_port(process, data))
        except BaseException:
            end(process)
            raise

    def stop(self) -> None:
        end(self.process)


def announced_port(process: subprocess.Popen[str], data: Path) -> int:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError(f"the embedded AWS did not start:\n{(data / 'emulator.log').read_text(encoding='utf-8')}")
    port: int = json.loads(line)["port"]
    return port


def end(process: subprocess.Popen[str]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
    finally:
        # Functions still running are of the same group.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def clean_environment() -> dict[str, str]:
    """Nobody's AWS account, and no Python settings of the one who starts it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON", "VIRTUAL_ENV"))}
