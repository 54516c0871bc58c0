"""The rates of a statement in words: what the debtor's letter says of them, and on which article they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from relance.adapters.rendering.typography import NBSP, joined
from relance.domain.law.statement import InvoiceStatement, Segment

MOST_SEMESTERS: Final = 3
"""Beyond, a sentence gives the lowest and the highest; the annex lists each."""
JULY: Final = 7


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis: as a cell of the annex, and as a sentence says it."""

    cell: str
    sentence: str


BASES: Final[dict[str, dict[str, Basis]]] = {
    "fr": {
        "BCE + 10 (C. com. L441-10 II)": Basis(
            "BCE + 10 points, art. L441-10, II C. com.",
            "taux de refinancement de la Banque centrale européenne majoré de 10 points, article L441-10, II du code "
            "de commerce",
        ),
        "BCE + 10 (clause ecartee)": Basis(
            "BCE + 10 points, art. L441-10, II C. com. (clause écartée)",
            "taux de refinancement de la Banque centrale européenne majoré de 10 points, article L441-10, II du code "
            "de commerce, la clause du contrat étant écartée",
        ),
        "BCE + 8, semestre de depart (CCP R2192-31)": Basis(
            "BCE + 8 points, art. R2192-31 CCP",
            "taux de refinancement de la Banque centrale européenne au premier jour du semestre de départ, majoré de "
            "8 points, article R2192-31 du code de la commande publique",
        ),
        "taux contractuel": Basis("Taux du contrat", "taux convenu au contrat"),
        "taux legal, autres cas (C. civ. 1231-6, 1344-1)": Basis(
            "Taux légal, art. 1231-6 et 1344-1 C. civ.", "taux légal, articles 1231-6 et 1344-1 du code civil"
        ),
        "suspension (C. civ. 1343-5 al. 4)": Basis(
            "Suspension, art. 1343-5 C. civ.", "suspension, article 1343-5 du code civil"
        ),
    },
    "en": {
        "BCE + 10 (C. com. L441-10 II)": Basis(
            "ECB + 10 points, French Commercial Code art. L441-10, II",
            "the European Central Bank’s refinancing rate plus 10 points, Article L441-10, II of the French Commercial "
            "Code",
        ),
        "BCE + 10 (clause ecartee)": Basis(
            "ECB + 10 points, French Commercial Code art. L441-10, II (clause set aside)",
            "the European Central Bank’s refinancing rate plus 10 points, Article L441-10, II of the French Commercial "
            "Code, the contract’s clause being set aside",
        ),
        "BCE + 8, semestre de depart (CCP R2192-31)": Basis(
            "ECB + 8 points, French Public Procurement Code art. R2192-31",
            "the European Central Bank’s refinancing rate on the first day of the starting half-year plus 8 points, "
            "Article R2192-31 of the French Public Procurement Code",
        ),
        "taux contractuel": Basis("Contract rate", "the rate agreed in the contract"),
        "taux legal, autres cas (C. civ. 1231-6, 1344-1)": Basis(
            "Legal rate, French Civil Code art. 1231-6 and 1344-1",
            "the French legal rate, Articles 1231-6 and 1344-1 of the French Civil Code",
        ),
        "suspension (C. civ. 1343-5 al. 4)": Basis(
            "Suspended, French Civil Code art. 1343-5", "suspended, Article 1343-5 of the French Civil Code"
        ),
    },
}
"""By language, then by the basis as statements exchange it (domain.law.statement.Segment.basis)."""


def basis_cell(basis: str, language: str) -> str:
    """The basis as the annex prints it."""
    known = BASES[language].get(basis)
    return known.cell if known else basis


def percent(rate: Decimal, language: str) -> str:
    """Such as "12,15 %" or "12.15%": two decimals at least, none lost."""
    exact = rate.normalize()
    decimals = max(2, -int(exact.as_tuple().exponent))
    text = f"{exact:.{decimals}f}"
    return f"{text.replace('.', ',')}{NBSP}%" if language == "fr" else f"{text}%"


def rates_in_words(claims: Iterable[InvoiceStatement], language: str) -> str:
    """The rates that bore interest, by half-year where each has its own, each basis in brackets; empty where none."""
    bearing = [segment for claim in claims for segment in claim.segments if segment.rate]
    by_basis: dict[str, list[Segment]] = {}
    for segment in bearing:
        by_basis.setdefault(segment.basis, []).append(segment)
    return joined([_of_basis(basis, found, language) for basis, found in by_basis.items()], language)


def _of_basis(basis: str, segments: list[Segment], language: str) -> str:
    known = BASES[language].get(basis)
    return f"{_rates(segments, language)} ({known.sentence if known else basis})"


def _rates(segments: list[Segment], language: str) -> str:
    a_year = f"{NBSP}l’an" if language == "fr" else " a year"
    rates = sorted({segment.rate for segment in segments})
    if len(rates) == 1:
        return percent(rates[0], language) + a_year
    found = sorted({(_half_year(segment.first), segment.rate) for segment in segments})
    if len(found) > MOST_SEMESTERS or len({half for half, _ in found}) < len(found):
        lowest, highest = percent(rates[0], language), percent(rates[-1], language)
        return f"de {lowest} à {highest}{a_year}" if language == "fr" else f"{lowest} to {highest}{a_year}"
    return joined([f"{percent(rate, language)}{a_year} {_name(half, language)}" for half, rate in found], language)


def _half_year(day: date) -> tuple[int, int]:
    return day.year, 1 if day.month < JULY else 2


def _name(half: tuple[int, int], language: str) -> str:
    year, number = half
    if language == "fr":
        return f"au {('premier', 'second')[number - 1]} semestre{NBSP}{year}"
    return f"in the {('first', 'second')[number - 1]} half of{NBSP}{year}"
