"""What finance people read, in French: one sentence per reason, with its typography.

Texts are written with plain spaces and straight apostrophes; `typeset` sets them as French wants them.
"""

from __future__ import annotations

import re

from relance.domain.decision import Rest, Why
from relance.domain.money import Money

NBSP = "\u00a0"
THIN = "\u202f"

_RULES = (
    (re.compile(r" ([:»])"), rf"{NBSP}\1"),
    (re.compile(r"« "), f"«{NBSP}"),
    (re.compile(r" ([;!?])"), rf"{THIN}\1"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r" (%|€)"), rf"{NBSP}\1"),
)


def typeset(text: str) -> str:
    """French spacing before high punctuation and inside quotation marks; typographic apostrophes."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


SYMBOLS = {"EUR": "€", "USD": "$US", "GBP": "£", "CHF": "CHF"}


def amount(money: Money) -> str:
    """1 234,56 €: narrow no-break spaces by thousands, a no-break space before the currency."""
    whole, cents = f"{money.decimal:,.2f}".split(".")
    return f"{whole.replace(',', THIN)},{cents}{NBSP}{SYMBOLS.get(money.currency, money.currency)}"


WHY = {
    Why.NOTHING_OWED: "rien n'est dû",
    Why.NOT_YET: "aucune étape n'est encore à échéance",
    Why.PLAN_COMPLETED: "toutes les étapes du plan ont été envoyées",
    Why.NOT_A_WORKING_DAY: "ce jour n'est pas ouvré chez le client",
    Why.GAP: "le délai minimal depuis le dernier contact n'est pas écoulé",
    Why.CONTACT_CAP: "le nombre maximal de contacts avec ce client est atteint",
    Why.BELOW_MINIMUM: "le montant dû n'atteint pas le minimum de l'étape",
    Why.ACCOUNT_ON_HOLD: "le compte est suspendu",
    Why.INVOICE_ON_HOLD: "la facture est suspendue",
    Why.DISPUTED: "la créance est contestée",
    Why.PROMISE: "un paiement est promis et a encore le temps d'arriver",
    Why.PAYMENT_ANNOUNCED: "un paiement est annoncé et a encore le temps d'arriver",
    Why.DIRECT_DEBIT: "un prélèvement est en cours",
    Why.ASSIGNED_TO_FACTOR: "la créance est cédée à un tiers, comme un affactureur",
    Why.INSOLVENCY: "la créance est antérieure au jugement qui ouvre la procédure collective du client",
    Why.OVERINDEBTED: "le dossier de surendettement du client est recevable",
    Why.DECEASED: "le client est décédé, une personne s'adresse au notaire ou aux héritiers",
    Why.GRACE_COURT: "un juge a accordé un délai de grâce",
    Why.ADDRESS: "l'adresse du client est à rechercher",
    Why.LEGAL_CHECK_UNKNOWN: "une vérification juridique attend sa réponse",
    Why.INSTALMENTS: "un échéancier est en cours et respecté",
    Why.INSTALMENT_MISSED: "une échéance de l'échéancier n'est pas payée, une personne décide de la suite",
    Why.IN_CASE: "la facture est dans un dossier de mise en demeure",
    Why.CANCELLED: "la facture est annulée ou retirée par la facturation",
    Why.CREDIT_COVERS: "des paiements ou avoirs non imputés couvrent ce qui est échu",
    Why.NO_CHANNEL: "aucune adresse utilisable pour les canaux de l'étape",
    Why.BAD_PLAN: "le plan de relance choisi n'existe pas ou ne convient pas à ce type de client",
    Why.TIME_BARRED: "la créance est prescrite : plus aucune lettre ne peut la dire exigible",
    Why.RATE_MISSING: "la lettre imprime des intérêts, et le taux du semestre n'est pas publié",
    Why.MISSING_INVOICE_PDF: "le plan exige le PDF de la facture, et il manque",
    Why.CUSTOMER_MISSING: "la facturation n'a pas de fiche valide pour ce client",
}


def why(code: Why, subject: str = "") -> str:
    """The reason as a clause without capital or full stop, with what it concerns."""
    return typeset(WHY[code] + (f" ({subject})" if subject else ""))


def rest(decision: Rest) -> str:
    """Why nothing goes out."""
    return why(decision.why, decision.subject)
