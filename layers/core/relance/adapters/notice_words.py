"""What became of a formal notice, as the people who decide on the file read it. French only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from relance.adapters.rendering.words.typography import NBSP, long_date
from relance.domain.channels import BY_MAIL, HOUSE, Channel
from relance.domain.delivery import DeliveryStatus
from relance.domain.notice import Fate

WAYS: Final = {
    Channel.REGISTERED: "lettre recommandée avec avis de réception",
    Channel.LRE: "lettre recommandée électronique",
    Channel.ERE: "recommandé électronique simple",
}
_S = DeliveryStatus
PAPER_WORDS: Final = {
    _S.DRAFT: "préparée chez le transporteur",
    _S.SUBMITTED: "remise au transporteur",
    _S.ACCEPTED: "prise en charge par le transporteur",
    _S.SENT: "déposée à la poste",
    _S.IN_TRANSIT: "en cours d’acheminement",
    _S.PRESENTED: "présentée au destinataire",
    _S.AWAITING_RECIPIENT: "destinataire avisé, lettre au bureau de poste",
    _S.DELIVERED: "remise au destinataire",
    _S.REFUSED: "refusée par le destinataire",
    _S.UNCLAIMED: "non réclamée par le destinataire",
    _S.RETURNED: "retournée à l’expéditeur, motif pas encore connu",
    _S.LOST: "perdue",
    _S.WRONG_ADDRESS: "destinataire inconnu à cette adresse",
    _S.REJECTED: "refusée par le transporteur",
    _S.CANCELED: "retirée avant distribution",
}
ELECTRONIC_WORDS: Final = PAPER_WORDS | {
    _S.SENT: "déposée chez le transporteur",
    _S.NOTIFIED: "avis envoyé au destinataire",
    _S.OPENED: "avis ouvert par le destinataire",
    _S.PRESENTED: "présentée au destinataire",
    _S.AWAITING_RECIPIENT: "en attente du destinataire, qui a quinze jours",
    _S.DELIVERED: "acceptée par le destinataire",
    _S.READ: "ouverte par le destinataire",
    _S.UNCLAIMED: "non réclamée dans les quinze jours",
    _S.BOUNCED: "avis revenu, peut-être pour un temps",
    _S.RETURNED: "non remise, motif pas encore connu",
    _S.WRONG_ADDRESS: "adresse électronique inconnue",
    _S.COMPLAINED: "avis signalé comme indésirable",
}
USUAL_DAYS: Final = 8
"""Fewer between knowing and the printed date is less than usage grants (MED-01, 8)."""


@dataclass(frozen=True, slots=True)
class FateWords:
    """The fate in sentences."""

    way: str
    status: str
    effect: str
    proved: bool
    """Whether the notice has effect."""
    cautions: tuple[str, ...]
    """What a person should weigh before the file goes."""
    facts: tuple[tuple[date, str], ...]
    """Day and words of each thing that the carrier said."""


def fate_words(fate: Fate, answer_by: date, carrier: str | None) -> FateWords:
    """What is known, and what it is worth."""
    words = ELECTRONIC_WORDS if fate.channel in BY_MAIL else PAPER_WORDS
    status = words.get(fate.status, str(fate.status)) if fate.status else "aucune nouvelle du transporteur"
    since = f", le{NBSP}{_day(fate.since)}" if fate.since else ""
    return FateWords(
        way=WAYS.get(fate.channel, str(fate.channel)),
        status=f"{status[0].upper()}{status[1:]}{since}",
        effect=_effect(fate),
        proved=fate.effective_on is not None,
        cautions=tuple(_cautions(fate, answer_by, carrier)),
        facts=tuple((fact.on, words.get(fact.status, str(fact.status))) for fact in fate.facts),
    )


def _effect(fate: Fate) -> str:
    if fate.undelivered:
        return "Sans effet : elle n’a atteint personne."
    on = fate.effective_on
    if on is None:
        return "Aucune preuve de réception à ce jour."
    return f"Produit effet depuis le {_day(on)} ({_because(fate, on)})."


def _because(fate: Fate, on: date) -> str:
    if fate.status not in (_S.REFUSED, _S.UNCLAIMED):
        return "jour de la réception"
    if fate.channel in BY_MAIL:
        return "fin des quinze jours laissés au destinataire"
    return "jour de la première présentation" if on != fate.since else "jour constaté par le transporteur"


def _cautions(fate: Fate, answer_by: date, carrier: str | None) -> list[str]:
    found = []
    on = fate.effective_on
    if on is None and carrier == HOUSE:
        found.append(
            "La lettre a été postée par vos soins : "
            "dès que son avis est enregistré (relance received), le dossier est refait."
        )
    elif on is None:
        found.append("Le juge demandera cette preuve. Vous pouvez attendre qu’elle arrive : le dossier sera refait.")
    elif (left := (answer_by - on).days) < USUAL_DAYS:
        late = f"que {left}{NBSP}jour{'s' if left > 1 else ''} avant" if left > 0 else "qu’après"
        # Refused or unclaimed, it has effect though nobody can say that the debtor knew of it.
        found.append(f"Elle n’a eu effet {late} la date qu’elle imprime, moins que les huit jours d’usage.")
    if fate.status in (_S.REFUSED, _S.UNCLAIMED) and fate.channel in BY_MAIL:
        found.append("Aucun juge connu n’a dit si un envoi électronique refusé ou non réclamé vaut mise en demeure.")
    if fate.channel is Channel.ERE:
        found.append("Un recommandé électronique simple est une preuve (eIDAS, art. 43), non une lettre recommandée.")
    return found


def _day(value: date) -> str:
    return long_date(value, "fr")
