"""Channels, carriers, proofs and the choice of a channel, as French people of a finance department call them."""

from __future__ import annotations

from typing import Final

from relance.domain.carriers import CarrierName
from relance.domain.channels import Channel, ProofNeeded
from relance.domain.costs import euros
from relance.domain.proof import ProofKind
from relance.domain.reach import Choice, Considered, PassedOver, Rule
from relance.service.french import typeset

CHANNELS: Final = {
    Channel.EMAIL: "e-mail",
    Channel.SMS: "SMS",
    Channel.TRACKED: "courrier suivi électronique",
    Channel.LETTER: "lettre simple",
    Channel.TRACKED_LETTER: "lettre suivie",
    Channel.ERE: "recommandé électronique simple",
    Channel.LRE: "lettre recommandée électronique",
    Channel.REGISTERED: "lettre recommandée AR",
}
CARRIERS: Final = {str(name): name.shown for name in CarrierName}
NEEDED: Final = {
    ProofNeeded.NONE: "sans preuve demandée",
    ProofNeeded.SENDING: "qui prouve le dépôt",
    ProofNeeded.DELIVERY: "qui prouve la remise",
    ProofNeeded.REGISTERED: "qui vaut recommandé",
}
PROOFS: Final = {
    ProofKind.DEPOSIT: "preuve de dépôt",
    ProofKind.CONTENT: "preuve du contenu",
    ProofKind.RECEIPT: "preuve de réception",
    ProofKind.REFUSAL: "preuve de refus",
    ProofKind.UNCLAIMED: "preuve de non-réclamation",
    ProofKind.UNDELIVERED: "preuve de non-distribution",
    ProofKind.BUNDLE: "dossier de preuves",
}
PASSED_OVER: Final = {
    PassedOver.NOT_OFFERED: "pas d'offre en vigueur",
    PassedOver.TRIED: "déjà tenté, sans atteindre le client",
    PassedOver.NO_CONSENT: "sans l'accord du client",
    PassedOver.NO_ADDRESS: "aucune adresse",
    PassedOver.CLOSED: "adresse fermée",
}


def channel(code: str) -> str:
    """A channel in words."""
    return CHANNELS[Channel(code)] if code in list(Channel) else code


def carrier(code: str | None) -> str:
    """A carrier by its name; AWS takes what has none."""
    return CARRIERS.get(code, code) if code else "AWS"


def why_channel(code: str) -> str:
    """Why a channel was taken, from the choice's line of codes; a line of before is shown as it is."""
    choice = Choice.read(code)
    if choice is None or choice.taken is None:
        return passed_over(code) or code
    rejected = passed_over(code)
    return typeset(f"{_rule(choice, choice.taken)}{f' ; écartés : {rejected}' if rejected else ''}")


def remarkable(code: str) -> bool:
    """Whether the choice is worth a word: something was passed over, or the price decided."""
    choice = Choice.read(code)
    return choice is not None and (choice.rule is Rule.PRICE or any(way.passed_over for way in choice.ways))


def passed_over(code: str) -> str:
    """The ways that could not be gone, each with why; those that nobody sells are left out where others say more."""
    choice = Choice.read(code)
    ways = [way for way in choice.ways if way.passed_over] if choice else []
    told = [way for way in ways if way.passed_over is not PassedOver.NOT_OFFERED]
    if choice and choice.taken is None:
        told = ways
    return typeset(", ".join(f"{CHANNELS[w.channel]} ({PASSED_OVER[w.passed_over]})" for w in told if w.passed_over))


def _rule(choice: Choice, taken: Considered) -> str:
    if choice.rule is Rule.ORDER:
        return "premier canal de l'étape qui atteint le client"
    others = [way for way in choice.ways if way.passed_over is None and way is not taken]
    if not others:
        return f"le seul possible {NEEDED[choice.proof]}, à {euros(taken.micros)}"
    dearer = ", ".join(f"{CHANNELS[way.channel]} {euros(way.micros)}" for way in others)
    return f"le moins cher {NEEDED[choice.proof]}, à {euros(taken.micros)} (sinon {dearer})"
