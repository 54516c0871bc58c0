"""The rates of a statement in words: what the debtor's letter says of them, and on which article they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Final

from relance.adapters.rendering.words.typography import NBSP, joined, long_date
from relance.domain.errors import RejectedError
from relance.domain.law.semester import Semester
from relance.domain.law.statement import InvoiceStatement, Segment

MOST_SPANS: Final = 3
"""Beyond, a sentence gives the lowest and the highest rate; the annex lists each."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis: how statements exchange it, as a cell of the annex, and as a sentence says it.

    `{ecb}` is the refinancing rate that the margin is added to, so that a debtor can look it up.
    """

    exchanged: re.Pattern[str]
    cell: str
    sentence: str


DEFAULT: Final = re.compile(r"BCE \+ (?P<margin>[\d.]+) \(C\. com\. L441-10 II\)")
SET_ASIDE: Final = re.compile(r"BCE \+ (?P<margin>[\d.]+) \(clause ecartee\)")
PUBLIC: Final = re.compile(r"BCE \+ (?P<margin>[\d.]+), semestre de depart \(CCP R2192-31\)")
FLOOR: Final = re.compile(r"plancher (?P<margin>[\d.]+) x taux legal \(C\. com\. L441-10 II\)")
CONTRACT: Final = re.compile(r"taux contractuel")
LEGAL: Final = re.compile(r"taux legal, autres cas \(C\. civ\. 1231-6, 1344-1\)")
SUSPENDED: Final = re.compile(r"suspension \(C\. civ\. 1343-5 al\. 4\)")

BASES: Final[dict[str, tuple[Basis, ...]]] = {
    "fr": (
        Basis(
            DEFAULT,
            "BCE {ecb} + {margin} points, C. com. L441-10, II",
            "taux de refinancement de la Banque centrale européenne majoré de {margin} points, article L441-10, II du "
            "code de commerce",
        ),
        Basis(
            SET_ASIDE,
            "BCE {ecb} + {margin} points, C. com. L441-10, II (clause écartée)",
            "taux de refinancement de la Banque centrale européenne majoré de {margin} points, article L441-10, II du "
            "code de commerce, la clause du contrat étant écartée",
        ),
        Basis(
            PUBLIC,
            "BCE {ecb} + {margin} points, CCP R2192-31",
            "taux de refinancement de la Banque centrale européenne majoré de {margin} points, article R2192-31 du "
            "code de la commande publique",
        ),
        Basis(
            FLOOR,
            "{margin} fois le taux légal, C. com. L441-10, II",
            "{margin} fois le taux de l’intérêt légal, minimum de l’article L441-10, II du code de commerce",
        ),
        Basis(CONTRACT, "Taux du contrat", "taux convenu au contrat"),
        Basis(
            LEGAL,
            "Taux légal, C. civ. 1231-6 et 1344-1",
            "taux de l’intérêt légal, articles 1231-6 et 1344-1 du code civil",
        ),
        Basis(SUSPENDED, "Suspension, C. civ. 1343-5", "suspension, article 1343-5 du code civil"),
    ),
    "en": (
        Basis(
            DEFAULT,
            "ECB {ecb} + {margin} points, C. com. L441-10, II",
            "the European Central Bank’s refinancing rate plus {margin} points, Article L441-10, II of the French "
            "Commercial Code",
        ),
        Basis(
            SET_ASIDE,
            "ECB {ecb} + {margin} points, C. com. L441-10, II (clause set aside)",
            "the European Central Bank’s refinancing rate plus {margin} points, Article L441-10, II of the French "
            "Commercial Code, the contract’s clause being set aside",
        ),
        Basis(
            PUBLIC,
            "ECB {ecb} + {margin} points, CCP R2192-31",
            "the European Central Bank’s refinancing rate plus {margin} points, Article R2192-31 of the French Public "
            "Procurement Code",
        ),
        Basis(
            FLOOR,
            "{margin} times the legal rate, C. com. L441-10, II",
            "{margin} times the French legal rate, the minimum of Article L441-10, II of the French Commercial Code",
        ),
        Basis(CONTRACT, "Contract rate", "the rate agreed in the contract"),
        Basis(
            LEGAL,
            "Legal rate, C. civ. 1231-6 and 1344-1",
            "the French legal rate, Articles 1231-6 and 1344-1 of the French Civil Code",
        ),
        Basis(SUSPENDED, "Suspended, C. civ. 1343-5", "suspended, Article 1343-5 of the French Civil Code"),
    ),
}
"""By language. The engine's own words are data for exchange; letters say the same in sentences."""


