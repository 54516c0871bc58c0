"""What may be repeated of a carrier's refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.adapters.carriers.quoting import LONGEST, quoted
from relance.domain.billing import Address
from relance.ports.carriers import Party, Service
from tests.carriers.suite import DEBTOR, consignment

ZOE = Party("Zoé Lœuillet", first_name="Zoé", last_name="Lœuillet", email="zoe.l@courriel.example",
            address=Address(("7 rue de l'Évêché",), "29000", "Quimper"))  # fmt: skip


@pytest.mark.parametrize(
    ("said", "repeated"),
    [
        ("to.address_line1: at most 45 characters", "to.address_line1: at most 45 characters"),
        ("name ZOE LŒUILLET unknown", "name … … unknown"),
        ("no such town: Quimper (29000)", "no such town: … (…)"),
        ("EVECHE is no street", "… is no street"),
        ("zoe.l@courriel.example bounced", "….l@….… bounced"),
        ("from: Atelier du Ponant SAS", "from: … du … …"),
        ("two\nlines\x1b[31m", "twolines[31m"),
        ({"code": 7}, "{'code': 7}"),
        ("", ""),
    ],
)
def test_people_are_left_out_and_the_field_stays(said: object, repeated: str) -> None:
    assert quoted(said, consignment(Service.LETTER, recipient=ZOE)) == repeated


def test_a_long_speech_is_cut() -> None:
    assert quoted("x, " * 5_000, consignment(Service.LETTER)) == ("x, " * 67)[:LONGEST]


def test_somebody_without_an_address_is_left_out_too() -> None:
    letter = consignment(Service.LRE, recipient=replace(DEBTOR, address=None, email=None))
    assert quoted("Claire Martin is on leave", letter) == "… … is on leave"
