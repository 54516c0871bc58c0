"""Writing to the terminal. Everything is text as it is: no markup, no guessing of colours in what people typed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TextIO

from relance.domain.canonical import plain
from relance.service.french import typeset

PIPED_WIDTH = 160
"""In a file or a mail nobody says how wide the page is."""


class Screen:
    """Lines, tables and JSON. Rich is imported with the first table only: help and errors come at once."""

    def __init__(self, out: TextIO | None = None, *, width: int | None = None) -> None:
        self._out = out or sys.stdout
        self._width = width

    def line(self, text: str = "") -> None:
        """One line, set in French typography."""
        print(typeset(text), file=self._out)

    def raw(self, text: str) -> None:
        """One line as it is, for scripts."""
        print(text, file=self._out)

    def table(
        self,
        headers: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        right: Sequence[int] = (),
        fixed: Sequence[int] = (0,),
    ) -> None:
        """A table; columns in `right` are aligned right, those in `fixed`, which people copy, are never folded."""
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for place, header in enumerate(headers):
            justify: Literal["left", "right"] = "right" if place in right else "left"
            table.add_column(Text(typeset(header)), justify=justify, overflow="fold", no_wrap=place in fixed)
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        width = self._width or (None if self._out.isatty() else PIPED_WIDTH)
        Console(file=self._out, width=width, highlight=False, markup=False).print(table)

    def json(self, value: Any) -> None:
        """For other programs: dates in ISO, money as "12.34 EUR"."""
        print(json.dumps(plain(value), ensure_ascii=False, indent=2), file=self._out)
