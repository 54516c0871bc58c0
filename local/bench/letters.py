"""How long a letter takes: ours against fpdf2 as its handbook teaches, reportlab and typst, in one process.

Engines take turns, so that a busy machine slows them all alike; what counts is CPU time, and the median of ratios.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Final

from rich.console import Console
from rich.table import Table

from local.bench import rivals
from local.bench.paper import Order, orders, renderer

ROUNDS: Final = 60
MANY: Final = 1000
ENGINES: Final[dict[str, Callable[[Order], bytes]]] = {
    "relance": lambda order: renderer().letter(order.statement, reference=order.reference),
    "fpdf2": lambda order: rivals.fpdf2(order.paper),
    "… DejaVu": lambda order: rivals.fpdf2(order.paper, rivals.DEJAVU),
    "reportlab": lambda order: rivals.reportlab(order.paper),
    "typst": lambda order: rivals.typst(order.paper),
}


def main() -> None:
    """Print times, ratios, first letters and memory."""
    Console(width=130).print("Letters", report(measure(ROUNDS)), memory(MANY), sep="\n")


def report(taken: dict[str, list[float]]) -> Table:
    """With the first letter of each engine in a process of its own."""
    shown = Table("engine", "ms a letter", "times ours", "ms to the first letter")
    for name, times in taken.items():
        against = ratio(times, taken["relance"])
        shown.add_row(name, f"{median(times):.1f}", f"{against:.1f}", f"{first_letter(name):.0f}")
    return shown


def measure(rounds: int) -> dict[str, list[float]]:
    """Milliseconds of CPU of each engine, round by round; all engines write the same letters."""
    letters = orders(rounds + 1)
    for write in ENGINES.values():
        write(letters[0])
    taken: dict[str, list[float]] = {name: [] for name in ENGINES}
    for order in letters[1:]:
        for name, write in ENGINES.items():
            # Nobody pays for what another one left to collect.
            gc.collect()
            started = process_time()
            write(order)
            taken[name].append((process_time() - started) * 1000)
    return taken


def ratio(theirs: list[float], ours: list[float]) -> float:
    """How many times longer they take: the median over the rounds."""
    return median(their / our for their, our in zip(theirs, ours, strict=True))


def first_letter(name: str) -> float:
    """Milliseconds of CPU of the first letter of a process, with what an engine imports for it; the best of five."""
    code = (
        "import time\nfrom local.bench.letters import ENGINES, orders\n(order,) = orders(1)\n"
        f"started = time.process_time()\nENGINES[{name!r}](order)\nprint(time.process_time() - started)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs) * 1000


def memory(count: int) -> str:
    """What Python holds for a worker that has written some letters, and very many: what it remembers is bounded."""
    letters = orders(count)
    write = ENGINES["relance"]
    write(letters[0])
    gc.collect()
    tracemalloc.start()
    held = []
    for part in (letters[: count // 10], letters[count // 10 :]):
        for order in part:
            write(order)
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0] / 1024)
    tracemalloc.stop()
    return f"Held for texts met: {held[0]:.0f} KiB after {count // 10} letters, {held[1]:.0f} KiB after {count}."


if __name__ == "__main__":
    main()
