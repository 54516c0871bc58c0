"""How many sheets of paper a letter is: what Maileva finds too many it rejects after it was handed over.

pypdf is only in the render layer, which stands where letters are handed over: it is read there alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Final

from relance.domain.errors import RejectedError

MOST: Final = 45
"""Of a C4 envelope, its own address sheet aside; Maileva takes it where a DL is too small."""


def check_sheets(bodies: Iterable[bytes], *, duplex: bool) -> None:
    """Each document begins a sheet. Raises RejectedError where they do not fit into the largest envelope."""
    pages = [_pages(body) for body in bodies]
    sheets = sum(-(-count // 2) if duplex else count for count in pages)
    if sheets > MOST:
        raise RejectedError(f"letter: {sheets} sheets with its enclosures, Maileva's largest envelope takes {MOST}")


def _pages(body: bytes) -> int:
    """At least one: what cannot be read here may be read at Maileva, which says so where not."""
    from pypdf import PdfReader

    try:
        return max(1, len(PdfReader(BytesIO(body)).pages))
    except Exception:  # noqa: BLE001 - pypdf meets broken files with errors of every kind
        return 1
