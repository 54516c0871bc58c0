"""The law's figures as they are shipped, and as finance publishes them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from relance.adapters.law.parameters_json import load_parameters
from relance.adapters.law.rates_csv import load_rates
from relance.domain.law.figures import LegalFigures


@cache
def shipped_figures() -> LegalFigures:
    """The figures shipped with the code."""
    return figures_with(_shipped("rates.csv"))


def figures_with(rates: bytes) -> LegalFigures:
    """The shipped parameters with these rates. Raises InvalidPolicyError naming line and column, or semester."""
    return LegalFigures(load_rates(rates, _shipped("rates_sources.csv")), load_parameters(_shipped("parameters.json")))


def _shipped(name: str) -> bytes:
    return (files("relance.policies") / name).read_bytes()
