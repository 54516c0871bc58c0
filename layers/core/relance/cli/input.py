"""A file that a person names, or what another program pipes in."""

from __future__ import annotations

import sys
from pathlib import Path

from relance.domain.errors import RejectedError

STANDARD_INPUT = "-"


def read_input(file: str) -> bytes:
    """The bytes of a file; of standard input for "-". Raises RejectedError naming the file."""
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise RejectedError(f"fichier : {file} ne se lit pas ({error.strerror})") from error
