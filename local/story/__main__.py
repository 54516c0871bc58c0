"""`make demo`: deploy, live sixty days, leave the results in out/. Ctrl-C stops everything that was started."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from rich.console import Console

from local.places import ROOT
from local.story.demo import Demo
from local.story.results.terminal import tell
from local.story.screen import StoryScreen

INTERRUPTED = 130
WIDTH_OF_LOGS = 120


def main() -> int:
    """Run the demo and say where to look."""
    parser = argparse.ArgumentParser(prog="python -m local.story", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "out", help="where the results go (%(default)s)")
    out = parser.parse_args().out
    for order in (signal.SIGINT, signal.SIGTERM):  # `kill` stops as Ctrl-C does, also in the background
        signal.signal(order, signal.default_int_handler)
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH_OF_LOGS)
    try:
        with StoryScreen(console) as screen:
            summary = Demo(out, screen).run()
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left running.")
        return INTERRUPTED
    tell(console, summary, out / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
