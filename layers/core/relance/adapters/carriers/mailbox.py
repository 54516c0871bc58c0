"""An e-mail address as carriers take it: of plain signs, with a domain that can be one."""

from __future__ import annotations

import re
from typing import Final

from relance.domain.errors import RejectedError

LONGEST: Final = 254
"""RFC 5321, 4.5.3.1.3."""
MAILBOX: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE | re.ASCII)
LETTERS: Final = re.compile(r"[a-z]{2,}", re.IGNORECASE | re.ASCII)


def mailbox(address: str | None, field: str) -> str:
    """The address, without blanks around it. Raises RejectedError naming the field, never the address."""
    said = (address or "").strip()
    mailbox, _, domain = said.rpartition("@")
    *labels, last = domain.split(".")
    fits = len(said) <= LONGEST and MAILBOX.fullmatch(mailbox) and labels and all(map(LABEL.fullmatch, labels))
    if not fits or not LETTERS.fullmatch(last):
        raise RejectedError(f"{field}: {'no address that carriers take' if said else 'is missing'}")
    return said
