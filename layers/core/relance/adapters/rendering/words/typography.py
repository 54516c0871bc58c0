"""How characters stand on paper: French spacing, dates, amounts and numbers in the debtor's language."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from relance.domain.money import CENTS, EUR, Money

NBSP: Final = "\u00a0"
THIN: Final = "\u202f"
"""Narrow no-break space: before high punctuation and between thousands."""
MONTHS: Final = {
    "fr": [
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
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
FRENCH: Final = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"[ \u00a0]([:»])"), rf"{NBSP}\1"),
    (re.compile(r"«[ \u00a0]"), f"«{NBSP}"),
    (re.compile(r"[ \u00a0]([;!?])"), rf"{THIN}\1"),
    (re.compile(r"(?<=\d) (€|%|jours?\b|factures\b|points?\b)"), rf"{NBSP}\1"),
    (re.compile(r"\b(n°|N°|art\.|Réf\.) "), rf"\1{NBSP}"),
    (re.compile(r"\b(articles?) (?=[LDR]?\d)"), rf"\1{NBSP}"),
    (re.compile(r"(?<=\d), (?=[IVX]+\b)"), f",{NBSP}"),
)
LONGEST: Final = 300
"""A name beyond this is cut: no letter has room for it."""


def typeset(text: str, language: str) -> str:
    """Spaces that do not break and true apostrophes, where French wants them; English as written."""
    if language != "fr":
        return text.replace("'", "’")
    for pattern, replacement in FRENCH:
        text = pattern.sub(replacement, text)
    return text


def clean(text: str, longest: int = LONGEST) -> str:
    """A value from outside as one line of printable text: composed letters, no control, private or pictorial signs."""
    if text.isascii() and text.isprintable() and len(text) <= longest:
        return " ".join(text.split())
    # Cut first: composing a hundred thousand characters serves nobody.
    composed = unicodedata.normalize("NFC", text[: 4 * longest])
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in composed if not _pictorial(c))
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _pictorial(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Cs", "Co", "Cn", "Cf") and char not in "©®°№"


def long_date(day: date, language: str) -> str:
    """Such as "1er février 2026" or "1 February 2026", which never breaks."""
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{number}{NBSP}{MONTHS[language][day.month - 1]}{NBSP}{day.year}"


def short_date(day: date) -> str:
    """Such as "01/02/2026"."""
    return f"{day:%d/%m/%Y}"


def amount(money: Money, language: str) -> str:
    """Such as "1 234,56 €" or "€1,234.56"; a foreign currency shows its code."""
    whole, cents = divmod(abs(money.cents), 100)
    sign = "−" if money.cents < 0 else ""
    if language == "fr":
        unit = "€" if money.currency == EUR else money.currency
        return f"{sign}{whole:,}".replace(",", THIN) + f",{cents:02d}{NBSP}{unit}"
    unit = "€" if money.currency == EUR else f"{money.currency}{NBSP}"
    return f"{sign}{unit}{whole:,}.{cents:02d}"


def whole_amount(money: Money, language: str) -> str:
    """Such as "40 €": cents are shown only where there are some."""
    shown = amount(money, language)
    return shown if money.cents % CENTS else shown.replace(",00", "").removesuffix(".00")


def grouped(text: str, by: int) -> str:
    """Groups of letters and digits, as an IBAN or a SIREN is read."""
    bare = re.sub(r"\s", "", text)
    return NBSP.join(bare[i : i + by] for i in range(0, len(bare), by))


def joined(parts: list[str], language: str) -> str:
    """Such as "a, b et c"."""
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    return ", ".join(parts[:-1]) + (" et " if language == "fr" else " and ") + parts[-1]
