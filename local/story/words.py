"""The French of the pages, beside the words that the `relance` command already has."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from relance.adapters.rendering.words import typography
from relance.cli import french
from relance.domain.calendar import PARIS
from relance.domain.money import Money
from relance.domain.proof import ProofKind
from relance.service import french_channels
from relance.service.french import NBSP, typeset

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = typography.MONTHS["fr"]
STEPS = {
    "pre_due_notice": "Avis avant échéance",
    "first_reminder": "Première relance",
    "second_reminder": "Deuxième relance",
    "third_reminder": "Troisième relance",
    "last_reminder": "Dernière relance",
    "formal_notice": "Mise en demeure",
}
KINDS = {"business": "Entreprise", "consumer": "Particulier", "public": "Acheteur public"}
ROLES = {"accounting": "comptabilité", "billing": "facturation", "manager": "direction"}
STATUSES = {"disputed": "contestée", "cancelled": "annulée", "withdrawn": "retirée"}
PIECES = {
    "statement": "Décompte",
    "reminder": "Relance",
    "formal_notice": "Mise en demeure",
    "invoice": "Facture",
    "order": "Bon de commande",
    "delivery": "Bon de livraison",
    "contract": "Contrat",
    "other": "Pièce",
}


def long_date(day: date) -> str:
    """« mardi 3 mars 2026 »; the first of a month is « 1er »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def short_date(day: date | None) -> str:
    """« 03/03/2026 »."""
    return french.day(day)


def clock_time(instant: datetime) -> str:
    """« 8 h 30 », in Paris."""
    local = instant.astimezone(PARIS)
    return f"{local.hour}{NBSP}h{NBSP}{local:%M}"


def amount(money: Money) -> str:
    """« 1 234,56 € », with spaces that never break."""
    return french.amount(money)


def whole_euros(euros: Decimal) -> str:
    """« 1 234 € », for charts and big figures."""
    return french.amount(Money(int(euros.to_integral_value()) * 100)).replace(",00", "")


def step(name: str) -> str:
    """A step's name, or the name itself where finance invented one."""
    return STEPS.get(name, name.replace("_", " ").capitalize())


def channel(name: str) -> str:
    """A channel's name."""
    return typeset(french.channel(name))


def carrier(name: str | None) -> str:
    """A carrier as it writes its own name; nothing for what goes through AWS itself."""
    return french_channels.carrier(name) if name else ""


def proof(kind: str) -> str:
    """What a proof is called."""
    words = french_channels.PROOFS[ProofKind(kind)] if kind in list(ProofKind) else french.DELIVERIES.get(kind, kind)
    return typeset(words[:1].upper() + words[1:])


def month(name: str) -> str:
    """« Mars 2026 », of "2026-03"."""
    year, number = name.split("-")
    return f"{MONTHS[int(number) - 1].capitalize()} {year}"


def contact_state(code: str) -> str:
    """Where a contact stands."""
    return typeset(french.STATES.get(code, code))


def delivery(code: str, way: str) -> str:
    """What became of what went by a channel."""
    return typeset(french.delivery(code, way))


def case_state(code: str) -> str:
    """Where a case stands."""
    return typeset(french.CASES.get(code, code))


def postal(key: str) -> str:
    """An address on paper, which the ledger keeps in small letters; any other as it is."""
    return key.replace("|", ", ").title() if "|" in key else key


def number(count: int) -> str:
    """« 1 000 », with a space that never breaks."""
    return f"{count:,}".replace(",", NBSP)


def plural(count: int, one: str, many: str = "") -> str:
    """« 1 contact », « 2 contacts »; in French, zero is singular."""
    return french.count(count, one, many or None)


def siren(number: str) -> str:
    """« 294 058 540 »."""
    return NBSP.join((number[:3], number[3:6], number[6:]))


def phone(number: str) -> str:
    """« 06 39 98 18 54 »; a foreign number stays as it is."""
    if not number.startswith("+33"):
        return number
    national = "0" + number.removeprefix("+33")
    return NBSP.join(national[i : i + 2] for i in range(0, len(national), 2))
