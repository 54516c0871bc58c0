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


_COUNTRIES: Final = dict(
    line.split(" ", 1)
    for line in """\
AD ANDORRE
AT AUTRICHE
BE BELGIQUE
BF BURKINA FASO
BG BULGARIE
BJ BENIN
CA CANADA
CG REP DU CONGO
CH SUISSE
CI COTE D IVOIRE
CM CAMEROUN
CN CHINE
CY CHYPRE
CZ REPUBLIQUE TCHEQUE
DE ALLEMAGNE
DJ DJIBOUTI
DK DANEMARK
DZ ALGERIE
EE ESTONIE
ES ESPAGNE
FI FINLANDE
FR FRANCE
GA GABON
GB ROYAUME-UNI
GF GUYANE FRANCAISE
GN GUINEE
GP GUADELOUPE
GR GRECE
HR CROATIE
HU HONGRIE
IE IRLANDE
IL ISRAEL
IN INDE
IS ISLANDE
IT ITALIE
JP JAPON
KM COMORES
LB LIBAN
LI LIECHTENSTEIN
LT LITUANIE
LU LUXEMBOURG
LV LETTONIE
MA MAROC
MC MONACO
MF SAINT MARTIN
MG MADAGASCAR
ML MALI
MQ MARTINIQUE
MT MALTE
MU MAURICE
NC NOUVELLE CALEDONIE
NE NIGER
NL PAYS-BAS
NO NORVEGE
PF POLYNESIE FRANCAISE
PL POLOGNE
PM ST-PIERRE-MIQUELON
PT PORTUGAL
RE REUNION
RO ROUMANIE
RS SERBIE
SE SUEDE
SI SLOVENIE
SK SLOVAQUIE
SM SAINT-MARIN
SN SENEGAL
TD TCHAD
TG TOGO
TN TUNISIE
TR TURQUIE
UA UKRAINE
US ETATS-UNIS
WF WALLIS ET FUTUNA
YT MAYOTTE""".splitlines()
)
_OVERSEAS: Final[Mapping[str, str]] = {
    "97133": "SAINT BARTHELEMY",
    "97150": "SAINT MARTIN",
    "971": "GUADELOUPE",
    "972": "MARTINIQUE",
    "973": "GUYANE FRANCAISE",
    "974": "REUNION",
    "975": "ST-PIERRE-MIQUELON",
    "976": "MAYOTTE",
    "977": "SAINT BARTHELEMY",
    "978": "SAINT MARTIN",
    "986": "WALLIS ET FUTUNA",
    "987": "POLYNESIE FRANCAISE",
    "988": "NOUVELLE CALEDONIE",
}
"""French post codes whose postage is another: the carrier counts them as countries."""


def country_name(code: str, postal_code: str) -> str | None:
    """The country as the carrier spells it; None: it is not in our list."""
    if code == "FR":
        return next((name for start, name in _OVERSEAS.items() if postal_code.startswith(start)), "FRANCE")
    return "SAINT BARTHELEMY" if code == "BL" else _COUNTRIES.get(code)
