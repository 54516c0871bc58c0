"""What a person sees while the story is lived: a bar, the day, and one plain line for each thing that happens."""

from __future__ import annotations

from datetime import date
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text


class StoryScreen:
    """Lines above, the bar below. Where there is no terminal, the lines alone."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._progress = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(bar_width=None, complete_style="green"),
            MofNCompleteColumn(),
            TextColumn("days"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._days = self._progress.add_task("Getting ready", total=None, visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, text: str) -> None:
        """Something before or after the days."""
        self.console.print(Text(text, style="cyan"), soft_wrap=True)

    def expect(self, days: int) -> None:
        """How long the story is."""
        self._progress.update(self._days, total=days, visible=True)

    def day(self, day: date) -> None:
        """A new day begins."""
        self._progress.update(self._days, description=f"{day:%a %d %b %Y}")

    def day_done(self) -> None:
        """It ends."""
        self._progress.advance(self._days)

    def happened(self, day: date, text: str, *, style: str = "") -> None:
        """One thing, in plain words."""
        self.console.print(Text.assemble((f"{day:%a %d %b}  ", "dim"), (text, style)), soft_wrap=True)
