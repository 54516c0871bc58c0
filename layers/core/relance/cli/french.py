"""Dates, amounts, ages and codes as a French finance department writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from relance.domain.calendar import PARIS
from relance.domain.money import Money
from relance.service.french import NBSP, typeset
from relance.service.french import amount as amount_in_words

DAY = timedelta(days=1)
TWO_DAYS = timedelta(days=2)
amount = amount_in_words

CHANNELS = {"email": "e-mail", "sms": "SMS"}
STATES = {
    "RESERVED": "réservé",
    "SENDING": "en cours d'envoi",
    "SENT": "envoyé",
    "UNKNOWN": "issue inconnue",
    "VOID": "annulé avant l'envoi",
}
DELIVERIES = {
    "SUBMITTED": "accepté par le prestataire",
    "IN_TRANSIT": "en transit",
    "DELIVERED": "remis au serveur du destinataire",
    "UNKNOWN": "statut inconnu",
    "REJECTED": "refusé",
    "WRONG_ADDRESS": "adresse invalide",
    "COMPLAINED": "signalé comme indésirable",
}
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


def channel(code: str | None) -> str:
    """A channel in words; a case goes by its own way."""
    return CHANNELS.get(code, code) if code else "dossier"


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
