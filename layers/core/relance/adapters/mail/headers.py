"""Header values that hold words from outside: one line, and beyond ASCII written as RFC 2047 wants it.

The standard library's new folding writes two encoded words without the space that must part them (names of several
words, long enough to be folded), and decodes what merely looks like one, line ends included. So what is not plain is
encoded here, whole, and set as it is.
"""

from __future__ import annotations

import re
import unicodedata
from email.header import Header
from email.utils import formataddr
from typing import Final

UNPRINTED: Final = ("Cc", "Zl", "Zp", "Cs")
TURNING: Final = "Cf"
"""Signs without width, such as those that turn the reading about: "facture", then "fdp.exe" read backwards."""
LOOKS_ENCODED: Final = "=?"
WIDTH: Final = 75


def one_line(text: str, longest: int = 400) -> str:
    """Printable text of one line: what a header may hold."""
    said = (c for c in text[: 4 * longest] if unicodedata.category(c) != TURNING)
    kept = "".join(" " if unicodedata.category(c) in UNPRINTED else c for c in said)
    return re.sub(" {2,}", " ", kept).strip()[:longest]


def is_plain(text: str) -> bool:
    """Whether a header may say it as it is."""
    return text.isascii() and LOOKS_ENCODED not in text


def encoded(text: str, header: str) -> str:
    """The words as encoded words, folded; each ends with a whole letter."""
    return Header(text, "utf-8", header_name=header, maxlinelen=WIDTH).encode(linesep="\r\n")


def mailbox(address: str, name: str, header: str) -> str:
    """Such as `Atelier <facturation@atelier.example>`, for an address that was checked."""
    if is_plain(name):
        return formataddr((name, address))
    return f"{encoded(name, header)}\r\n <{address}>"
