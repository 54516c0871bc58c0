"""Dates, amounts, ages and codes as a French finance department writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from relance.domain import tracked_words
from relance.domain.calendar import PARIS
from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryStatus
from relance.domain.money import Money
from relance.service.french import NBSP, typeset
from relance.service.french import amount as amount_in_words
from relance.service.french_channels import CHANNELS as CHANNELS_IN_WORDS

DAY = timedelta(days=1)
TWO_DAYS = timedelta(days=2)
KILO = 1000
amount = amount_in_words

CHANNELS = {channel.value: words for channel, words in CHANNELS_IN_WORDS.items()}
STATES = {
    "RESERVED": "réservé",
    "SENDING": "en cours d'envoi",
    "SENT": "envoyé",
    "UNKNOWN": "issue inconnue",
    "VOID": "annulé avant l'envoi",
}
DELIVERIES = {
    "DRAFT": "préparé chez le prestataire",
    "SUBMITTED": "transmis au prestataire",
    "ACCEPTED": "accepté par le prestataire",
    "SENT": "déposé",
    "IN_TRANSIT": "en cours d'acheminement",
    "NOTIFIED": "avis envoyé au destinataire",
    "OPENED": "avis ouvert",
    "PRESENTED": "présenté au destinataire",
    "AWAITING_RECIPIENT": "attend le destinataire",
    "DELIVERED": "remis",
    "READ": "ouvert par le destinataire",
    "REFUSED": "refusé par le destinataire",
    "UNCLAIMED": "non réclamé",
    "BOUNCED": "rejeté pour le moment",
    "RETURNED": "retourné, motif inconnu",
    "LOST": "perdu",
    "WRONG_ADDRESS": "adresse invalide",
    "REJECTED": "refusé par le prestataire",
    "COMPLAINED": "signalé comme indésirable",
    "CANCELED": "annulé chez le prestataire",
    "UNKNOWN": "statut inconnu",
}
SERVER = {"email": "remis au serveur du destinataire", "sms": "remis au téléphone"}
"""What "delivered" is of a message: nobody signs for it."""
CASES = {
    "OPENED": "ouvert",
    "NOTICE_APPROVAL": "mise en demeure à approuver",
    "NOTICE_APPROVED": "mise en demeure approuvée",
    "SERVED": "mise en demeure envoyée",
    "EXPIRED": "délai de la mise en demeure écoulé",
    "HANDOFF_APPROVAL": "transmission à approuver",
    "HANDOFF_APPROVED": "transmission approuvée",
    "HANDED_OFF": "transmis",
    "CLOSED_PAID": "clos, payé",
    "CLOSED_REFUSED": "clos, refusé",
    "CLOSED_UNDELIVERED": "clos, mise en demeure non parvenue",
}
STEPS = {
    "pre_due_notice": "rappel avant échéance",
    "first_reminder": "première relance",
    "second_reminder": "deuxième relance",
    "third_reminder": "troisième relance",
    "last_reminder": "dernière relance",
    "formal_notice": "mise en demeure",
    "instalment_plan": "échéancier",
}
HOLDS = {
    "MANUAL": "suspension",
    "DISPUTE": "litige",
    "PROMISE": "promesse de paiement",
    "PAYMENT_ANNOUNCED": "paiement annoncé",
    "PLAN": "échéancier",
    "INSOLVENCY": "procédure collective",
    "OVERINDEBTED": "surendettement",
    "DECEASED": "décès",
    "GRACE_COURT": "délai de grâce",
    "ASSIGNED": "créance cédée",
    "ADDRESS": "adresse à rechercher",
    "LEGAL_CHECK_UNKNOWN": "vérification juridique",
}


def amounts(sums: Iterable[Money]) -> str:
    """Several currencies side by side, never added."""
    return " + ".join(amount(s) for s in sums) or "—"


def day(value: date | None) -> str:
    """31/03/2026."""
    return f"{value:%d/%m/%Y}" if value else "—"


def instant(value: datetime) -> str:
    """12/03/2026 à 18:42, Paris time."""
    return f"{value.astimezone(PARIS):%d/%m/%Y à %H:%M}"


def age(lasted: timedelta) -> str:
    """As in "il y a 13 h 48"; whole days from the second on."""
    if lasted >= TWO_DAYS:
        return f"il y a {lasted // DAY}{NBSP}jours"
    hours, minutes = divmod(max(int(lasted.total_seconds()) // 60, 0), 60)
    if hours:
        return f"il y a {hours}{NBSP}h{NBSP}{minutes:02d}"
    return f"il y a {minutes}{NBSP}min"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """As in "1 compte", "2 comptes", "0 compte"."""
    return f"{number}{NBSP}{singular if number < 2 else plural or singular + 's'}"  # noqa: PLR2004


def size(octets: int) -> str:
    """850 octets, 12 ko, 4,2 Mo."""
    if octets < KILO:
        return count(octets, "octet")
    if octets < KILO**2:
        return f"{octets // KILO}{NBSP}ko"
    return f"{octets / KILO**2:.1f}".replace(".", ",") + f"{NBSP}Mo"


def channel(code: str | None) -> str:
    """A channel in words; a case goes by its own way."""
    return CHANNELS.get(code, code) if code else "dossier"


def delivery(status: str, channel: str) -> str:
    """What is known of something that was sent by a channel. Our own tracked letter's facts have their exact words."""
    if channel == Channel.TRACKED and status in tracked_words.FRENCH:
        return tracked(status)
    at_hand = SERVER.get(channel) if status == "DELIVERED" else None
    return at_hand or DELIVERIES.get(status, status)


def tracked(status: str, *, late: bool = False) -> str:
    """A fact of our own tracked letter, inside of a sentence."""
    name = tracked_words.name_of(DeliveryStatus(status), "fr", late=late)
    return name[:1].lower() + name[1:]


def address(key: str) -> str:
    """An address as the ledger keeps it: a postal one is one text, whose lines bars part."""
    return key.replace("|", ", ")


def step(name: str) -> str:
    """The shipped steps in words; a name that finance gave, without the file's underscores."""
    return STEPS.get(name, name.replace("_", " "))


SEGMENT_RULE = re.compile(r"segment rule (?P<n>\d+) \(segment (?P<segment>.*), kind (?P<kind>\w+)\)")
KINDS = {"business": "entreprise", "consumer": "particulier", "public": "acheteur public", "any": "tous"}


def plan_reason(reason: str) -> str:
    """Which rule chose the plan."""
    if match := SEGMENT_RULE.fullmatch(reason):
        segment = "tous" if match["segment"] == "any" else match["segment"]
        return typeset(f"règle {match['n']} : segment {segment}, type {KINDS.get(match['kind'], match['kind'])}")
    return {"named by the customer's record": "choisi sur la fiche du client", "default plan": "plan par défaut"}.get(
        reason, reason
    )


def billing_data(heard: datetime | None, now: datetime) -> str:
    """The age of what is decided on, named in every preview."""
    if heard is None:
        return "Données de facturation : aucune reçue à ce jour"
    return f"Données de facturation du {instant(heard)}, {age(now - heard)}"
