"""Figures in words: sums, percentages, the bases of rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance.adapters.law.shipped import shipped_figures
from relance.adapters.rendering.words.in_words import english, french, in_words
from relance.adapters.rendering.words.rates import basis_cell, percent, rates_in_words
from relance.adapters.rendering.words.typography import whole_amount
from relance.domain.errors import RejectedError
from relance.domain.law.debt import BelowFloor, Debt, RateClause, RateMode, Regime
from relance.domain.law.engine import state_debt
from relance.domain.law.statement import Segment
from relance.domain.money import Money

AS_OF = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (1, "un"),
        (16, "seize"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (61, "soixante et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (77, "soixante-dix-sept"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (90, "quatre-vingt-dix"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (280, "deux cent quatre-vingts"),
        (1_000, "mille"),
        (1_100, "mille cent"),
        (2_000, "deux mille"),
        (21_000, "vingt et un mille"),
        (80_000, "quatre-vingt mille"),
        (200_000, "deux cent mille"),
        (300_300, "trois cent mille trois cents"),
        (1_000_000, "un million"),
        (80_000_000, "quatre-vingts millions"),
        (2_000_001, "deux millions un"),
        (3_000_000_000, "trois milliards"),
    ],
)
def test_numbers_are_spelled_as_french_spells_them(number: int, words: str) -> None:
    assert french(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (42, "forty-two"),
        (100, "one hundred"),
        (115, "one hundred and fifteen"),
        (1_001, "one thousand and one"),
        (1_234, "one thousand two hundred and thirty-four"),
        (2_000_300, "two million three hundred"),
    ],
)
def test_numbers_are_spelled_as_english_spells_them(number: int, words: str) -> None:
    assert english(number) == words


@pytest.mark.parametrize(
    ("money", "language", "words"),
    [
        (Money(123_456), "fr", "mille deux cent trente-quatre euros et cinquante-six centimes"),
        (Money(100), "fr", "un euro"),
        (Money(1), "fr", "un centime"),
        (Money(0), "fr", "zéro euro"),
        (Money(150_000_000), "fr", "un million cinq cent mille euros"),
        (Money(200_000_000), "fr", "deux millions d’euros"),
        (Money(5_000, "CHF"), "fr", "cinquante CHF"),
        (Money(123_401), "en", "one thousand two hundred and thirty-four euros and one cent"),
        (Money(100), "en", "one euro"),
    ],
)
def test_a_sum_is_said_in_words(money: Money, language: str, words: str) -> None:
    assert in_words(money, language) == words


def test_cents_are_left_out_only_where_there_are_none() -> None:
    assert whole_amount(Money(4000), "fr") == "40\u00a0€"
    assert whole_amount(Money(4050), "fr") == "40,50\u00a0€"
    assert whole_amount(Money(4000), "en") == "€40"


@pytest.mark.parametrize(
    ("rate", "shown"), [("12.15", "12,15"), ("10", "10,00"), ("12.4", "12,40"), ("0", "0,00"), ("7.125", "7,125")]
)
def test_a_rate_loses_no_decimal(rate: str, shown: str) -> None:
    assert percent(Decimal(rate), "fr") == f"{shown}\u00a0%"


CLAUSES = [
    RateClause(),
    RateClause(RateMode.FIXED, Decimal(18)),
    RateClause(RateMode.FIXED, Decimal(2), BelowFloor.FLOOR_PER_SEMESTER),
    RateClause(RateMode.FIXED, Decimal(2), BelowFloor.DEFAULT_RATE),
    RateClause(RateMode.MULTIPLE_OF_LEGAL, Decimal(3)),
]
DEBTS = [
    *(Debt(Regime.B2B, 100_000, date(2025, 5, 31), clause=clause) for clause in CLAUSES),
    Debt(Regime.PUBLIC, 100_000, date(2025, 5, 31)),
    Debt(Regime.B2C, 100_000, date(2025, 5, 31), notice_effective=date(2025, 7, 1)),
    Debt(Regime.B2B, 100_000, date(2025, 5, 31), suspensions=((date(2025, 7, 1), date(2025, 7, 31)),)),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("debt", DEBTS)
def test_letters_can_say_every_basis_that_the_law_knows(debt: Debt, language: str) -> None:
    claim = state_debt(debt, AS_OF, shipped_figures())
    assert claim.segments
    for segment in claim.segments:
        assert segment.basis not in basis_cell(segment, language).replace("Taux du contrat", "")
    assert rates_in_words([claim], language)


def test_a_basis_that_letters_cannot_say_is_refused_by_name() -> None:
    odd = Segment(AS_OF, AS_OF, 1, 100, Decimal(1), 0, "usage de Neptune", "none")
    with pytest.raises(RejectedError, match="usage de Neptune"):
        basis_cell(odd, "fr")


def test_equal_rates_of_following_half_years_are_one_span() -> None:
    """13,15 % until 30/06/2025, then 12,15 % in 2025-S2 and 2026-S1 alike."""
    claim = state_debt(Debt(Regime.B2B, 100_000, date(2025, 5, 31)), AS_OF, shipped_figures())
    assert rates_in_words([claim], "en").startswith("13.15% a year until 30\u00a0June\u00a02025, then 12.15% a year (")


def test_many_half_years_are_said_from_the_lowest_rate_to_the_highest() -> None:
    """Default rates 2023-S1 to 2026-S1: 12,50, 14,00, 14,50, 14,25, 13,15, 12,15, 12,15."""
    claim = state_debt(Debt(Regime.B2B, 100_000, date(2022, 12, 31)), AS_OF, shipped_figures())
    assert rates_in_words([claim], "fr").startswith("de 12,15\u00a0% à 14,50\u00a0%\u00a0l’an (")
