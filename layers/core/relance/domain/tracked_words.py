"""The exact words of each fact of a tracked letter: what it is called, what it means and what it does not say.

One place, so that page, certificate and timeline never say more than is known: a notice that was opened is no letter
that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from relance.domain.contact import LetterFact
from relance.domain.delivery import DeliveryStatus


@dataclass(frozen=True, slots=True)
class FactWords:
    """One fact, in one language."""

    name: str
    means: str
    does_not_say: str


_S = DeliveryStatus
FRENCH: Final[Mapping[DeliveryStatus, FactWords]] = {
    _S.SENT: FactWords(
        "Lettre déposée",
        "Le contenu de la lettre et de ses pièces a été arrêté et conservé, par ses empreintes, avant l'envoi de "
        "l'avis.",
        "Ne dit pas que le destinataire en a été averti.",
    ),
    _S.NOTIFIED: FactWords(
        "Avis distribué",
        "Le serveur de messagerie du destinataire a pris l'e-mail qui annonce la lettre.",
        "Ne dit pas que l'e-mail a été vu, ni que la lettre a été ouverte.",
    ),
    _S.OPENED: FactWords(
        "Notification ouverte",
        "Par le lien privé de l'avis, quelqu'un a ouvert dans un navigateur la page où la lettre attend, et y a agi.",
        "Ne dit pas que la lettre elle-même a été ouverte.",
    ),
    _S.READ: FactWords(
        "Lettre ouverte",
        "Par le lien privé de l'avis, quelqu'un a choisi d'ouvrir la lettre, et la lettre lui a été présentée.",
        "Ne dit pas qui l'a ouverte, l'identité n'étant pas vérifiée, ni qu'elle a été lue en entier.",
    ),
    _S.REFUSED: FactWords(
        "Lettre refusée",
        "Par le lien privé de l'avis, quelqu'un a choisi de refuser la lettre et l'a confirmé, sans l'avoir ouverte.",
        "Ne dit pas qui l'a refusée, l'identité n'étant pas vérifiée.",
    ),
    _S.UNCLAIMED: FactWords(
        "Lettre négligée",
        "Quinze jours, comptés du lendemain de l'avis, ont passé sans que la lettre soit ouverte ni refusée.",
        "Ne dit pas que le destinataire a eu connaissance de l'avis.",
    ),
    _S.WRONG_ADDRESS: FactWords(
        "Avis non distribuable",
        "Le serveur de messagerie du destinataire a refusé l'avis pour de bon : l'adresse ne reçoit pas.",
        "Ne dit pas que l'adresse est fausse pour toujours.",
    ),
    _S.COMPLAINED: FactWords(
        "Avis signalé comme indésirable",
        "Le destinataire, ou son service de messagerie, a signalé l'avis comme indésirable.",
        "Ne dit pas que la lettre a été refusée.",
    ),
    _S.REJECTED: FactWords(
        "Avis non parti",
        "Le service d'envoi n'a pas accepté l'avis : rien n'est parti.",
        "Ne dit rien du destinataire.",
    ),
}
ENGLISH: Final[Mapping[DeliveryStatus, FactWords]] = {
    _S.SENT: FactWords(
        "Letter deposited",
        "The content of the letter and of its enclosures was fixed and kept, by its hashes, before the notice was "
        "sent.",
        "Does not say that the addressee was told of it.",
    ),
    _S.NOTIFIED: FactWords(
        "Notice delivered",
        "The addressee's mail server took the e-mail that announces the letter.",
        "Does not say that the e-mail was seen, nor that the letter was opened.",
    ),
    _S.OPENED: FactWords(
        "Notice opened",
        "By the private link of the notice, somebody opened in a browser the page where the letter waits, and acted "
        "on it.",
        "Does not say that the letter itself was opened.",
    ),
    _S.READ: FactWords(
        "Letter opened",
        "By the private link of the notice, somebody chose to open the letter, and was shown it.",
        "Does not say who opened it, as identity is not verified, nor that it was read to the end.",
    ),
    _S.REFUSED: FactWords(
        "Letter refused",
        "By the private link of the notice, somebody chose to refuse the letter and confirmed it, without opening it.",
        "Does not say who refused it, as identity is not verified.",
    ),
    _S.UNCLAIMED: FactWords(
        "Letter neglected",
        "Fifteen days, counted from the day after the notice, went by and the letter was neither opened nor refused.",
        "Does not say that the addressee knew of the notice.",
    ),
    _S.WRONG_ADDRESS: FactWords(
        "Notice not deliverable",
        "The addressee's mail server refused the notice for good: the address does not receive.",
        "Does not say that the address is wrong for ever.",
    ),
    _S.COMPLAINED: FactWords(
        "Notice reported as unwanted",
        "The addressee, or its mail service, reported the notice as unwanted.",
        "Does not say that the letter was refused.",
    ),
    _S.REJECTED: FactWords(
        "Notice not sent",
        "The sending service did not accept the notice: nothing went.",
        "Says nothing about the addressee.",
    ),
}
WORDS: Final[Mapping[str, Mapping[DeliveryStatus, FactWords]]] = {"fr": FRENCH, "en": ENGLISH}
LATE: Final = {"fr": "{name}, après le délai", "en": "{name}, after the time allowed"}


def name_of(status: DeliveryStatus, language: str, *, late: bool = False) -> str:
    """What a fact is called."""
    name = WORDS[language][status].name
    return LATE[language].format(name=name) if late else name


def name_of_fact(fact: LetterFact, language: str) -> str:
    """What this fact is called."""
    return name_of(fact.status, language, late=fact.late)
