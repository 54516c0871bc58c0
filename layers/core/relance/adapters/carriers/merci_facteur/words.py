"""Merci Facteur's words: modes of sending, statuses for each product, countries as it spells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import Service

LETTER: Final = "normal"
TRACKED: Final = "suivi"
REGISTERED_PAPER: Final = "lrar"
"""The signed acknowledgement goes back to the sender on paper; nobody can fetch it."""
REGISTERED_SCANNED: Final = "lrare"
ELECTRONIC_BY_MAIL: Final = "ere_otp_mail"
ELECTRONIC_BY_SMS: Final = "ere_otp_sms"
ELECTRONIC: Final = frozenset({ELECTRONIC_BY_MAIL, ELECTRONIC_BY_SMS})

MODES: Final[Mapping[Service, str]] = {
    Service.LETTER: LETTER,
    Service.TRACKED_LETTER: TRACKED,
    Service.REGISTERED: REGISTERED_SCANNED,
    Service.ERE: ELECTRONIC_BY_MAIL,
}

_PAPER: Final[Mapping[str, DeliveryStatus]] = {
    "wait": DeliveryStatus.SUBMITTED,
    "imprime": DeliveryStatus.ACCEPTED,
    "pris_en_charge": DeliveryStatus.SENT,
    "prix_en_charge_pays_destinataire": DeliveryStatus.IN_TRANSIT,  # spelt so by the carrier
    "traitement": DeliveryStatus.IN_TRANSIT,
    "traitement_pays_destination": DeliveryStatus.IN_TRANSIT,
    "transit_pays_intermediaire": DeliveryStatus.IN_TRANSIT,
    "entree_douane": DeliveryStatus.IN_TRANSIT,
    "sortie_douane": DeliveryStatus.IN_TRANSIT,
    "retenu_douane": DeliveryStatus.IN_TRANSIT,
    "attente_presentation": DeliveryStatus.IN_TRANSIT,
    "distribution_en_cours": DeliveryStatus.IN_TRANSIT,
    "probleme_resolu": DeliveryStatus.IN_TRANSIT,
    "attente_au_guichet": DeliveryStatus.AWAITING_RECIPIENT,
    "probleme_en_cours": DeliveryStatus.UNKNOWN,  # may end any way: a person looks
    "non_distribuable": DeliveryStatus.WRONG_ADDRESS,
    "retour_expediteur": DeliveryStatus.RETURNED,
    "distribue_expediteur": DeliveryStatus.RETURNED,
    "archivage_pnd": DeliveryStatus.RETURNED,
    "distribue": DeliveryStatus.DELIVERED,
}
_WITH_DEPOSIT: Final[Mapping[str, DeliveryStatus]] = {**_PAPER, "scan_pdd": DeliveryStatus.SENT}
_ELECTRONIC: Final[Mapping[str, DeliveryStatus]] = {
    "wait": DeliveryStatus.SUBMITTED,
    "envoye": DeliveryStatus.SENT,
    "accept_wait": DeliveryStatus.AWAITING_RECIPIENT,
    "accept_lock": DeliveryStatus.UNKNOWN,  # six wrong codes, locked for three hours
    "accept_notification_error": DeliveryStatus.WRONG_ADDRESS,
    "accepted": DeliveryStatus.DELIVERED,
    "accepted_downloaded": DeliveryStatus.DELIVERED,
    "expired": DeliveryStatus.UNCLAIMED,
    "refused": DeliveryStatus.REFUSED,
}
_STAGES: Final[Mapping[str, Mapping[str, DeliveryStatus]]] = {
    LETTER: _PAPER,
    TRACKED: _WITH_DEPOSIT,
    REGISTERED_PAPER: _WITH_DEPOSIT,
    # The acknowledgement that comes back is a signed one.
    REGISTERED_SCANNED: {**_WITH_DEPOSIT, "retour_are": DeliveryStatus.DELIVERED},
    ELECTRONIC_BY_MAIL: _ELECTRONIC,
    ELECTRONIC_BY_SMS: _ELECTRONIC,
}
_PRINTING: Final[Mapping[str, DeliveryStatus]] = {
    "Traitement en attente": DeliveryStatus.SUBMITTED,
    "Génération des courriers en cours": DeliveryStatus.SUBMITTED,
    "Préparation en cours": DeliveryStatus.SUBMITTED,
    "Impression en attente": DeliveryStatus.SUBMITTED,
    "Impression en cours": DeliveryStatus.SUBMITTED,
    "Impression terminée": DeliveryStatus.ACCEPTED,
}


def stage_of(mode: str, word: str) -> DeliveryStatus:
    """The stage that a letter's status means for one product."""
    return _STAGES.get(mode, {}).get(word, DeliveryStatus.UNKNOWN)


def stage_of_printing(word: str) -> DeliveryStatus:
    """The stage that the printing status of a whole sending means."""
    return _PRINTING.get(word, DeliveryStatus.UNKNOWN)
