"""Plain text on the wire: lines short enough for any mail reader, which a phone may join again (RFC 3676)."""

from __future__ import annotations

from textwrap import wrap
from typing import Final

WIDTH: Final = 72
SIGNATURE: Final = "-- "
"""What follows it is the signature: the only line that keeps its space without being joined to the next."""
STUFFED: Final = (" ", ">", "From ")


def flowed(text: str) -> str:
    """`text` with paragraphs of one line each, folded. A space at a line's end says that the paragraph goes on."""
    return "\n".join(line for paragraph in text.split("\n") for line in _lines(paragraph))


def _lines(paragraph: str) -> list[str]:
    if paragraph == SIGNATURE:
        return [SIGNATURE]
    bare = paragraph.rstrip(" ")
    pieces = [bare] if len(bare) <= WIDTH else wrap(bare, WIDTH, break_long_words=False, break_on_hyphens=False)
    return [_stuffed(piece) + " " for piece in pieces[:-1]] + [_stuffed(piece) for piece in pieces[-1:]]


def _stuffed(line: str) -> str:
    """Readers take one space off each line's head, so that quotes and "From" at a line's head stay words."""
    return f" {line}" if line.startswith(STUFFED) else line
