"""Writing to the terminal. Everything is text as it is: no markup, no guessing of colours in what people typed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, TextIO
from unicodedata import category

from relance.domain.canonical import plain
from relance.domain.errors import RelanceError
from relance.service.french import typeset

PIPED_WIDTH = 160
"""In a file or a mail nobody says how wide the page is."""


class UnwritableError(RelanceError):
    """A full disk, a closed output."""


class Screen:
    """Lines, tables and JSON. Rich is imported with the first table only: help and errors come at once."""

    def __init__(self, out: TextIO | None = None, *, width: int | None = None) -> None:
        self._out = out or sys.stdout
        self._width = width

    def line(self, text: str = "") -> None:
        """One line, set in French typography."""
        self.raw(visible(typeset(text), keep="\n\t"))

    def raw(self, text: str) -> None:
        """One line as it is, for scripts. Raises UnwritableError where it cannot be written."""
        with _written():
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
            table.add_row(*(Text(visible(cell, keep="\n\t")) for cell in row))
        width = self._width or (None if self._out.isatty() else PIPED_WIDTH)
        Console(file=self._out, width=width, highlight=False, markup=False).print(table)

    def json(self, value: Any) -> None:
        """For other programs: dates in ISO, money as "12.34 EUR"."""
        self.raw(json.dumps(plain(value), ensure_ascii=False, indent=2))

    def finish(self) -> None:
        """All of it has arrived, or UnwritableError."""
        if self._out is None:  # what Python makes of `>&-`, to print nothing without a word
            raise UnwritableError("sortie standard : elle est fermée")
        with _written():
            self._out.flush()


def visible(text: str, *, keep: str = "") -> str:
    """Text with each sign that steers a terminal, or turns the direction of writing, shown as its number.

    What people, carriers and forgers wrote is printed: it must not be able to write over what we print.
    """
    return "".join(f"\\u{ord(sign):04x}" if _steers(sign) and sign not in keep else sign for sign in text)


def _steers(sign: str) -> bool:
    return category(sign) in {"Cc", "Cf", "Zl", "Zp", "Cs"}


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnwritableError(f"sortie standard : elle ne s'écrit pas ({error.strerror})") from error
