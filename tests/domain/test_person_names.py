"""First and last names, told apart only where that is plain: CPCE-postes L100, the addressee's identity is checked."""

from __future__ import annotations

import pytest

from relance.domain.person_names import first_and_last


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Claire Martin", ("Claire", "Martin")),
        ("Mme Claire Martin", ("Claire", "Martin")),
        ("M. Jean-Pierre d'Ormesson", ("", "")),
        ("MARTIN Claire", ("Claire", "MARTIN")),
        ("Claire MARTIN", ("Claire", "MARTIN")),
        ("Maître DE LA TOUR Anne Sophie", ("Anne Sophie", "DE LA TOUR")),
        ("Élodie Ångström", ("Élodie", "Ångström")),
        ("CLAIRE MARTIN", ("", "")),
        ("Marie Claire Dupont", ("", "")),
        ("C. Martin", ("", "")),
        ("M. et Mme Martin", ("", "")),
        ("Service comptabilité", ("", "")),
        ("Comptabilité Clients", ("", "")),
        ("Martin", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_name_is_told_apart_or_not_at_all(name: str, told: tuple[str, str]) -> None:
    assert first_and_last(name) == told
