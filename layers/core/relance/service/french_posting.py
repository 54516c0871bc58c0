"""Why no carrier took a letter, as finance people read it."""

from __future__ import annotations

import re
from typing import Final

from relance.service.french_channels import carrier
from relance.service.sending import posting

PREFIX: Final = re.compile(r"(?:refused by the provider|no carrier takes the letter): ")
TOLD: Final = re.compile(r"(?P<carrier>[a-z0-9_]+) (?P<why>[A-Z_]+)(?: \((?P<detail>.*)\))?", re.DOTALL)
NO_LETTER: Final = re.compile(r"(?P<carrier>[a-z0-9_]+) has no such letter")
NO_OFFER: Final = re.compile(r"no carrier is offered for [a-z_]+")
WORDS: Final = {
    posting.NOT_SET_UP: "aucun compte",
    posting.WRONGLY_SET_UP: "compte mal réglé",
    posting.NOT_SOLD: "ne vend pas ce service",
    posting.PREFLIGHT: "ne peut pas poster cette lettre",
    posting.REFUSED: "refuse la lettre",
    posting.LATER: "indisponible pour l'instant",
    posting.SENDER_SESSION: "attend que l'expéditeur soit identifié",
}


def told(reason: str) -> str | None:
    """« Maileva refuse la lettre (…) ; AR24 : aucun compte »; None for a reason that is not of carriers."""
    if NO_OFFER.fullmatch(PREFIX.sub("", reason)):
        return "aucun transporteur n'est offert pour ce canal"
    if found := NO_LETTER.fullmatch(reason):
        return f"{carrier(found['carrier'])} n'a pas cette lettre"
    said = [TOLD.fullmatch(part) for part in PREFIX.sub("", reason).split("; ")]
    matched = [found for found in said if found and found["why"] in WORDS]
    if not matched or len(matched) < len(said):
        return None
    return " ; ".join(map(_one, matched))


def _one(found: re.Match[str]) -> str:
    detail = f" ({found['detail']})" if found["detail"] else ""
    return f"{carrier(found['carrier'])} : {WORDS[found['why']]}{detail}"
