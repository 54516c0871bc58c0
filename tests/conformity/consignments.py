"""Letters from the plainest to the most awkward that an adapter may be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from relance.domain.billing import Address
from relance.ports.carriers import Consignment, Party, Service, Sheet
from tests.carriers.suite import DEBTOR, LETTER, SENDER, consignment

PAPER = frozenset({Service.LETTER, Service.TRACKED_LETTER, Service.REGISTERED})
TOMORROW = date(2099, 12, 31)

PERSON = Party(
    name="Zoé Ñandú-Lœuillet",
    first_name="Zoé",
    last_name="Ñandú-Lœuillet",
    professional=False,
    address=Address(("7 rue de l'Évêché",), "29000", "Quimper"),
    email="zoe.nandu+factures@courriel.example",
)
COMPANY = Party(
    name="Ets Le Goff",
    company="Ets Le Goff",
    first_name="Yann",
    last_name="Le Goff",
    address=Address(("ZA de Kerlann",), "35170", "Bruz"),
    email="compta@legoff.example",
)
AWKWARD = Party(
    name='Jean-Baptiste "JB" de La Rochefoucauld & Fils',
    company='Société "Œuvre d\'art" & Cie <SARL> — 100 % naturelle',
    first_name='Jean-Baptiste "JB"',
    last_name="de La Rochefoucauld & Fils",
    address=Address(("Bât. C ; esc. 2, 1ᵉʳ étage", "12 bis, rue de l'Abbé-Grégoire", "BP 40 117"), "92130", "Issy"),
    email="j-b.rochefoucauld@art-cie.example",
)
LONGEST = Party(
    name="Marie-Antoinette Bertrand-Desjardins",
    company="Groupement agricole des Trois Rivières",
    first_name="Marie-Antoinette Bernadette Élisabeth Joséphine",
    last_name="Bertrand-Desjardins de La Croix de Montgolfier",
    address=Address(
        (
            "Résidence Les Hauts de Ste-Marguerite",
            "127 avenue du Maréchal de Lattre bât B",
            "Lieu-dit La Croix du Vieux Calvaire",
        ),
        "97134",
        "Saint-Louis de Marie-Galante",
    ),
    email="marie-antoinette.bertrand-desjardins@groupement-agricole.example",
)
"""Five lines of 36 to 38 signs, a town that fits only as La Poste shortens it, and names of up to 47."""
MONACO = replace(COMPANY, address=Address(("2 boulevard des Moulins",), "98000", "Monaco", "MC"))
REUNION = replace(PERSON, address=Address(("14 rue de Paris",), "97400", "Saint-Denis", "RE"))
BELGIUM = replace(COMPANY, address=Address(("Avenue Louise 54",), "1050", "Bruxelles", "BE"))

PARTIES: Mapping[str, Party] = {
    "the debtor of the stories": DEBTOR,
    "a person": PERSON,
    "a company that is called by one name": COMPANY,
    "accents, quotes and signs of markup": AWKWARD,
    "the longest names and six lines": LONGEST,
    "Monaco": MONACO,
    "overseas": REUNION,
    "Belgium": BELGIUM,
}
SHEETS = (
    Sheet('Relevé n° 3 "avril".pdf', LETTER.body),
    Sheet("facture FA-2026-0042.pdf", LETTER.body + b"\n"),
    Sheet("conditions générales; v2.pdf", LETTER.body + b"\n\n"),
)


def letters(service: Service) -> Mapping[str, Consignment]:
    """By what is special about each."""
    to = {name: consignment(service, recipient=party) for name, party in PARTIES.items()}
    if service is Service.REGISTERED:
        to.pop("Belgium")  # no registered letter goes there by every carrier
    return to | {
        "enclosures": consignment(service, enclosures=SHEETS),
        "the longest reference": consignment(service, reference="RL-2026-C1042000000000000-10-1"),
        "the shortest reference": consignment(service, reference="R"),
        "a letter for a later day": consignment(service, day=TOMORROW),
        "a sender that is a person": consignment(service, sender=replace(PERSON, email="zoe@courriel.example")),
        "a sender with the longest address": consignment(service, sender=replace(LONGEST, email=SENDER.email)),
    }
