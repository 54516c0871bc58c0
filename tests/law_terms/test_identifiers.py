"""Identifiers against the worked examples, and against one wrong digit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters import identifiers
from relance.adapters.identifiers import WrongNumberError
from tests.law_terms.vectors import VECTORS

KNOWN = VECTORS["identifier_vectors"]
READERS = {"siren": identifiers.siren, "siret": identifiers.siret}


@pytest.mark.parametrize(
    ("kind", "vector"),
    [(kind, vector) for kind in READERS for vector in KNOWN[kind]],
    ids=lambda part: part if isinstance(part, str) else part["value"],
)
def test_the_worked_numbers(kind: str, vector: dict[str, Any]) -> None:
    if vector["valid"]:
        assert READERS[kind](vector["value"]) == vector["value"]
    else:
        with pytest.raises(WrongNumberError, match="has a wrong check digit"):
            READERS[kind](vector["value"])


@pytest.mark.parametrize("vector", KNOWN["vat"], ids=lambda v: v["vat"])
def test_the_worked_vat_numbers_hold_their_siren(vector: dict[str, str]) -> None:
    assert identifiers.vat_number(vector["vat"]) == vector["vat"]
    assert identifiers.siren_of_vat(vector["vat"]) == vector["siren"]


@given(st.sampled_from(["732829320", "404833048", "356000000"]), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_siren_is_always_found(siren: str, place: int, shift: int) -> None:
    wrong = str((int(siren[place]) + shift) % 10)
    with pytest.raises(WrongNumberError):
        identifiers.siren(siren[:place] + wrong + siren[place + 1 :])


@given(st.integers(2, 10), st.integers(1, 9))
def test_one_wrong_digit_behind_a_key_of_letters_is_found(place: int, shift: int) -> None:
    number = "K7399859412"
    wrong = str((int(number[place]) + shift) % 10)
    with pytest.raises(WrongNumberError):
        identifiers.vat_number("FR" + number[:place] + wrong + number[place + 1 :])


def test_la_postes_head_office_counts_like_everybody() -> None:
    assert identifiers.siret("356 000 000 00048") == "35600000000048"
    with pytest.raises(WrongNumberError, match="has a wrong check digit"):
        identifiers.siret("35600000009076")


def test_monaco_has_no_siren_in_its_numbers() -> None:
    number = identifiers.vat_number("FR 53 0000 04605")
    assert identifiers.siren_of_vat(number) is None


@given(st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    for read in (identifiers.siren, identifiers.siret, identifiers.vat_number):
        try:
            assert read(read(text)) == read(text)
        except WrongNumberError as error:
            assert str(error).startswith(("must be", "has ", "is not"))  # noqa: PT017
