"""Merci Facteur's words: modes of sending, statuses for each product, countries as it spells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from relance.ports.carriers import Service, Stage

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

_PAPER: Final[Mapping[str, Stage]] = {
    "wait": Stage.SUBMITTED,
    "imprime": Stage.ACCEPTED,
    "pris_en_charge": Stage.SENT,
    "prix_en_charge_pays_destinataire": Stage.IN_TRANSIT,  # spelt so by the carrier
    "traitement": Stage.IN_TRANSIT,
    "traitement_pays_destination": Stage.IN_TRANSIT,
    "transit_pays_intermediaire": Stage.IN_TRANSIT,
    "entree_douane": Stage.IN_TRANSIT,
    "sortie_douane": Stage.IN_TRANSIT,
    "retenu_douane": Stage.IN_TRANSIT,
    "attente_presentation": Stage.IN_TRANSIT,
    "distribution_en_cours": Stage.IN_TRANSIT,
    "probleme_resolu": Stage.IN_TRANSIT,
    "attente_au_guichet": Stage.AWAITING_RECIPIENT,
    "probleme_en_cours": Stage.UNKNOWN,  # may end any way: a person looks
    "non_distribuable": Stage.WRONG_ADDRESS,
    "retour_expediteur": Stage.RETURNED,
    "distribue_expediteur": Stage.RETURNED,
    "archivage_pnd": Stage.RETURNED,
    "distribue": Stage.DELIVERED,
}
_WITH_DEPOSIT: Final[Mapping[str, Stage]] = {**_PAPER, "scan_pdd": Stage.SENT}
_ELECTRONIC: Final[Mapping[str, Stage]] = {
    "wait": Stage.SUBMITTED,
    "envoye": Stage.SENT,
    "accept_wait": Stage.AWAITING_RECIPIENT,
    "accept_lock": Stage.UNKNOWN,  # six wrong codes, locked for three hours
    "accept_notification_error": Stage.WRONG_ADDRESS,
    "accepted": Stage.DELIVERED,
    "accepted_downloaded": Stage.DELIVERED,
    "expired": Stage.UNCLAIMED,
    "refused": Stage.REFUSED,
}
_STAGES: Final[Mapping[str, Mapping[str, Stage]]] = {
    LETTER: _PAPER,
    TRACKED: _WITH_DEPOSIT,
    REGISTERED_PAPER: _WITH_DEPOSIT,
    # The acknowledgement that comes back is a signed one.
    REGISTERED_SCANNED: {**_WITH_DEPOSIT, "retour_are": Stage.DELIVERED},
    ELECTRONIC_BY_MAIL: _ELECTRONIC,
    ELECTRONIC_BY_SMS: _ELECTRONIC,
}
_PRINTING: Final[Mapping[str, Stage]] = {
    "Traitement en attente": Stage.SUBMITTED,
    "Génération des courriers en cours": Stage.SUBMITTED,
    "Préparation en cours": Stage.SUBMITTED,
    "Impression en attente": Stage.SUBMITTED,
    "Impression en cours": Stage.SUBMITTED,
    "Impression terminée": Stage.ACCEPTED,
}


def stage_of(mode: str, word: str) -> Stage:
    """The stage that a letter's status means for one product."""
    return _STAGES.get(mode, {}).get(word, Stage.UNKNOWN)


def stage_of_printing(word: str) -> Stage:
    """The stage that the printing status of a whole sending means."""
    return _PRINTING.get(word, Stage.UNKNOWN)


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
