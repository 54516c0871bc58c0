"""Text messages: the GSM alphabet wherever the words allow it, and the exact number of segments billed."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38's default alphabet: one septet each."""
EXTENSION: Final = frozenset("\f^{}\\[~]|€")
"""Two septets each: an escape and the sign, never split between segments."""
SUBSTITUTES: Final = {
    "’": "'",
    "‘": "'",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "…": "...",
    "•": "-",
    "·": "-",
    "„": '"',
    "‚": ",",
    "‹": "'",
    "›": "'",
    "′": "'",
    "″": '"',
    "⁄": "/",
    "×": "x",
    "œ": "oe",
    "Œ": "OE",
    "ç": "c",
    "°": "o",
    "№": "No",
    "©": "(c)",
    "®": "(R)",
    "µ": "u",
    "ẞ": "SS",
    "đ": "d",
    "Đ": "D",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "Ł": "L",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
}
"""What Unicode itself does not take apart into plain letters."""
SINGLE, JOINED = 160, 153
"""Septets in a lone segment, and in each of several (a header takes the rest)."""
WIDE_SINGLE, WIDE_JOINED = 70, 67
"""UTF-16 units likewise."""


def to_gsm(text: str) -> str:
    """The text without what would force the wide alphabet, where plain letters say the same; else unchanged signs."""
    unspaced = re.sub(r"«\s|\s»", '"', text)
    return "".join(_plain(char) for char in unspaced)


def segments(text: str) -> int:
    """How many segments the text takes, with the GSM alphabet if all of it fits, else with UTF-16."""
    if all(char in BASIC or char in EXTENSION for char in text):
        return _packed([2 if char in EXTENSION else 1 for char in text], SINGLE, JOINED)
    return _packed([2 if ord(char) > 0xFFFF else 1 for char in text], WIDE_SINGLE, WIDE_JOINED)  # noqa: PLR2004


def _packed(sizes: list[int], single: int, joined: int) -> int:
    if sum(sizes) <= single:
        return 1
    count, room = 1, joined
    for size in sizes:
        if size > room:
            count, room = count + 1, joined
        room -= size
    return count


def _plain(char: str) -> str:
    """Plain letters in place of one sign, or the sign itself where there are none that say the same."""
    if char in BASIC or char in EXTENSION:
        return char
    if char.isspace():
        return " "
    found = SUBSTITUTES.get(char) or "".join(
        SUBSTITUTES.get(c, c) for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)
    )
    return found if found and all(c in BASIC for c in found) else char
