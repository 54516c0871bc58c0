"""The fixed words around the texts: table headings, references, payment, footer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from relance.domain.channels import Channel


@dataclass(frozen=True, slots=True)
class Labels:
    """One language's fixed words, already set."""

    locale: str
    place_and_date: str
    our_reference: str
    account: str
    company_number: str
    subject: str
    columns: tuple[str, ...]
    """Invoice, issued on, due on, days late, total, settled, left."""
    order: str
    engagement: str
    overdue_table: str
    past_due_beside_a_notice: str
    upcoming_table: str
    overdue_total: str
    unapplied: str
    claimed: str
    upcoming_total: str
    upcoming_claimed: str
    payment: str
    holder: str
    quote: str
    online: str
    page: str
    vat: str
    phone: str
    number: str
    """Of a registered letter: ours, until the carrier has one."""
    code_alt: str
    code_caption: str
    specimen: str
    specimen_notice: str
    channels: dict[str, str]
    modes: dict[str, str]
    """How the letter travels, as the line above the address says it."""
    day: str
    days: str
    on: str


FRENCH: Final = Labels(
    locale="fr-FR",
    place_and_date="{place}, le {date}",
    our_reference="Notre référence",
    account="Votre compte client",
    company_number="Votre SIREN",
    subject="Objet\u00a0:",
    columns=("Facture", "Émise le", "Échéance", "Retard", "Montant TTC", "Déjà réglé", "Reste à régler"),
    order="Commande",
    engagement="Engagement",
    overdue_table="Factures échues",
    past_due_beside_a_notice="Pour mémoire, factures dont la date d’échéance est passée",
    upcoming_table="Factures à échoir",
    overdue_total="Total échu",
    unapplied="Règlements et avoirs non encore affectés",
    claimed="Reste à régler",
    upcoming_total="Total à échoir",
    upcoming_claimed="Reste à prévoir",
    payment="Règlement par virement",
    holder="Titulaire",
    quote="Référence à rappeler",
    online="Règlement en ligne",
    page="Page {page}/{pages}",
    vat="TVA",
    phone="Tél.",
    number="Notre numéro\u00a0: {reference}",
    code_alt="Code QR du virement SEPA",
    code_caption="Virement SEPA de {amount}",
    specimen="SPÉCIMEN",
    specimen_notice="SPÉCIMEN – ce message est un essai, rien ne vous est demandé.",
    channels={
        Channel.EMAIL: "courriel",
        Channel.SMS: "SMS",
        Channel.TRACKED: "courrier suivi électronique",
        Channel.LETTER: "lettre",
        Channel.TRACKED_LETTER: "lettre suivie",
        Channel.ERE: "recommandé électronique simple",
        Channel.LRE: "lettre recommandée électronique",
        Channel.REGISTERED: "lettre recommandée",
    },
    modes={
        Channel.EMAIL: "Par courriel",
        Channel.SMS: "",  # the letter stays with us: only its text message goes
        Channel.TRACKED: "Courrier suivi électronique",
        Channel.LETTER: "Par courrier",
        Channel.TRACKED_LETTER: "Lettre suivie",
        Channel.REGISTERED: "Lettre recommandée avec avis de réception",
        Channel.LRE: "Lettre recommandée électronique",
        # CPCE-postes L100 keeps the word "lettre" for what is qualified; L101: nobody is misled on what it is worth.
        Channel.ERE: "Recommandé électronique simple",
    },
    day="jour",
    days="jours",
    on="du {date} ({channel})",
)

ENGLISH: Final = Labels(
    locale="en-GB",
    place_and_date="{place}, {date}",
    our_reference="Our reference",
    account="Your customer account",
    company_number="Your SIREN",
    subject="Subject:",
    columns=("Invoice", "Issued on", "Due on", "Late by", "Total incl. tax", "Settled", "To be paid"),
    order="Order",
    engagement="Commitment",
    overdue_table="Invoices past their due date",
    past_due_beside_a_notice="For the record, invoices whose due date has passed",
    upcoming_table="Invoices not yet due",
    overdue_total="Total past due",
    unapplied="Payments and credits not yet applied",
    claimed="To be paid",
    upcoming_total="Total not yet due",
    upcoming_claimed="To be planned",
    payment="Payment by transfer",
    holder="Account holder",
    quote="Reference to quote",
    online="Payment online",
    page="Page {page}/{pages}",
    vat="VAT",
    phone="Tel.",
    number="Our number: {reference}",
    code_alt="QR code of the SEPA transfer",
    code_caption="SEPA transfer of {amount}",
    specimen="SPECIMEN",
    specimen_notice="SPECIMEN – this message is a trial, nothing is asked of you.",
    channels={
        Channel.EMAIL: "e-mail",
        Channel.SMS: "text message",
        Channel.TRACKED: "tracked electronic letter",
        Channel.LETTER: "letter",
        Channel.TRACKED_LETTER: "tracked letter",
        Channel.ERE: "electronic registered delivery, not qualified",
        Channel.LRE: "electronic registered letter",
        Channel.REGISTERED: "registered letter",
    },
    modes={
        Channel.EMAIL: "By e-mail",
        Channel.SMS: "",
        Channel.TRACKED: "Tracked electronic letter",
        Channel.LETTER: "By post",
        Channel.TRACKED_LETTER: "Tracked letter",
        Channel.REGISTERED: "Registered letter with acknowledgement of receipt",
        Channel.LRE: "Qualified electronic registered letter",
        Channel.ERE: "Electronic registered delivery, not qualified",
    },
    day="day",
    days="days",
    on="of {date} ({channel})",
)

LABELS: Final = {"fr": FRENCH, "en": ENGLISH}

# The last line of an address abroad, in the sender's language as the post wants it.
COUNTRIES: Final = {
    "AT": "AUTRICHE",
    "BE": "BELGIQUE",
    "BG": "BULGARIE",
    "CA": "CANADA",
    "CH": "SUISSE",
    "CY": "CHYPRE",
    "CZ": "TCHÉQUIE",
    "DE": "ALLEMAGNE",
    "DK": "DANEMARK",
    "DZ": "ALGÉRIE",
    "EE": "ESTONIE",
    "ES": "ESPAGNE",
    "FI": "FINLANDE",
    "GB": "ROYAUME-UNI",
    "GR": "GRÈCE",
    "HR": "CROATIE",
    "HU": "HONGRIE",
    "IE": "IRLANDE",
    "IS": "ISLANDE",
    "IT": "ITALIE",
    "LI": "LIECHTENSTEIN",
    "LT": "LITUANIE",
    "LU": "LUXEMBOURG",
    "LV": "LETTONIE",
    "MA": "MAROC",
    "MC": "MONACO",
    "MT": "MALTE",
    "NL": "PAYS-BAS",
    "NO": "NORVÈGE",
    "PL": "POLOGNE",
    "PT": "PORTUGAL",
    "RO": "ROUMANIE",
    "SE": "SUÈDE",
    "SI": "SLOVÉNIE",
    "SK": "SLOVAQUIE",
    "TN": "TUNISIE",
    "US": "ÉTATS-UNIS",
}