def basis_cell(segment: Segment, language: str) -> str:
    """The segment's basis as the annex prints it."""
    known, found = _known(segment.basis, language)
    margin = found.groupdict().get("margin", "")
    ecb = percent(segment.rate - Decimal(margin), language) if "{ecb}" in known.cell else ""
    return known.cell.format(ecb=ecb, margin=margin)


def _known(basis: str, language: str) -> tuple[Basis, re.Match[str]]:
    for known in BASES[language]:
        if found := known.exchanged.fullmatch(basis):
            return known, found
    raise RejectedError(f"no letter knows how to say the rate's basis {basis}")


def published_rates(claims: Iterable[InvoiceStatement]) -> tuple[bool, bool]:
    """Whether the ECB's rate and whether the legal rate stand behind what is claimed."""
    bases = {segment.basis for claim in claims for segment in claim.segments if segment.rate}
    ecb = any(pattern.fullmatch(basis) for basis in bases for pattern in (DEFAULT, SET_ASIDE, PUBLIC))
    return ecb, any(pattern.fullmatch(basis) for basis in bases for pattern in (FLOOR, LEGAL))


def percent(rate: Decimal, language: str) -> str:
    """Such as "12,15 %" or "12.15%": two decimals at least, none lost."""
    exact = rate.normalize()
    decimals = max(2, -int(exact.as_tuple().exponent))
    text = f"{exact:.{decimals}f}"
    return f"{text.replace('.', ',')}{NBSP}%" if language == "fr" else f"{text}%"


def rates_in_words(claims: Iterable[InvoiceStatement], language: str) -> str:
    """The rates that bore interest, until when each did, with their basis in brackets; empty where none did."""
    bearing = [segment for claim in claims for segment in claim.segments if segment.rate]
    by_basis: dict[str, list[Segment]] = {}
    for segment in bearing:
        by_basis.setdefault(segment.basis, []).append(segment)
    return joined([_of_basis(basis, found, language) for basis, found in by_basis.items()], language)


def _of_basis(basis: str, segments: list[Segment], language: str) -> str:
    known, found = _known(basis, language)
    sentence = known.sentence.format(margin=found.groupdict().get("margin", ""))
    return f"{_rates(segments, language)} ({sentence})"


def _rates(segments: list[Segment], language: str) -> str:
    a_year = f"{NBSP}l’an" if language == "fr" else " a year"
    rates = sorted({segment.rate for segment in segments})
    if len(rates) == 1:
        return percent(rates[0], language) + a_year
    found = sorted({(Semester.of(segment.first), segment.rate) for segment in segments})
    spans = [(list(span)[-1][0].end, rate) for rate, span in groupby(found, key=itemgetter(1))]
    if len(spans) > MOST_SPANS or len({semester for semester, _ in found}) < len(found):
        lowest, highest = percent(rates[0], language), percent(rates[-1], language)
        return f"de {lowest} à {highest}{a_year}" if language == "fr" else f"{lowest} to {highest}{a_year}"
    until, then = ("jusqu’au", "puis") if language == "fr" else ("until", "then")
    shown = [f"{percent(rate, language)}{a_year}" for _, rate in spans]
    ended = [f"{rate} {until} {long_date(end, language)}" for rate, (end, _) in zip(shown, spans[:-1], strict=False)]
    return f"{', '.join(ended)}, {then} {shown[-1]}"
