"""The French of the pages: dates, amounts, and a word for each code of the ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from relance.domain.calendar import PARIS
from relance.domain.decision import Why
from relance.domain.money import Money
from relance.service.french import NBSP, THIN, WHY, typeset

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "CHF"}

STEPS = {
    "pre_due_notice": "Avis avant échéance",
    "first_reminder": "Première relance",
    "second_reminder": "Deuxième relance",
    "third_reminder": "Troisième relance",
    "last_reminder": "Dernière relance",
    "formal_notice": "Mise en demeure",
}
CHANNELS = {"email": "e-mail", "sms": "SMS", "registered": "recommandé", "post": "courrier"}
KINDS = {"business": "entreprise", "consumer": "particulier", "public": "acheteur public"}
PLANS = {
    "standard": "Entreprises",
    "patient": "Clients privilégiés",
    "consumer": "Particuliers",
    "public": "Acheteurs publics",
}
ROLES = {"accounting": "comptabilité", "billing": "facturation", "manager": "direction"}
STATUSES = {"open": "ouverte", "disputed": "contestée", "cancelled": "annulée", "withdrawn": "retirée"}
DELIVERY = {
    "SUBMITTED": "remis au prestataire",
    "IN_TRANSIT": "en chemin",
    "DELIVERED": "reçu par le serveur du destinataire",
    "UNKNOWN": "sort inconnu",
    "REJECTED": "refusé",
    "WRONG_ADDRESS": "adresse inconnue : rejeté",
    "COMPLAINED": "signalé comme indésirable",
}
CONTACT_STATES = {
    "RESERVED": "préparé",
    "SENDING": "en cours d’envoi",
    "SENT": "envoyé",
    "UNKNOWN": "sort inconnu",
    "VOID": "abandonné avant l’envoi",
}
CASE_STATES = {
    "OPENED": "ouvert",
    "NOTICE_APPROVAL": "mise en demeure à approuver",
    "NOTICE_APPROVED": "mise en demeure approuvée",
    "SERVED": "mise en demeure envoyée, délai en cours",
    "EXPIRED": "délai expiré",
    "HANDOFF_APPROVAL": "transmission à approuver",
    "HANDOFF_APPROVED": "transmission approuvée",
    "HANDED_OFF": "transmis au contentieux",
    "CLOSED_PAID": "clos : payé",
    "CLOSED_REFUSED": "clos : refusé ou devenu sans objet",
}


def long_date(day: date) -> str:
    """Mardi 3 mars 2026, without its capital; the first of a month is « 1er »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def short_date(day: date | str | None) -> str:
    """03/03/2026."""
    if day is None:
        return "–"
    return f"{date.fromisoformat(day) if isinstance(day, str) else day:%d/%m/%Y}"


def clock_time(instant: datetime) -> str:
    """08 h 30, in Paris."""
    return f"{instant.astimezone(PARIS):%H}{NBSP}h{NBSP}{instant.astimezone(PARIS):%M}"


def amount(money: Money, *, cents: bool = True) -> str:
    """1 234,56 €, with spaces that never break."""
    text = f"{money.decimal:,.2f}" if cents else f"{money.decimal:,.0f}"
    return text.replace(",", THIN).replace(".", ",") + NBSP + SYMBOLS.get(money.currency, money.currency)


def step(name: str) -> str:
    """A step's name, or the name itself where finance invented one."""
    return STEPS.get(name, name.replace("_", " ").capitalize())


def channel(name: str) -> str:
    """A channel's name."""
    return CHANNELS.get(name, name)


def reason(text: str) -> str:
    """A reason as the ledger stores it ("CODE: detail" or plain words), in French where it has a code."""
    code, _, detail = text.partition(":")
    if code in Why.__members__:
        return typeset(WHY[Why[code]])
    return REASONS.get(text, typeset(detail.strip() or text))


REASONS = {
    "the account changed since the letter was written": "le compte a changé depuis la rédaction",
    "the account changed before the letter was written": "le compte a changé avant la rédaction",
    "its day passed before it was sent": "le jour prévu est passé",
    "the sending hours were over": "hors des heures d’envoi",
    "no Send event within an hour: not accepted": "aucun signe du prestataire en une heure : non accepté",
}


def plural(count: int, one: str, many: str) -> str:
    """« 1 contact », « 2 contacts »; in French, zero is singular."""
    return f"{count}{NBSP}{one if count < 2 else many}"  # noqa: PLR2004


def codes(data: dict[str, Any], name: str) -> str:
    """A field of an event, as text; empty when absent."""
    value = data.get(name)
    return "" if value is None else str(value)
