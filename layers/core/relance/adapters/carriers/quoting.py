"""A carrier's own words about a refusal, as an error of ours may repeat them: nothing of the letter's people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from relance.ports.carriers import Consignment, Party

LONGEST: Final = 200
HIDDEN: Final = "…"
WORD: Final = re.compile(r"\w{3,}")
"""Shorter ones name nobody."""


def quoted(words: object, consignment: Consignment) -> str:
    """One line, cut short. Names, addresses and mailboxes are left out, with whatever accents and capitals."""
    private = {word for party in (consignment.sender, consignment.recipient) for word in _words(party)}
    line = "".join(sign for sign in str(words) if sign.isprintable())[: 10 * LONGEST]
    return WORD.sub(lambda found: HIDDEN if _bare(found[0]) in private else found[0], line)[:LONGEST]


def _words(party: Party) -> Iterator[str]:
    address = party.address
    place = (*address.lines, address.postal_code, address.city) if address else ()
    for text in (party.name, party.company, party.first_name, party.last_name, party.email or "", *place):
        yield from map(_bare, WORD.findall(text))
        yield from WORD.findall(_bare(text))


def _bare(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).casefold()
