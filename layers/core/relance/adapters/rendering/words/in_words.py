"""Sums of money in words, as an undertaking wants them beside the figures (C. civ. 1376)."""

from __future__ import annotations

from typing import Final

from relance.domain.money import CENTS, EUR, Money

THOUSAND: Final = 1000
MILLION: Final = 10**6

_FRENCH: Final = (
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
)
_FRENCH_TENS: Final = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_FRENCH_GREAT: Final = ((10**9, "milliard"), (MILLION, "million"))
_ENGLISH: Final = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_ENGLISH_TENS: Final = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ENGLISH_GREAT: Final = ((10**9, "billion"), (MILLION, "million"), (THOUSAND, "thousand"))


def in_words(money: Money, language: str) -> str:
    """Such as "mille deux cents euros et cinquante centimes". A foreign currency keeps its code."""
    whole, cents = divmod(abs(money.cents), CENTS)
    parts = (_french_sum if language == "fr" else _english_sum)(whole, cents, money.currency)
    return (" et " if language == "fr" else " and ").join(parts)


def _french_sum(whole: int, cents: int, currency: str) -> list[str]:
    spoken = french(whole)
    unit = currency if currency != EUR else "euro" if whole < 2 else "euros"  # noqa: PLR2004
    if whole >= MILLION and whole % MILLION == 0:
        # "un million d'euros": million and milliard are nouns.
        unit = f"d’{unit}" if currency == EUR else f"de {unit}"
    spoken = f"{spoken} {unit}"
    return _with_cents(whole, spoken, f"{french(cents)} centime{'s' if cents > 1 else ''}" if cents else "")


def _english_sum(whole: int, cents: int, currency: str) -> list[str]:
    unit = currency if currency != EUR else "euro" if whole == 1 else "euros"
    spoken = f"{english(whole)} {unit}"
    return _with_cents(whole, spoken, f"{english(cents)} cent{'s' if cents > 1 else ''}" if cents else "")


def _with_cents(whole: int, spoken: str, cents: str) -> list[str]:
    return [part for part in (spoken if whole or not cents else "", cents) if part]


def french(number: int) -> str:
    """A whole number from zero on, spelled as before 1990: hyphens below a hundred only."""
    for size, name in _FRENCH_GREAT:
        if number >= size:
            count, rest = divmod(number, size)
            return _after(f"{french(count)} {name}{'s' if count > 1 else ''}", french(rest) if rest else "")
    if number >= THOUSAND:
        count, rest = divmod(number, THOUSAND)
        # "mille" never varies, and what stands before it loses its plural: "deux cent mille", "quatre-vingt mille".
        head = "mille" if count == 1 else f"{_french_hundreds(count, last=False)} mille"
        return _after(head, _french_hundreds(rest, last=True) if rest else "")
    return _french_hundreds(number, last=True)


def _french_hundreds(number: int, *, last: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _french_tens(rest, last=last)
    plural = "s" if hundreds > 1 and not rest and last else ""
    head = "cent" if hundreds == 1 else f"{_FRENCH[hundreds]} cent{plural}"
    return _after(head, _french_tens(rest, last=last) if rest else "")


def _french_tens(number: int, *, last: bool) -> str:
    if number < len(_FRENCH):
        return _FRENCH[number]
    ten, unit = divmod(number, 10)
    if ten in (7, 9):
        ten, unit = ten - 1, unit + 10
    head = _FRENCH_TENS[ten]
    if unit == 0:
        return f"{head}s" if ten == 8 and last else head  # noqa: PLR2004
    joint = " et " if unit in (1, 11) and ten != 8 else "-"  # noqa: PLR2004
    return f"{head}{joint}{_FRENCH[unit]}"


def english(number: int) -> str:
    """A whole number from zero on, with "and" as in Britain."""
    for size, name in _ENGLISH_GREAT:
        if number >= size:
            count, rest = divmod(number, size)
            tail = f"and {english(rest)}" if 0 < rest < 100 else english(rest) if rest else ""  # noqa: PLR2004
            return _after(f"{english(count)} {name}", tail)
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return _after(f"{_ENGLISH[hundreds]} hundred", f"and {english(rest)}" if rest else "")
    if number < len(_ENGLISH):
        return _ENGLISH[number]
    ten, unit = divmod(number, 10)
    return f"{_ENGLISH_TENS[ten]}-{_ENGLISH[unit]}" if unit else _ENGLISH_TENS[ten]


def _after(head: str, tail: str) -> str:
    return f"{head} {tail}" if tail else head
