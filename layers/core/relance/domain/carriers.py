"""The carriers of letters, by name: the one place in which a carrier is entered (docs/adding-a-carrier.md)."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from relance.domain.channels import HOUSE, LETTERS, PAPER, Channel


class CarrierName(StrEnum):
    """Who may be named. Whoever only plans needs to know what they sell, and no adapter."""

    shown: str
    """As French people read it."""
    sells: frozenset[Channel]

    def __new__(cls, name: str, shown: str, sells: frozenset[Channel]) -> Self:
        """Its name as everywhere in files, rows and modules."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.shown = shown
        member.sells = sells
        return member

    OUTBOX = HOUSE, "posté par vos soins", PAPER
    """Ourselves, with a stamp."""
    MAILEVA = "maileva", "Maileva", frozenset({Channel.LETTER, Channel.REGISTERED, Channel.LRE, Channel.ERE})
    AR24 = "ar24", "AR24", frozenset({Channel.LRE, Channel.ERE})
    MYSENDINGBOX = "mysendingbox", "MySendingBox", LETTERS
    MERCI_FACTEUR = "merci_facteur", "Merci Facteur", PAPER | {Channel.ERE}


OUTSIDE = tuple(name for name in CarrierName if name is not CarrierName.OUTBOX)
"""Those that one has an account at."""
